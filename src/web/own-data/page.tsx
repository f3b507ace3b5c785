import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { LetterPage, ReadLatest } from '../page/layout.tsx'

/** What subscribers may request about themselves. It is sent by mail: this page's link may be in the wrong hands. */
export function OwnData({ token }: { token: string }) {
  return (
    <section className="own-data" aria-labelledby="own-data-title">
      <h2 className="own-data-title" id="own-data-title">
        Your data
      </h2>
      <p className="hint">
        Each button sends a link to your address, once a day at most. Nothing happens before you open it.
      </p>
      <form className="buttons" method="post" action={routes.ownMail.href({ token })}>
        <Ask what="manage">Mail me a new link to this page</Ask>
        <Ask what="export">Export my data</Ask>
        <Ask what="erase">Erase me</Ask>
      </form>
    </section>
  )
}

function Ask({ what, children }: { what: string; children: ReactNode }) {
  return (
    <button className="button quiet small" type="submit" name="what" value={what}>
      {children}
    </button>
  )
}

/** The same whether there is a mail or there was one today: the link may be in a stranger's hands. */
export function OwnMailPage({ subscriber }: { subscriber: Subscriber }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Check your inbox" isPrivate>
      <p className="lede">A message with a link will be there in a minute. Nothing has changed so far.</p>
      <ul className="notes">
        <li>If you asked for the same earlier today, it is the message that you already have.</li>
        <li>Nothing there? Look in the spam folder, too.</li>
      </ul>
    </LetterPage>
  )
}

export function ExportPage({ subscriber }: { subscriber: Subscriber }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="All that we know of you" isPrivate>
      <p className="lede">
        One file, in JSON: your address, your consent, your preferences, and every edition with its papers.
      </p>
      <form method="post">
        <button className="button" type="submit">
          Download my data
        </button>
      </form>
      <p className="form-note">The link works for a day. Nothing is changed by it.</p>
    </LetterPage>
  )
}

export function ErasePage({ subscriber }: { subscriber: Subscriber }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Erase everything about you?" isPrivate>
      <p className="lede">
        Your address, your preferences and what was sent to you are deleted, at once and for good. We send
        nothing more, not even what is already queued.
      </p>
      <p>
        What stays is a fingerprint, made with a secret key, by which your address is left out if somebody
        puts it on a list again. You can subscribe anew yourself.
      </p>
      <form method="post">
        <button className="button" type="submit" name="button" value="erase">
          Erase me
        </button>
      </form>
      <p className="form-note">You did not ask for this? Close the page, and nothing is deleted.</p>
    </LetterPage>
  )
}

export function ErasedPage() {
  return (
    <LetterPage kicker="Goodbye" title="You are erased" isPrivate>
      <p className="lede">Your address and all that went with it are deleted. Thank you for reading.</p>
      <ReadLatest />
    </LetterPage>
  )
}
