import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import type { Preferences } from '../../subscribers/preferences.ts'
import { maxReasonLength } from '../../subscribers/unsubscribe.ts'
import { LetterPage, ReadLatest } from '../page/layout.tsx'
import { useWords } from '../page/speech.tsx'

/** Asks for a click on a button: a scanner that opens the link must not end a subscription. */
export function UnsubscribePage({ subscriber }: { subscriber: Subscriber }) {
  const words = useWords().leaving.unsubscribe
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.title} isPrivate>
      <p className="lede">{words.lede}</p>
      <form className="form" method="post">
        <div className="field">
          <label htmlFor="reason">
            {words.why} <span className="hint">{words.optional}</span>
          </label>
          <input id="reason" name="reason" type="text" maxLength={maxReasonLength} autoComplete="off" />
        </div>
        <button className="button" type="submit" name="button" value="unsubscribe">
          {words.button}
        </button>
      </form>
      {subscriber.status === 'active' && <Instead {...subscriber} />}
    </LetterPage>
  )
}

/** Alternatives to unsubscribing, one click each. */
function Instead({ preferences }: Pick<Subscriber, 'preferences'>) {
  const { topics, cadence } = preferences
  const { leaving, topics: named } = useWords()
  const words = leaving.unsubscribe
  return (
    <section className="instead" aria-labelledby="instead-title">
      <h2 className="instead-title" id="instead-title">
        {words.orLess}
      </h2>
      <form className="buttons" method="post">
        {cadence !== 'weekly' && (
          <button className="button quiet" type="submit" name="button" value="weekly">
            {words.weekly}
          </button>
        )}
        <button className="button quiet" type="submit" name="button" value="pause">
          {words.pause}
        </button>
      </form>
      {mayDropTopic(preferences) && (
        <form className="buttons" method="post">
          {topics.map((topic) => (
            <button className="button quiet small" type="submit" name="topic" value={topic} key={topic}>
              {words.noMore(named.name(topic))}
            </button>
          ))}
        </form>
      )}
    </section>
  )
}

/** Not the last interest: without any, the subscriber would get whatever trends, which is more and not less. */
export function mayDropTopic({ topics, keywords, authors, organizations }: Preferences): boolean {
  return topics.length > 0 && topics.length + keywords.length + authors.length + organizations.length > 1
}

/** The way back from what one click changed: a token, and what it is about. */
export type Undo = { token: string; about: string }

/** @param undo null where there is nothing to put back (any more) */
export function UnsubscribedPage({ undo }: { undo: Undo | null }) {
  const words = useWords().leaving.unsubscribe
  return (
    <LetterPage kicker={words.goodbye} title={words.done} isPrivate>
      <p className="lede">{words.doneText}</p>
      {undo && <UndoForm undo={undo}>{words.mistake}</UndoForm>}
      <p>
        {words.waysBack(
          (text) => (
            <a href={routes.subscribe.href()}>{text}</a>
          ),
          (text) => (
            <a href={routes.home.href()}>{text}</a>
          ),
        )}
      </p>
    </LetterPage>
  )
}

/** @param done in words: "Your papers come every Monday at 07:00 (UTC)." */
export function FewerPage({ subscriber, done, undo }: { subscriber: Subscriber; done: string; undo: Undo }) {
  const words = useWords().leaving.unsubscribe
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.asYouLike} isPrivate>
      <p className="lede">{done}</p>
      <UndoForm undo={undo}>{words.undo}</UndoForm>
    </LetterPage>
  )
}

export function AskUndoPage({ subscriber }: { subscriber: Subscriber }) {
  const words = useWords().leaving.unsubscribe
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.askUndo} isPrivate>
      <p className="lede">{words.askUndoText}</p>
      <form method="post">
        <button className="button" type="submit">
          {words.undo}
        </button>
      </form>
    </LetterPage>
  )
}

export function UndonePage({ subscriber, done }: { subscriber: Subscriber; done: string }) {
  const { undone } = useWords().leaving.unsubscribe
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={undone} isPrivate>
      <p className="lede">{done}</p>
      <ReadLatest />
    </LetterPage>
  )
}

function UndoForm({ undo, children }: { undo: Undo; children: ReactNode }) {
  return (
    <form
      method="post"
      action={`${routes.undo.href({ token: undo.token })}?about=${encodeURIComponent(undo.about)}`}
    >
      <button className="button quiet" type="submit">
        {children}
      </button>
    </form>
  )
}
