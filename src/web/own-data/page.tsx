import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { LetterPage, ReadLatest } from '../page/layout.tsx'
import { useWords } from '../page/speech.tsx'

/** What subscribers may request about themselves. It is sent by mail: this page's link may be in the wrong hands. */
export function OwnData({ token }: { token: string }) {
  const words = useWords().leaving.ownData
  return (
    <section className="own-data" aria-labelledby="own-data-title">
      <h2 className="own-data-title" id="own-data-title">
        {words.title}
      </h2>
      <p className="hint">{words.hint}</p>
      <form className="buttons" method="post" action={routes.ownMail.href({ token })}>
        <Ask what="manage">{words.manage}</Ask>
        <Ask what="export">{words.export}</Ask>
        <Ask what="erase">{words.erase}</Ask>
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
  const words = useWords().leaving.ownData
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.checkInbox} isPrivate>
      <p className="lede">{words.mailed}</p>
      <ul className="notes">
        <li>{words.sameToday}</li>
        <li>{words.spam}</li>
      </ul>
    </LetterPage>
  )
}

export function ExportPage({ subscriber }: { subscriber: Subscriber }) {
  const words = useWords().leaving.ownData
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.allWeKnow} isPrivate>
      <p className="lede">{words.oneFile}</p>
      <form method="post">
        <button className="button" type="submit">
          {words.download}
        </button>
      </form>
      <p className="form-note">{words.exportNote}</p>
    </LetterPage>
  )
}

export function ErasePage({ subscriber }: { subscriber: Subscriber }) {
  const words = useWords().leaving.ownData
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.eraseTitle} isPrivate>
      <p className="lede">{words.eraseText}</p>
      <p>{words.whatStays}</p>
      <form method="post">
        <button className="button" type="submit" name="button" value="erase">
          {words.erase}
        </button>
      </form>
      <p className="form-note">{words.eraseNote}</p>
    </LetterPage>
  )
}

export function ErasedPage() {
  const words = useWords().leaving.ownData
  return (
    <LetterPage kicker={words.goodbye} title={words.erased} isPrivate>
      <p className="lede">{words.erasedText}</p>
      <ReadLatest />
    </LetterPage>
  )
}
