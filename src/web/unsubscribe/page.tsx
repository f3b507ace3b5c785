import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import type { Preferences } from '../../subscribers/preferences.ts'
import { maxReasonLength } from '../../subscribers/unsubscribe.ts'
import { topicName } from '../../topics/catalogue.ts'
import { LetterPage, ReadLatest } from '../page/layout.tsx'

/** Asks for a click on a button: a scanner that opens the link must not end a subscription. */
export function UnsubscribePage({ subscriber }: { subscriber: Subscriber }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Unsubscribe from the papers?" isPrivate>
      <p className="lede">One click and we stop, including anything already queued.</p>
      <form className="form" method="post">
        <div className="field">
          <label htmlFor="reason">
            Would you tell us why? <span className="hint">optional</span>
          </label>
          <input id="reason" name="reason" type="text" maxLength={maxReasonLength} autoComplete="off" />
        </div>
        <button className="button" type="submit" name="button" value="unsubscribe">
          Unsubscribe
        </button>
      </form>
      {subscriber.status === 'active' && <Instead {...subscriber} />}
    </LetterPage>
  )
}

/** Alternatives to unsubscribing, one click each. */
function Instead({ preferences }: Pick<Subscriber, 'preferences'>) {
  const { topics, cadence } = preferences
  return (
    <section className="instead" aria-labelledby="instead-title">
      <h2 className="instead-title" id="instead-title">
        Or get less
      </h2>
      <form className="buttons" method="post">
        {cadence !== 'weekly' && (
          <button className="button quiet" type="submit" name="button" value="weekly">
            Once a week instead
          </button>
        )}
        <button className="button quiet" type="submit" name="button" value="pause">
          Pause for a month
        </button>
      </form>
      {mayDropTopic(preferences) && (
        <form className="buttons" method="post">
          {topics.map((topic) => (
            <button className="button quiet small" type="submit" name="topic" value={topic} key={topic}>
              No more {topicName(topic)}
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
  return (
    <LetterPage kicker="Goodbye" title="You are unsubscribed" isPrivate>
      <p className="lede">Nothing more will be sent to you. Thank you for reading.</p>
      {undo && <UndoForm undo={undo}>It was a mistake, undo it</UndoForm>}
      <p>
        You can <a href={routes.subscribe.href()}>subscribe again</a> whenever you like, or read the{' '}
        <a href={routes.home.href()}>latest papers</a> here.
      </p>
    </LetterPage>
  )
}

/** @param done in words: "Your papers come every Monday at 07:00 (UTC)." */
export function FewerPage({ subscriber, done, undo }: { subscriber: Subscriber; done: string; undo: Undo }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="As you like" isPrivate>
      <p className="lede">{done}</p>
      <UndoForm undo={undo}>Undo</UndoForm>
    </LetterPage>
  )
}

export function AskUndoPage({ subscriber }: { subscriber: Subscriber }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Subscribe again after all?" isPrivate>
      <p className="lede">One click restores everything as it was before you left.</p>
      <form method="post">
        <button className="button" type="submit">
          Undo
        </button>
      </form>
    </LetterPage>
  )
}

export function UndonePage({ subscriber, done }: { subscriber: Subscriber; done: string }) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Undone" isPrivate>
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
