import type { MailedPaper } from '../../own-data/mailed-papers.ts'
import { titleOf } from '../../papers/summary.ts'
import { reasonPhrase } from '../../render/paper-view.ts'
import { routes } from '../../routes.ts'
import { MarkButtons, type Marking } from '../marks/mark-buttons.tsx'
import { useForeign, useSpeech, useWords } from '../page/speech.tsx'

/** An edition that was sent to someone, with why each paper was in it. */
export type SentEdition = { slot: Date; papers: MailedPaper[] }

/** @param marking null for those to whom nothing is sent any more */
export function Edition({ slot, papers, marking }: SentEdition & { marking: Marking | null }) {
  const { forms } = useWords()
  const { language } = useSpeech()
  return (
    <section>
      <h2 className="why-day">{forms.day(slot.toISOString().slice(0, 10))}</h2>
      <ol className="preview-list">
        {papers.map((paper) => (
          <li key={paper.id}>
            <p className="preview-reason">{reasonPhrase(paper.reason, language)}</p>
            <MailedTitle {...paper} marking={marking} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function MailedTitle({ id, title, marking }: MailedPaper & { marking: Marking | null }) {
  const foreign = useForeign()
  if (title === null) return id
  const shown = titleOf({ title })
  const href = marking ? routes.ownPaper.href({ token: marking.token, paper: id }) : routes.paper.href({ id })
  return (
    <>
      <a href={href} lang={foreign(shown)}>
        {shown}
      </a>
      {marking && <MarkButtons {...marking} paper={id} />}
    </>
  )
}
