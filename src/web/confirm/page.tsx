import type { InterestCounts } from '../../select/interest-counts.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { maskEmail } from '../../subscribers/address.ts'
import { toInput } from '../../subscribers/preferences.ts'
import { routes } from '../../routes.ts'
import { LetterPage, ReadLatest } from '../page/layout.tsx'
import { PreferenceFields } from '../preferences/fields.tsx'
import { describeChoice, describeSchedule } from '../page/describe.ts'
import { useSpeech, useWords } from '../page/speech.tsx'
import { StartFromPapers } from '../seeds/link.tsx'
import { consentVersions, consentWordings } from './consent.ts'

type Props = { subscriber: Subscriber }

/** Asks for a click on the button: opening the link must not be enough, because scanners open links too. */
export function ConfirmPage({ subscriber }: Props) {
  const { language } = useSpeech()
  const words = useWords().subscribing.confirm
  return (
    <LetterPage kicker={words.kicker} title={words.title} isPrivate>
      <Terms subscriber={subscriber} />
      <form method="post">
        <button className="button" type="submit">
          {words.button}
        </button>
      </form>
      <p className="form-note">{consentWordings[consentVersions[language]]?.text}</p>
      <p className="form-note">{words.notYou}</p>
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
  const { confirm: words, preferences } = useWords().subscribing
  return (
    <LetterPage kicker={words.welcome} title={words.subscribed} isPrivate>
      <p className="lede">{isComing ? words.coming : words.notComing}</p>
      <Terms subscriber={subscriber} />
      <h2 className="section-title">{words.makeItYours}</h2>
      <p className="hint">{words.canWait}</p>
      <StartFromPapers token={token} />
      <form className="form" method="post" action={routes.preferences.href({ token })} data-preview="">
        <PreferenceFields
          input={toInput(subscriber.preferences)}
          problems={{}}
          interestCounts={interestCounts}
        />
        <p className="buttons">
          <button className="button" type="submit" name="button" value="save">
            {words.save}
          </button>
          <button className="button quiet" type="submit" name="button" value="preview">
            {preferences.preview}
          </button>
        </p>
      </form>
      <ReadLatest />
    </LetterPage>
  )
}

export function AlreadyConfirmedPage({ subscriber }: Props) {
  const words = useWords().subscribing.confirm
  return (
    <LetterPage kicker={words.allSet} title={words.already} isPrivate>
      <Terms subscriber={subscriber} />
      <p>{words.nothingLeft}</p>
      <ReadLatest />
    </LetterPage>
  )
}

function Terms({ subscriber: { email, preferences } }: Props) {
  const { to } = useWords().subscribing.confirm
  return (
    <dl className="terms">
      <div>
        <dt>{to}</dt>
        <dd>{maskEmail(email)}</dd>
      </div>
      <WhenAndWhat preferences={preferences} />
    </dl>
  )
}

/** What someone agreed to, for a list of terms. */
export function WhenAndWhat({ preferences }: Pick<Subscriber, 'preferences'>) {
  const words = useWords()
  const { when, what } = words.subscribing.confirm
  return (
    <>
      <div>
        <dt>{when}</dt>
        <dd>{describeSchedule(words, preferences)}</dd>
      </div>
      <div>
        <dt>{what}</dt>
        <dd>{describeChoice(words, preferences)}</dd>
      </div>
    </>
  )
}
