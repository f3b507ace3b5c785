import { byline, paperLinks } from '../../papers/paper.ts'
import { titleOf } from '../../papers/summary.ts'
import { reasonPhrase } from '../../render/paper-view.ts'
import type { Pick } from '../../select/select.ts'
import { nameDay } from '../page/wording.ts'

type PreviewProps = { picks: Pick[]; pausedUntil: string | null }

/** What the choice on the form would bring if the mail went out now. */
export function TodayPreview({ picks, pausedUntil }: PreviewProps) {
  return (
    <section className="preview" id="preview" aria-labelledby="preview-title" aria-live="polite">
      <h2 className="preview-title" id="preview-title">
        What you would get today
      </h2>
      {pausedUntil && (
        <p className="hint">Nothing, because you pause until {nameDay(pausedUntil)}. Without the pause:</p>
      )}
      {picks.length === 0 ? (
        <p className="hint">
          No paper that you have not had yet matches, so no mail would come. More topics or keywords bring
          more papers.
        </p>
      ) : (
        <ol className="preview-list">
          {picks.map((pick) => (
            <PreviewedPaper key={pick.candidate.id} {...pick} />
          ))}
        </ol>
      )}
    </section>
  )
}

function PreviewedPaper({ candidate, reason }: Pick) {
  const by = byline(candidate)
  return (
    <li>
      <p className="preview-reason">{reasonPhrase(reason)}</p>
      <a className="preview-paper" href={paperLinks(candidate).page}>
        {titleOf(candidate)}
      </a>
      {by && <p className="hint">{by}</p>}
    </li>
  )
}
