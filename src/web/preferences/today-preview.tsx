import { titleOf } from '../../papers/summary.ts'
import { reasonPhrase } from '../../render/paper-view.ts'
import { routes } from '../../routes.ts'
import type { Pick } from '../../select/select.ts'
import { MarkButtons, type Marking } from '../marks/mark-buttons.tsx'
import { useByline, useForeign, useSpeech, useWords } from '../page/speech.tsx'

type PreviewProps = { picks: Pick[]; pausedUntil: string | null; marking: Marking }

/** What the choice on the form would bring if the mail went out now. The page has a `MarkButtonsForm`. */
export function TodayPreview({ picks, pausedUntil, marking }: PreviewProps) {
  const { forms, subscribing } = useWords()
  const { title, paused, none } = subscribing.today
  return (
    <section className="preview" id="preview" aria-labelledby="preview-title" aria-live="polite">
      <h2 className="preview-title" id="preview-title">
        {title}
      </h2>
      {pausedUntil && <p className="hint">{paused(forms.day(pausedUntil))}</p>}
      {picks.length === 0 ? (
        <p className="hint">{none}</p>
      ) : (
        <ol className="preview-list">
          {picks.map((pick) => (
            <PreviewedPaper key={pick.candidate.id} {...pick} marking={marking} />
          ))}
        </ol>
      )}
    </section>
  )
}

function PreviewedPaper({ candidate, reason, marking }: Pick & { marking: Marking }) {
  const by = useByline()(candidate)
  const { language } = useSpeech()
  const title = titleOf(candidate)
  return (
    <li>
      <p className="preview-reason">{reasonPhrase(reason, language)}</p>
      <a
        className="preview-paper"
        href={routes.ownPaper.href({ token: marking.token, paper: candidate.id })}
        lang={useForeign()(title)}
      >
        {title}
      </a>
      {by && <p className="hint">{by}</p>}
      <MarkButtons {...marking} paper={candidate.id} />
    </li>
  )
}
