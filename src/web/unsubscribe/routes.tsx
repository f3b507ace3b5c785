import { Temporal } from 'temporal-polyfill'
import type { Context } from 'hono'
import { queueOwnMail } from '../../outbox/queue-mail.ts'
import { routes } from '../../routes.ts'
import { localDay } from '../../subscribers/pause.ts'
import { findSubscriberById, type Subscriber } from '../../subscribers/find.ts'
import type { Preferences } from '../../subscribers/preferences.ts'
import { unsubscribe } from '../../subscribers/unsubscribe.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf, type Form } from '../form.ts'
import { speakAs, wordsFor } from '../language.ts'
import { withLink } from '../links.tsx'
import { describeSchedule } from '../page/describe.ts'
import type { PageWords } from '../words/catalogue.ts'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { FewerPage, mayDropTopic, UnsubscribedPage, UnsubscribePage, type Undo } from './page.tsx'
import { createUndo, showUndoForm, undoChange, type Change } from './undo.tsx'

export function unsubscribeRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.unsubscribe.path, get: showUnsubscribeForm(deps), post: handleUnsubscribe(deps) },
    { path: routes.undo.path, get: showUndoForm(deps), post: undoChange(deps) },
  ]
}

function showUnsubscribeForm(deps: WebDeps): Handler {
  return withLink(deps, 'unsubscribe', (c, link) => sendQuestion(c, deps, link.subscriberId, 200))
}

/**
 * Both the page's buttons and RFC 8058's one-click POST, which mail providers send without cookies or a page before it.
 * The second time answers like the first.
 */
function handleUnsubscribe(deps: WebDeps): Handler {
  return withLink(deps, 'unsubscribe', async (c, link) => {
    const form = await readForm(c)
    const isOneClick = textOf(form, 'List-Unsubscribe') === 'One-Click'
    if (!isOneClick && textOf(form, 'button') !== 'unsubscribe') {
      return takeFewer(c, deps, link.subscriberId, form)
    }
    const now = deps.clock()
    const before = await findSubscriberById(deps.db, link.subscriberId)
    if (before) speakAs(c, before.preferences)
    const reason = textOf(form, 'reason') ?? null
    const isChanged = await unsubscribe(deps.db, link.subscriberId, now, reason)
    deps.logger.info({ subscriberId: link.subscriberId, isChanged }, 'unsubscribed')
    // Mail providers answer the one-click themselves, and its sender has just said: no more mail.
    if (isChanged && !isOneClick && before?.status === 'active') await sayGoodbye(deps, link.subscriberId)
    // The link in the mail works for years, so it must not bring anyone back: only this answer may, for an hour.
    const undo = isChanged ? await undoOf(deps, link.subscriberId, { kind: 'unsubscribed' }) : null
    return sendPage(c, <UnsubscribedPage undo={undo} />)
  })
}

/** The link may have been pressed by someone to whom the mail was forwarded: its owner hears of it, and can come back. */
async function sayGoodbye(deps: WebDeps, subscriberId: number): Promise<void> {
  void deps.remind.mail(await queueOwnMail(deps.db, subscriberId, 'goodbye', deps.clock()))
}

/** Less often, a pause, or a topic less. What is none of them asks again. */
async function takeFewer(c: Context, deps: WebDeps, subscriberId: number, form: Form): Promise<Response> {
  const before = await findSubscriberById(deps.db, subscriberId)
  const fewer = before?.status === 'active' ? readFewer(form, before, deps.clock()) : undefined
  if (!before || !fewer) return sendQuestion(c, deps, subscriberId, 422)
  const changed = await changePreferences(deps.db, subscriberId, () => fewer.change)
  const subscriber = await findSubscriberById(deps.db, subscriberId)
  if (!subscriber || !changed?.ok) return sendQuestion(c, deps, subscriberId, 422)
  speakAs(c, subscriber.preferences)
  const words = wordsFor(c)
  const done = fewer.done(words, describeSchedule(words, subscriber.preferences))
  const undo = createUndo(deps, subscriber, fewer.undo)
  return sendPage(c, <FewerPage {...{ subscriber, done, undo }} />)
}

type Fewer = {
  change: Partial<Preferences>
  undo: Change
  done: (words: PageWords, schedule: string) => string
}

function readFewer(form: Form, { preferences }: Subscriber, now: Date): Fewer | undefined {
  const button = textOf(form, 'button')
  const topic = textOf(form, 'topic')
  if (button === 'weekly') {
    return {
      change: { cadence: 'weekly' },
      undo: { kind: 'cadence', before: preferences.cadence },
      done: ({ leaving }, schedule) => leaving.unsubscribe.nowComing(schedule),
    }
  }
  if (button === 'pause') {
    const today = Temporal.PlainDate.from(localDay(now, preferences.timeZone))
    const until = today.add({ months: 1 }).toString()
    return {
      change: { pausedUntil: until },
      undo: { kind: 'pausedUntil', before: preferences.pausedUntil ?? '' },
      done: ({ forms, leaving }, schedule) => leaving.unsubscribe.nowPaused(forms.day(until), schedule),
    }
  }
  if (!topic || !preferences.topics.includes(topic) || !mayDropTopic(preferences)) return undefined
  return {
    change: { topics: preferences.topics.filter((one) => one !== topic) },
    undo: { kind: 'topic', before: topic },
    done: ({ leaving, topics }) => leaving.unsubscribe.droppedTopic(topics.name(topic)),
  }
}

async function sendQuestion(
  c: Context,
  deps: WebDeps,
  subscriberId: number,
  status: 200 | 422,
): Promise<Response> {
  const subscriber = await findSubscriberById(deps.db, subscriberId)
  if (subscriber) speakAs(c, subscriber.preferences)
  if (!subscriber || subscriber.status === 'unsubscribed')
    return sendPage(c, <UnsubscribedPage undo={null} />)
  return sendPage(c, <UnsubscribePage subscriber={subscriber} />, status)
}

async function undoOf(deps: WebDeps, subscriberId: number, change: Change): Promise<Undo | null> {
  const subscriber = await findSubscriberById(deps.db, subscriberId)
  return subscriber ? createUndo(deps, subscriber, change) : null
}
