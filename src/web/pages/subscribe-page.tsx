import { LetterPage } from './layout.tsx'
import { SubscribeForm, type SubscribeFormProps } from './subscribe-form.tsx'

/** The form alone: for those who come for it, and again with what is wrong. */
export function SubscribePage(props: SubscribeFormProps) {
  const wrong = Object.keys(props.problems ?? {}).length
  return (
    <LetterPage
      kicker="Subscribe"
      title="Get trending papers in your inbox"
      description="A newsletter of trending research papers that match your topics, at your hour."
    >
      {wrong > 0 ? (
        <p className="problem-summary" role="alert">
          {wrong === 1 ? 'One field needs' : `${wrong} fields need`} another look. Nothing was sent yet.
        </p>
      ) : (
        <p>The papers that match your topics, at your hour. When nothing matches, nothing comes.</p>
      )}
      <SubscribeForm {...props} />
    </LetterPage>
  )
}

/** The same for every address, known or not: it must not tell. */
export function CheckInboxPage() {
  return (
    <LetterPage kicker="Almost there" title="Check your inbox" isPrivate>
      <p className="lede">
        If the address can get our mail, a message from Paperboy will be there in a minute. Open its link and
        press the button, and your papers come.
      </p>
      <ul className="notes">
        <li>Nothing there? Look in the spam folder, too.</li>
        <li>The link works for three days.</li>
        <li>To keep strangers from filling your inbox, we send one such message a day at most.</li>
      </ul>
    </LetterPage>
  )
}
