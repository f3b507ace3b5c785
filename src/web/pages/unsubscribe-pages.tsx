import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { LetterPage } from './layout.tsx'

/** Asks for a press of the button: a scanner that opens the link must not end a subscription. */
export function UnsubscribePage({ subscriber }: { subscriber: Subscriber }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Stop bringing the papers?" isPrivate>
      <p className="lede">
        One press, and no more mail comes to this address, not even what is already under way.
      </p>
      <form method="post">
        <button className="button" type="submit" name="button" value="unsubscribe">
          Unsubscribe
        </button>
      </form>
    </LetterPage>
  )
}

export function UnsubscribedPage() {
  return (
    <LetterPage kicker="Goodbye" title="You are unsubscribed" isPrivate>
      <p className="lede">Nothing more will be sent to you. Thank you for reading.</p>
      <p>
        Was it a mistake? <a href={routes.subscribe.href()}>Subscribe again</a>, or read the{' '}
        <a href={routes.home.href()}>latest papers</a> here.
      </p>
    </LetterPage>
  )
}
