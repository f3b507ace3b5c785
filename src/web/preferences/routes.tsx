import { pauseAt } from '../../subscribers/pause.ts'
import { selectToday } from '../../editions/today.ts'
import { findLatestDelivery } from '../../ledger/history.ts'
import { readMarks } from '../../marks/marks.ts'
import { routes } from '../../routes.ts'
import { findSubscriberById, type Subscriber } from '../../subscribers/find.ts'
import { overlay, parsePreferences, toInput, type Preferences } from '../../subscribers/preferences.ts'
import { updatePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, readPreferenceForm, textOf } from '../form.ts'
import { speakAs } from '../language.ts'
import { withActive, withSubscriber } from '../links.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { recentInterestCounts } from './interest-counts.tsx'
import { InactivePage, PreferencesPage } from './page.tsx'

export function preferencesRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.preferences.path, get: showPreferences(deps), post: savePreferences(deps) }]
}

function showPreferences(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber, token }) => {
    const { preferences } = subscriber
    const shown = await readShown(deps, subscriber, preferences)
    return sendPage(c, <PreferencesPage {...shown} token={token} input={toInput(preferences)} />)
  })
}

/** Saves the preferences, or with the preview button only shows today's selection for them. */
function savePreferences(deps: WebDeps): Handler {
  return withSubscriber(deps, 'preferences', async (c, { subscriber: before, token }) => {
    const form = await readForm(c)
    // What is not in the form stays as it is, so that an empty POST resets nothing.
    const given = form.size === 0 ? {} : readPreferenceForm(form)
    const input = overlay(toInput(before.preferences), given)
    const parsed = parsePreferences(input)
    const isSaved =
      parsed.ok &&
      textOf(form, 'button') !== 'preview' &&
      (await updatePreferences(deps.db, before.id, parsed.preferences))
    const subscriber = await findSubscriberById(deps.db, before.id)
    if (!subscriber) return 'gone'
    // As it is saved now.
    speakAs(c, subscriber.preferences)
    if (subscriber.status !== 'active') return sendPage(c, <InactivePage {...{ subscriber, token }} />, 409)
    const shown = await readShown(deps, subscriber, parsed.ok ? parsed.preferences : null)
    if (!parsed.ok) {
      const again = <PreferencesPage {...shown} {...{ token, input }} problems={parsed.problems} />
      return sendPage(c, again, 422)
    }
    const chosen = toInput(parsed.preferences)
    return sendPage(c, <PreferencesPage {...shown} {...{ token, isSaved }} input={chosen} />)
  })
}

/** Loads what the page shows beside the form. */
async function readShown(deps: WebDeps, subscriber: Subscriber, chosen: Preferences | null) {
  const { db, signer, clock } = deps
  const now = clock()
  return {
    subscriber,
    latestDelivery: await findLatestDelivery(db, subscriber.id),
    // Who may change the preferences may also unsubscribe.
    unsubscribeToken: signer.sign('unsubscribe', subscriber.id, now),
    picks: chosen && (await selectToday(db, subscriber.id, chosen, now)),
    pausedUntil: chosen && pauseAt(chosen, now),
    marks: await readMarks(db, subscriber.id),
    interestCounts: await recentInterestCounts(deps),
  }
}
