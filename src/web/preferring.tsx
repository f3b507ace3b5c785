import { findLatestDelivery, findSubscriberById } from '../subscribers/find.ts'
import { overlay, parsePreferences, toInput } from '../subscribers/preferences.ts'
import { createToken } from '../subscribers/tokens.ts'
import { updatePreferences } from '../subscribers/update-preferences.ts'
import type { WebDeps } from './deps.ts'
import { readForm, readPreferenceForm } from './form.ts'
import { sendLinkProblem } from './link-problem.tsx'
import { InactivePage, PreferencesPage } from './pages/preferences-page.tsx'
import { sendPage, type Answer } from './respond.tsx'
import { openLink } from './token.ts'

export function showPreferences(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'preferences')
    if (!link.ok) return sendLinkProblem(c, 'preferences', link.problem)
    const shown = await readShown(deps, link.subscriberId)
    if (!shown) return sendLinkProblem(c, 'preferences', 'gone')
    if (shown.subscriber.status !== 'active') return sendPage(c, <InactivePage {...shown} />)
    return sendPage(c, <PreferencesPage {...shown} input={toInput(shown.subscriber.preferences)} />)
  }
}

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
    const isSaved = parsed.ok && (await updatePreferences(deps.db, link.subscriberId, parsed.preferences))
    const shown = await readShown(deps, link.subscriberId)
    if (!shown) return sendLinkProblem(c, 'preferences', 'gone')
    if (shown.subscriber.status !== 'active') return sendPage(c, <InactivePage {...shown} />, 409)
    if (!parsed.ok) {
      return sendPage(c, <PreferencesPage {...shown} input={input} problems={parsed.problems} />, 422)
    }
    return sendPage(
      c,
      <PreferencesPage {...shown} input={toInput(shown.subscriber.preferences)} isSaved={isSaved} />,
    )
  }
}

/** What the page shows beside the form. */
async function readShown(deps: WebDeps, subscriberId: number) {
  const subscriber = await findSubscriberById(deps.db, subscriberId)
  if (!subscriber) return undefined
  const latestDelivery = await findLatestDelivery(deps.db, subscriberId)
  // Whoever may change everything may also leave.
  const unsubscribeToken = createToken(deps.config.secretKeys, 'unsubscribe', subscriberId, deps.clock())
  return { subscriber, latestDelivery, unsubscribeToken }
}
