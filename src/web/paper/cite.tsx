import { bibtexOf } from '../../papers/citation.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { routes } from '../../routes.ts'
import { useWords } from '../page/speech.tsx'

/** The paper's entry for a bibliography, to copy or to load. */
export function Cite({ paper }: { paper: ListedPaper }) {
  const { id } = paper
  const words = useWords().reading.paper
  return (
    <details className="fold">
      <summary>{words.cite}</summary>
      <div className="fold-fields">
        <pre className="citation" id="bibtex" translate="no" lang="en">
          {bibtexOf(paper)}
        </pre>
        <p className="buttons">
          {/* Shown by the script, without which it could do nothing. */}
          <button className="button quiet" type="button" data-copy="bibtex" data-copied={words.copied} hidden>
            {words.copy}
          </button>
          <a href={routes.bibtex.href({ id })}>{words.bibtex}</a>
          <a href={routes.ris.href({ id })}>{words.ris}</a>
        </p>
      </div>
    </details>
  )
}
