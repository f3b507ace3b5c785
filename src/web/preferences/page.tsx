import { routes } from '../../routes.ts'
import type { Pick } from '../../select/select.ts'
import type { InterestCounts } from '../../select/interest-counts.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { LatestDelivery } from '../../ledger/history.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import type { PreferenceInput, PreferenceProblems } from '../../subscribers/preferences.ts'
import { LetterPage } from '../page/layout.tsx'
import { OwnData } from '../own-data/page.tsx'
import { PreferenceFields } from './fields.tsx'
import { RefineFields } from './refine-fields.tsx'
import { TodayPreview } from './today-preview.tsx'
import { count, describeSchedule, nameDay } from '../page/wording.ts'

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
  /** What the last thirty days have for what is typed. */
  interestCounts: InterestCounts
  isSaved?: boolean
}

/** A subscriber's choice, to change. */
export function PreferencesPage(props: PreferencesProps) {
  const { subscriber, latestDelivery, token, unsubscribeToken, input, problems = {}, picks } = props
  const wrong = Object.keys(problems).length
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Your preferences" isPrivate>
      {props.isSaved && <Saved {...props} />}
      {wrong > 0 && (
        <p className="problem-summary" role="alert">
          {wrong === 1 ? 'One field needs' : `${wrong} fields need`} another look. Nothing was changed.
        </p>
      )}
      <LatestNews latestDelivery={latestDelivery} />
      <form className="form" method="post" action={routes.preferences.href({ token })} data-preview="">
        <PreferenceFields input={input} problems={problems} interestCounts={props.interestCounts} />
        <RefineFields input={input} problems={problems} interestCounts={props.interestCounts} />
        {picks && <TodayPreview picks={picks} pausedUntil={props.pausedUntil} />}
        <p className="buttons">
          <button className="button" type="submit" name="button" value="save">
            Save
          </button>
          <button className="button quiet" type="submit" name="button" value="preview">
            Preview without saving
          </button>
        </p>
      </form>
      <OwnData token={token} />
      <p className="form-note">
        <a href={routes.why.href({ token })}>Why you get these mails</a>. No longer interested?{' '}
        <a href={routes.unsubscribe.href({ token: unsubscribeToken })}>Pause, get fewer, or unsubscribe</a>.
      </p>
    </LetterPage>
  )
}

/** For someone whose subscription is not running. */
export function InactivePage({ subscriber, token }: { subscriber: Subscriber; token: string }) {
  const isPending = subscriber.status === 'pending'
  return (
    <LetterPage
      kicker={maskEmail(subscriber.email)}
      title={isPending ? 'Your subscription has not begun' : 'Your subscription is not running'}
      isPrivate
    >
      <p>
        {isPending
          ? 'It begins with the button behind the link in the mail that asks you to confirm. Until then nothing is sent to you, and there is nothing to change.'
          : 'There is nothing to change, because nothing is sent to you. You can subscribe anew whenever you like.'}
      </p>
      <p>
        <a className="button" href={routes.subscribe.href()}>
          {isPending ? 'Ask for a new link' : 'Subscribe'}
        </a>
      </p>
      <OwnData token={token} />
    </LetterPage>
  )
}

function Saved({ subscriber, pausedUntil }: PreferencesProps) {
  const schedule = describeSchedule(subscriber.preferences)
  return (
    <output className="saved">
      Saved.{' '}
      {pausedUntil
        ? `Nothing comes until ${nameDay(pausedUntil)}; from then on, your papers come ${schedule}.`
        : `Your papers come ${schedule}.`}
    </output>
  )
}

/** Why there was a mail or none, for those who wonder. */
function LatestNews({ latestDelivery }: { latestDelivery: LatestDelivery | undefined }) {
  const rule = 'On a day when no new paper matches your choice, no mail is sent.'
  if (!latestDelivery) return <p>{rule}</p>
  const day = nameDay(latestDelivery.slot.toISOString().slice(0, 10))
  if (latestDelivery.skipReason === 'no match') {
    return (
      <p>
        On {day} no new paper matched your choice, so no mail was sent. More topics or keywords bring more
        papers.
      </p>
    )
  }
  if (latestDelivery.status !== 'submitted') return <p>{rule}</p>
  return (
    <p>
      Your last edition went out on {day} with {count(latestDelivery.paperCount, 'paper')}. {rule}
    </p>
  )
}
