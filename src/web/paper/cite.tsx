import { bibtexOf } from '../../papers/citation.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { routes } from '../../routes.ts'

/** The paper's entry for a bibliography, to copy or to load. */
export function Cite({ paper }: { paper: ListedPaper }) {
  const { id } = paper
  return (
    <details className="fold">
      <summary>Cite</summary>
      <div className="fold-fields">
        <pre className="citation" id="bibtex">
          {bibtexOf(paper)}
        </pre>
        <p className="buttons">
          {/* Shown by the script, without which it could do nothing. */}
          <button className="button quiet" type="button" data-copy="bibtex" hidden>
            Copy
          </button>
          <a href={routes.bibtex.href({ id })}>BibTeX file</a>
          <a href={routes.ris.href({ id })}>RIS file</a>
        </p>
      </div>
    </details>
  )
}
