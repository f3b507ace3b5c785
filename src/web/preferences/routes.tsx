import { pauseAt } from '../../editions/due.ts'
import { selectToday } from '../../editions/today.ts'
import { findLatestDelivery, findSubscriberById, type Subscriber } from '../../subscribers/find.ts'
import { overlay, parsePreferences, toInput, type Preferences } from '../../subscribers/preferences.ts'
import { createToken } from '../../subscribers/tokens.ts'
import { updatePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, readPreferenceForm, textOf } from '../form.ts'
import { sendLinkProblem } from '../link-problem.tsx'
import { InactivePage, PreferencesPage } from './page.tsx'
import { sendPage, type Answer } from '../respond.tsx'
import { openLink } from '../token.ts'

export function showPreferences(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'preferences')
    if (!link.ok) return sendLinkProblem(c, 'preferences', link.problem)
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return sendLinkProblem(c, 'preferences', 'gone')
    const token = c.req.param('token') ?? ''
    if (subscriber.status !== 'active') return sendPage(c, <InactivePage {...{ subscriber, token }} />)
    const { preferences } = subscriber
    const shown = await readShown(deps, subscriber, preferences)
    return sendPage(c, <PreferencesPage {...shown} token={token} input={toInput(preferences)} />)
  }
}

/** Saves what was chosen, or only shows what it would bring. */
export function takePreferences(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'preferences')
    if (!link.ok) return sendLinkProblem(c, 'preferences', link.problem)
    const form = await readForm(c)
    const before = await findSubscriberById(deps.db, link.subscriberId)
    if (!before) return sendLinkProblem(c, 'preferences', 'gone')
    // What is not in the form stays as it is, so that an empty POST resets nothing.
    const given = form.size === 0 ? {} : readPreferenceForm(form)
    const input = overlay(toInput(before.preferences), given)
    const parsed = parsePreferences(input)
    const isSaved =
      parsed.ok &&
      textOf(form, 'button') !== 'preview' &&
      (await updatePreferences(deps.db, link.subscriberId, parsed.preferences))
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return sendLinkProblem(c, 'preferences', 'gone')
    const token = c.req.param('token') ?? ''
    if (subscriber.status !== 'active') return sendPage(c, <InactivePage {...{ subscriber, token }} />, 409)
    const shown = await readShown(deps, subscriber, parsed.ok ? parsed.preferences : null)
    if (!parsed.ok) {
      const again = <PreferencesPage {...shown} {...{ token, input }} problems={parsed.problems} />
      return sendPage(c, again, 422)
    }
    const chosen = toInput(parsed.preferences)
    return sendPage(c, <PreferencesPage {...shown} {...{ token, isSaved }} input={chosen} />)
  }
}

/** What the page shows beside the form. */
async function readShown(deps: WebDeps, subscriber: Subscriber, chosen: Preferences | null) {
  const { db, config, clock } = deps
  const now = clock()
  return {
    subscriber,
    latestDelivery: await findLatestDelivery(db, subscriber.id),
    // Whoever may change everything may also leave.
    unsubscribeToken: createToken(config.secretKeys, 'unsubscribe', subscriber.id, now),
    picks: chosen && (await selectToday(db, subscriber.id, chosen, now)),
    pausedUntil: chosen && pauseAt(chosen, now),
  }
}
