import type { Context } from 'hono'
import { z } from 'zod'
import { queueOwnMail } from '../../outbox/queue-mail.ts'
import { findSubscriberById, type Subscriber } from '../../subscribers/find.ts'
import { parsePreferences, type Preferences } from '../../subscribers/preferences.ts'
import { undoUnsubscribe } from '../../subscribers/unsubscribe.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { withLink, type Link } from '../links.tsx'
import { speakAs, wordsFor } from '../language.ts'
import { describeSchedule } from '../page/describe.ts'
import { sendPage, type Handler } from '../respond.tsx'
import { AskUndoPage, UndonePage, UnsubscribedPage, type Undo } from './page.tsx'

/** What one click changed, and the value that was there before. */
export type Change =
  | { kind: 'unsubscribed' }
  | { kind: 'cadence'; before: string }
  | { kind: 'pausedUntil'; before: string }
  | { kind: 'topic'; before: string }

const About = z.tuple([
  z.int(),
  z.enum(['unsubscribed', 'cadence', 'pausedUntil', 'topic']),
  z.string().default(''),
])

/**
 * The way back from a change that was just made: it works for an hour, and against this change alone. Whatever changes
 * afterwards, by whomever, stands.
 *
 * @param subscriber as the change has left them
 */
export function createUndo(
  { signer, clock }: Pick<WebDeps, 'signer' | 'clock'>,
  { id, revision }: Pick<Subscriber, 'id' | 'revision'>,
  change: Change,
): Undo {
  const about = JSON.stringify([revision, change.kind, 'before' in change ? change.before : ''])
  return { token: signer.sign('undo', id, clock(), about), about }
}

/** For someone who reloads the page: nothing is undone without a click. */
export function showUndoForm(deps: WebDeps): Handler {
  return withUndo(deps, async (c, link, [revision, kind]) => {
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return 'gone'
    speakAs(c, subscriber.preferences)
    const isLeft = kind === 'unsubscribed' && subscriber.revision === revision
    return isLeft
      ? sendPage(c, <AskUndoPage subscriber={subscriber} />)
      : sendPage(
          c,
          <UndonePage subscriber={subscriber} done={wordsFor(c).leaving.unsubscribe.nothingToUndo} />,
        )
  })
}

/** Takes back what a button of the page to unsubscribe did, unless something has changed since. */
export function undoChange(deps: WebDeps): Handler {
  return withUndo(deps, async (c, { subscriberId }, [revision, kind, before]) => {
    const { db } = deps
    if (kind === 'unsubscribed') await undoLeaving(deps, subscriberId, revision)
    else await changePreferences(db, subscriberId, changeBack(kind, before), revision)
    const subscriber = await findSubscriberById(db, subscriberId)
    if (!subscriber) return 'gone'
    speakAs(c, subscriber.preferences)
    const words = wordsFor(c)
    const { comingAgain, confirmAgain } = words.leaving.unsubscribe
    if (subscriber.status === 'unsubscribed') return sendPage(c, <UnsubscribedPage undo={null} />)
    const done =
      subscriber.status === 'active'
        ? comingAgain(describeSchedule(words, subscriber.preferences))
        : confirmAgain
    deps.logger.info({ subscriberId, kind }, 'undone')
    return sendPage(c, <UndonePage subscriber={subscriber} done={done} />)
  })
}

/** The mail that the link came in may have been forwarded: its owner hears of it. */
async function undoLeaving(deps: WebDeps, subscriberId: number, revision: number): Promise<void> {
  const now = deps.clock()
  const isUndone = await undoUnsubscribe(deps.db, subscriberId, revision, now)
  const subscriber = isUndone ? await findSubscriberById(deps.db, subscriberId) : undefined
  if (subscriber?.status !== 'active') return
  void deps.remind.mail(await queueOwnMail(deps.db, subscriberId, 'restored', now))
}

function changeBack(
  kind: Exclude<Change['kind'], 'unsubscribed'>,
  value: string,
): (now: Preferences) => Partial<Preferences> {
  if (kind === 'topic') return ({ topics }) => ({ topics: [...topics, value] })
  const parsed = parsePreferences({ [kind]: value })
  if (!parsed.ok) return () => ({})
  const { cadence, pausedUntil } = parsed.preferences
  return () => (kind === 'cadence' ? { cadence } : { pausedUntil })
}

type About = z.infer<typeof About>

function withUndo(
  deps: WebDeps,
  handle: (c: Context, link: Link, about: About) => Promise<Response | 'gone'>,
): Handler {
  const aboutOf = (c: Context) => c.req.query('about') ?? ''
  return withLink(deps, 'undo', (c, link) => handle(c, link, About.parse(JSON.parse(aboutOf(c)))), aboutOf)
}
