import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { LatestDelivery, Subscriber } from '../../subscribers/find.ts'
import type { PreferenceInput, PreferenceProblems } from '../../subscribers/preferences.ts'
import { LetterPage } from './layout.tsx'
import { PreferenceFields } from './preference-fields.tsx'
import { count, describeSchedule, nameDay } from './words.ts'

type PreferencesProps = {
  subscriber: Subscriber
  latestDelivery: LatestDelivery | undefined
  unsubscribeToken: string
  input: PreferenceInput
  problems?: PreferenceProblems
  isSaved?: boolean
}

/** A subscriber's choice, to change. */
export function PreferencesPage(props: PreferencesProps) {
  const { subscriber, latestDelivery, unsubscribeToken, input, problems = {}, isSaved = false } = props
  const wrong = Object.keys(problems).length
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Your preferences" isPrivate>
      {isSaved && (
        <output className="saved">Saved. Your papers come {describeSchedule(subscriber.preferences)}.</output>
      )}
      {wrong > 0 && (
        <p className="problem-summary" role="alert">
          {wrong === 1 ? 'One field needs' : `${wrong} fields need`} another look. Nothing was changed.
        </p>
      )}
      <LatestNews latestDelivery={latestDelivery} />
      <form className="form" method="post">
        <PreferenceFields input={input} problems={problems} />
        <button className="button" type="submit">
          Save
        </button>
      </form>
      <p className="form-note">
        No longer interested? <a href={routes.unsubscribe.href({ token: unsubscribeToken })}>Unsubscribe</a>
      </p>
    </LetterPage>
  )
}

/** For someone whose subscription is not running. */
export function InactivePage({ subscriber }: { subscriber: Subscriber }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Your subscription is not running" isPrivate>
      <p>
        There is nothing to change, because nothing is sent to you. You can subscribe anew whenever you like.
      </p>
      <p>
        <a className="button" href={routes.subscribe.href()}>
          Subscribe
        </a>
      </p>
    </LetterPage>
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
