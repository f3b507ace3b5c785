import { findSubscriberById } from '../../subscribers/find.ts'
import type { PreferenceInput, Preferences } from '../../subscribers/preferences.ts'
import { undoUnsubscribe } from '../../subscribers/unsubscribe.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf, type Form } from '../form.ts'
import { sendLinkProblem } from '../link-problem.tsx'
import { AskUndoPage, UndonePage, UnsubscribedPage } from './pages.tsx'
import { describeSchedule } from '../page/wording.ts'
import { sendPage, type Answer } from '../respond.tsx'
import { openLink } from '../token.ts'

const undoMs = 3_600_000

/** For those who load the page anew: nothing is undone without a press. */
export function askToUndo(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'undo')
    if (!link.ok) return sendLinkProblem(c, 'undo', link.problem)
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return sendLinkProblem(c, 'undo', 'gone')
    return subscriber.status === 'unsubscribed'
      ? sendPage(c, <AskUndoPage subscriber={subscriber} />)
      : sendPage(c, <UndonePage subscriber={subscriber} done="There is nothing left to undo." />)
  }
}

/** Takes back what a button of the page to unsubscribe did. */
export function takeUndo(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'undo')
    if (!link.ok) return sendLinkProblem(c, 'undo', link.problem)
    const { db, clock } = deps
    const now = clock()
    const change = readUndo(await readForm(c))
    if (change) await changePreferences(db, link.subscriberId, change)
    else await undoUnsubscribe(db, link.subscriberId, new Date(now.getTime() - undoMs), now)
    const subscriber = await findSubscriberById(db, link.subscriberId)
    if (!subscriber) return sendLinkProblem(c, 'undo', 'gone')
    if (subscriber.status === 'unsubscribed') return sendPage(c, <UnsubscribedPage undo={null} />)
    const done =
      subscriber.status === 'active'
        ? `Your papers come ${describeSchedule(subscriber.preferences)}.`
        : 'The link in the mail that asks you to confirm works again.'
    return sendPage(c, <UndonePage subscriber={subscriber} done={done} />)
  }
}

/** @returns undefined where nothing is named, which means the unsubscription itself */
function readUndo(form: Form): ((before: Preferences) => PreferenceInput) | undefined {
  const [cadence, pausedUntil, topic] = ['cadence', 'pausedUntil', 'topic'].map((name) => textOf(form, name))
  if (cadence !== undefined) return () => ({ cadence })
  if (pausedUntil !== undefined) return () => ({ pausedUntil })
  return topic === undefined ? undefined : ({ topics }) => ({ topics: [...topics, topic] })
}
