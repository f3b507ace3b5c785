import { findSubscriberById } from '../../subscribers/find.ts'
import { parsePreferences, type Preferences } from '../../subscribers/preferences.ts'
import { undoUnsubscribe } from '../../subscribers/unsubscribe.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf, type Form } from '../form.ts'
import { withLink, withSubscriber } from '../links.tsx'
import { describeSchedule } from '../page/wording.ts'
import { sendPage, type Handler } from '../respond.tsx'
import { AskUndoPage, UndonePage, UnsubscribedPage } from './page.tsx'

const undoMs = 3_600_000

/** For someone who reloads the page: nothing is undone without a click. */
export function showUndoForm(deps: WebDeps): Handler {
  return withSubscriber(deps, 'undo', (c, { subscriber }) =>
    subscriber.status === 'unsubscribed'
      ? sendPage(c, <AskUndoPage subscriber={subscriber} />)
      : sendPage(c, <UndonePage subscriber={subscriber} done="There is nothing left to undo." />),
  )
}

/** Takes back what a button of the page to unsubscribe did. */
export function undoChange(deps: WebDeps): Handler {
  return withLink(deps, 'undo', async (c, link) => {
    const { db, clock } = deps
    const now = clock()
    const change = readUndo(await readForm(c))
    if (change) await changePreferences(db, link.subscriberId, change)
    else await undoUnsubscribe(db, link.subscriberId, new Date(now.getTime() - undoMs), now)
    const subscriber = await findSubscriberById(db, link.subscriberId)
    if (!subscriber) return 'gone'
    if (subscriber.status === 'unsubscribed') return sendPage(c, <UnsubscribedPage undo={null} />)
    const done =
      subscriber.status === 'active'
        ? `Your papers come ${describeSchedule(subscriber.preferences)}.`
        : 'The link in the mail that asks you to confirm works again.'
    return sendPage(c, <UndonePage subscriber={subscriber} done={done} />)
  })
}

/** @returns undefined where nothing is named, which means the unsubscription itself */
function readUndo(form: Form): ((before: Preferences) => Partial<Preferences>) | undefined {
  const [cadence, pausedUntil, topic] = ['cadence', 'pausedUntil', 'topic'].map((name) => textOf(form, name))
  if (topic !== undefined) return ({ topics }) => ({ topics: [...topics, topic] })
  if (cadence === undefined && pausedUntil === undefined) return undefined
  const parsed = parsePreferences({ cadence, pausedUntil })
  // A form of ours holds what was stored: anything else is not ours, and changes nothing.
  if (!parsed.ok) return () => ({})
  const { preferences } = parsed
  return () =>
    cadence === undefined ? { pausedUntil: preferences.pausedUntil } : { cadence: preferences.cadence }
}
