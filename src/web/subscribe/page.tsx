import { useBrand } from '../page/brand.tsx'
import { LetterPage } from '../page/layout.tsx'
import { SubscribeForm, type SubscribeFormProps } from './form.tsx'

export type SubscribePageProps = SubscribeFormProps & {
  /** Why the form may have been filled in by a program. */
  doubt?: keyof typeof doubts
  /** None where it answers a form. */
  url?: string
}

const doubts = {
  quick: 'That was quicker than people usually are, so nothing was sent yet. Please press the button again.',
  unproven:
    'Your browser has to do a little sum first, to keep programs away. Nothing was sent yet: please press the ' +
    'button again.',
}

/** The form alone: for those who come for it, and again with what is wrong. */
export function SubscribePage({ doubt, url, ...props }: SubscribePageProps) {
  const wrong = Object.keys(props.problems ?? {}).length
  return (
    <LetterPage
      kicker="Subscribe"
      title="Get trending papers in your inbox"
      description="A newsletter of trending research papers that match your topics, at your hour."
      isPrivate={!url}
      {...(url && { url })}
    >
      {wrong > 0 ? (
        <p className="problem-summary" role="alert">
          {wrong === 1 ? 'One field needs' : `${wrong} fields need`} another look. Nothing was sent yet.
        </p>
      ) : (
        <p>The papers that match your topics, at your hour. When nothing matches, nothing comes.</p>
      )}
      {doubt && (
        <p className="problem-summary" role="alert">
          {doubts[doubt]}
        </p>
      )}
      <SubscribeForm {...props} />
    </LetterPage>
  )
}

/**
 * The same for every address, known or not: it must not tell.
 *
 * @param inboxUrl where the mail can be seen, for who tries the service on their own machine
 */
export function CheckInboxPage({ inboxUrl }: { inboxUrl: string | null }) {
  const { name } = useBrand()
  return (
    <LetterPage kicker="Almost there" title="Check your inbox" isPrivate>
      <p className="lede">
        If the address can get our mail, a message from {name} will be there in a minute. Open its link and
        press the button, and your papers come.
      </p>
      {inboxUrl && (
        <p>
          <a className="button" href={inboxUrl}>
            Open the built-in inbox
          </a>
        </p>
      )}
      <ul className="notes">
        <li>Nothing there? Look in the spam folder, too.</li>
        <li>The link works for three days.</li>
        <li>To keep strangers from filling your inbox, we send one such message a day at most.</li>
      </ul>
    </LetterPage>
  )
}
