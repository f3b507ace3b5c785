import type { InterestCounts } from '../../select/interest-counts.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { maskEmail } from '../../subscribers/address.ts'
import { toInput } from '../../subscribers/preferences.ts'
import { routes } from '../../routes.ts'
import { LetterPage, ReadLatest } from '../page/layout.tsx'
import { PreferenceFields } from '../preferences/fields.tsx'
import { describeChoice, describeSchedule } from '../page/wording.ts'

type Props = { subscriber: Subscriber }

/** What people agreed to, by the version stored with their consent. A new wording is a new entry. */
export const consentWordings: Readonly<Record<string, string>> = {
  'confirm-1':
    'With this button you agree to get these mails. You can change or end them with the links in each of them.',
}

/** The current wording. */
export const consentWording = { version: 'confirm-1', text: consentWordings['confirm-1'] }

/** Asks for a click on the button: opening the link must not be enough, because scanners open links too. */
export function ConfirmPage({ subscriber }: Props) {
  return (
    <LetterPage kicker="One last step" title="Shall we bring you the papers?" isPrivate>
      <Terms subscriber={subscriber} />
      <form method="post">
        <button className="button" type="submit">
          Yes, start my subscription
        </button>
      </form>
      <p className="form-note">{consentWording.text}</p>
      <p className="form-note">You did not ask for this? Close the page, and nothing will be sent.</p>
    </LetterPage>
  )
}

type ConfirmedProps = Props & { token: string; isComing: boolean; interestCounts: InterestCounts }

/**
 * What has begun, with the form for all that the first form did not ask.
 *
 * @param token of the preferences page, which the form is sent to
 * @param isComing whether a first edition goes out now
 * @param interestCounts what the last thirty days have for what is typed
 */
export function ConfirmedPage({ subscriber, token, isComing, interestCounts }: ConfirmedProps) {
  return (
    <LetterPage kicker="Welcome" title="You’re subscribed" isPrivate>
      <p className="lede">
        {isComing
          ? 'The latest edition is on its way to you right now. From then on:'
          : 'No paper of the last days matches, so your first edition comes with the next one that does:'}
      </p>
      <Terms subscriber={subscriber} />
      <h2 className="section-title">Make it yours</h2>
      <p className="hint">
        All of this can wait: at the foot of every mail are links to change it, or to leave.
      </p>
      <form className="form" method="post" action={routes.preferences.href({ token })} data-preview="">
        <PreferenceFields
          input={toInput(subscriber.preferences)}
          problems={{}}
          interestCounts={interestCounts}
        />
        <p className="buttons">
          <button className="button" type="submit" name="button" value="save">
            Save
          </button>
          <button className="button quiet" type="submit" name="button" value="preview">
            Preview without saving
          </button>
        </p>
      </form>
      <ReadLatest />
    </LetterPage>
  )
}

export function AlreadyConfirmedPage({ subscriber }: Props) {
  return (
    <LetterPage kicker="All set" title="You’re already subscribed" isPrivate>
      <Terms subscriber={subscriber} />
      <p>There is nothing left to do. At the foot of every mail are links to change this, or to leave.</p>
      <ReadLatest />
    </LetterPage>
  )
}

function Terms({ subscriber: { email, preferences } }: Props) {
  return (
    <dl className="terms">
      <div>
        <dt>To</dt>
        <dd>{maskEmail(email)}</dd>
      </div>
      <WhenAndWhat preferences={preferences} />
    </dl>
  )
}

/** What someone agreed to, for a list of terms. */
export function WhenAndWhat({ preferences }: Pick<Subscriber, 'preferences'>) {
  return (
    <>
      <div>
        <dt>When</dt>
        <dd>{describeSchedule(preferences)}</dd>
      </div>
      <div>
        <dt>What</dt>
        <dd>{describeChoice(preferences)}</dd>
      </div>
    </>
  )
}
