import type { Mark } from '../../marks/marks.ts'
import { routes } from '../../routes.ts'
import type { Pick } from '../../select/select.ts'
import type { InterestCounts } from '../../select/interest-counts.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { LatestDelivery } from '../../ledger/history.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import type { PreferenceInput, PreferenceProblems } from '../../subscribers/preferences.ts'
import { MarkButtonsForm } from '../marks/mark-buttons.tsx'
import { LetterPage } from '../page/layout.tsx'
import { OwnData } from '../own-data/page.tsx'
import { StartFromPapers } from '../seeds/link.tsx'
import { PreferenceFields } from './fields.tsx'
import { RefineFields } from './refine-fields.tsx'
import { TodayPreview } from './today-preview.tsx'
import { describeSchedule } from '../page/describe.ts'
import { useWords } from '../page/speech.tsx'

type PreferencesProps = {
  subscriber: Subscriber
  latestDelivery: LatestDelivery | undefined
  /** Of this page, and of the one to leave by. */
  token: string
  unsubscribeToken: string
  input: PreferenceInput
  problems?: PreferenceProblems
  /** What the choice on the form would bring; null where it has problems. */
  picks: Pick[] | null
  pausedUntil: string | null
  marks: readonly Mark[]
  /** What the last thirty days have for what is typed. */
  interestCounts: InterestCounts
  isSaved?: boolean
}

/** A subscriber's choice, to change. */
export function PreferencesPage(props: PreferencesProps) {
  const { subscriber, latestDelivery, token, unsubscribeToken, input, problems = {}, picks } = props
  const wrong = Object.keys(problems).length
  const words = useWords().subscribing.preferences
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.title} isPrivate>
      {props.isSaved && <Saved {...props} />}
      {wrong > 0 && (
        <p className="problem-summary" role="alert">
          {words.wrong(wrong)}
        </p>
      )}
      <LatestNews latestDelivery={latestDelivery} />
      <StartFromPapers token={token} />
      <form className="form" method="post" action={routes.preferences.href({ token })} data-preview="">
        <PreferenceFields input={input} problems={problems} interestCounts={props.interestCounts} />
        <RefineFields input={input} problems={problems} interestCounts={props.interestCounts} />
        {picks && (
          <TodayPreview
            {...{ picks }}
            pausedUntil={props.pausedUntil}
            marking={{ token, marks: props.marks }}
          />
        )}
        <p className="buttons">
          <button className="button" type="submit" name="button" value="save">
            {words.save}
          </button>
          <button className="button quiet" type="submit" name="button" value="preview">
            {words.preview}
          </button>
        </p>
      </form>
      <MarkButtonsForm token={token} />
      <OwnData token={token} />
      <p className="form-note">
        {words.foot(
          (text) => (
            <a href={routes.why.href({ token })}>{text}</a>
          ),
          (text) => (
            <a href={routes.unsubscribe.href({ token: unsubscribeToken })}>{text}</a>
          ),
          (text) => (
            <a href={routes.feedAddresses.href({ token })}>{text}</a>
          ),
          (text) => (
            <a href={routes.profile.href({ token })}>{text}</a>
          ),
        )}
      </p>
    </LetterPage>
  )
}

/** For someone whose subscription is not running. */
export function InactivePage({ subscriber, token }: { subscriber: Subscriber; token: string }) {
  const isPending = subscriber.status === 'pending'
  const words = useWords().subscribing.preferences
  return (
    <LetterPage
      kicker={maskEmail(subscriber.email)}
      title={isPending ? words.notBegun : words.notRunning}
      isPrivate
    >
      <p>{isPending ? words.notBegunText : words.notRunningText}</p>
      <p>
        <a className="button" href={routes.subscribe.href()}>
          {isPending ? words.askAgain : words.subscribe}
        </a>
      </p>
      <OwnData token={token} />
    </LetterPage>
  )
}

function Saved({ subscriber, pausedUntil }: PreferencesProps) {
  const words = useWords()
  const { saved, savedPaused } = words.subscribing.preferences
  const schedule = describeSchedule(words, subscriber.preferences)
  return (
    <output className="saved">
      {pausedUntil ? savedPaused(words.forms.day(pausedUntil), schedule) : saved(schedule)}
    </output>
  )
}

/** Why there was a mail or none, for those who wonder. */
function LatestNews({ latestDelivery }: { latestDelivery: LatestDelivery | undefined }) {
  const { forms, subscribing } = useWords()
  const { rule, noMatch, lastEdition } = subscribing.preferences
  if (!latestDelivery) return <p>{rule}</p>
  const day = forms.day(latestDelivery.slot.toISOString().slice(0, 10))
  if (latestDelivery.skipReason === 'no match') {
    return <p>{noMatch(day)}</p>
  }
  if (latestDelivery.status !== 'submitted') return <p>{rule}</p>
  return (
    <p>
      {lastEdition(day, latestDelivery.paperCount)} {rule}
    </p>
  )
}
