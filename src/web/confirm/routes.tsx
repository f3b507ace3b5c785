import { openWelcomeEdition, type OpenedEdition } from '../../editions/edition.ts'
import { selectToday } from '../../editions/today.ts'
import { messageOf } from '../../errors.ts'
import { routes } from '../../routes.ts'
import { findAsked } from '../../outbox/asked.ts'
import { inTransaction } from '../../store/open.ts'
import { confirm } from '../../subscribers/confirm.ts'
import { findSubscriberById } from '../../subscribers/find.ts'
import type { WebDeps } from '../deps.ts'
import { speakAs } from '../language.ts'
import { networkOfClient } from '../limit-requests.tsx'
import { withLink, withSubscriber } from '../links.tsx'
import { recentInterestCounts } from '../preferences/interest-counts.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { consentVersions } from './consent.ts'
import { AlreadyConfirmedPage, ConfirmedPage, ConfirmPage } from './page.tsx'

export function confirmRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.confirm.path, get: showConfirmForm(deps), post: confirmSubscription(deps) }]
}

function showConfirmForm(deps: WebDeps): Handler {
  return withSubscriber(deps, 'confirm', async (c, { subscriber, ...link }) => {
    if (subscriber.status === 'active') return sendPage(c, <AlreadyConfirmedPage subscriber={subscriber} />)
    const preferences = (await findAsked(deps.db, link)) ?? subscriber.preferences
    speakAs(c, preferences)
    return sendPage(c, <ConfirmPage subscriber={{ ...subscriber, preferences }} />)
  })
}

function confirmSubscription(deps: WebDeps): Handler {
  return withLink(deps, 'confirm', async (c, link) => {
    const now = deps.clock()
    const asking = await findSubscriberById(deps.db, link.subscriberId)
    const asked = (await findAsked(deps.db, link)) ?? asking?.preferences
    if (asked) speakAs(c, asked)
    const consent = {
      how: 'web',
      at: now.toISOString(),
      wording: consentVersions[c.get('speech').language],
      network: networkOfClient(c, deps),
    } as const
    // In one transaction, so that nobody is confirmed without the edition that the page promises.
    const { outcome, edition } = await inTransaction(deps.db, async (trx) => {
      const outcome = await confirm(trx, link, consent, now, await findAsked(trx, link))
      const isNew = outcome === 'activated'
      return { outcome, edition: isNew ? await openWelcomeEdition(trx, link.subscriberId, now) : null }
    })
    if (outcome === 'refused') return 'gone'
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    // Before a worker may choose: afterwards its papers count as mailed, and nothing would seem to come.
    const picks =
      edition && subscriber ? await selectToday(deps.db, subscriber.id, subscriber.preferences, now) : []
    if (edition) await enqueueWelcome(deps, edition)
    if (!subscriber) return 'gone'
    if (outcome === 'already active') return sendPage(c, <AlreadyConfirmedPage subscriber={subscriber} />)
    // Who starts the subscription may also change it; a link that is used again may be somebody else's.
    const token = deps.signer.sign('preferences', subscriber.id, now)
    const shown = { subscriber, token, interestCounts: await recentInterestCounts(deps) }
    return sendPage(c, <ConfirmedPage {...shown} isComing={picks.length > 0} />)
  })
}

/** When the queue is down, the reconciler finds the edition a little later. */
async function enqueueWelcome(deps: WebDeps, edition: OpenedEdition): Promise<void> {
  try {
    await deps.enqueueEdition(edition)
  } catch (error) {
    deps.logger.error({ edition: edition.id, error: messageOf(error) }, 'could not queue a welcome edition')
  }
}
