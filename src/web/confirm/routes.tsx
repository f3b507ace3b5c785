import type { Context } from 'hono'
import { messageOf } from '../../errors.ts'
import { openWelcomeEdition, type OpenedEdition } from '../../editions/edition.ts'
import { inTransaction } from '../../store/open.ts'
import { confirm } from '../../subscribers/confirm.ts'
import { findSubscriberById } from '../../subscribers/find.ts'
import type { WebDeps } from '../deps.ts'
import { AlreadyConfirmedPage, ConfirmedPage, ConfirmPage, consentWording } from './pages.tsx'
import { networkOfClient } from '../limiting.tsx'
import { sendLinkProblem } from '../link-problem.tsx'
import { sendPage, type Answer } from '../respond.tsx'
import { openLink } from '../token.ts'

export function askToConfirm(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'confirm')
    if (!link.ok) return sendLinkProblem(c, 'confirm', link.problem)
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return sendLinkProblem(c, 'confirm', 'gone')
    const Page = subscriber.status === 'active' ? AlreadyConfirmedPage : ConfirmPage
    return sendPage(c, <Page subscriber={subscriber} />)
  }
}

export function takeConfirmation(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'confirm')
    if (!link.ok) return sendLinkProblem(c, 'confirm', link.problem)
    const now = deps.clock()
    const consent = {
      how: 'web',
      at: now.toISOString(),
      wording: consentWording.version,
      network: networkOfClient(c, deps),
    } as const
    // In one transaction, so that nobody is confirmed without the edition that the page promises.
    const { outcome, edition } = await inTransaction(deps.db, async (trx) => {
      const outcome = await confirm(trx, link, consent, now)
      const isNew = outcome === 'activated'
      return { outcome, edition: isNew ? await openWelcomeEdition(trx, link.subscriberId, now) : null }
    })
    if (edition) await remindOf(deps, edition)
    return outcome === 'refused' ? sendLinkProblem(c, 'confirm', 'gone') : showConfirmed(c, deps, link)
  }
}

async function showConfirmed(
  c: Context,
  deps: WebDeps,
  { subscriberId }: { subscriberId: number },
): Promise<Response> {
  const subscriber = await findSubscriberById(deps.db, subscriberId)
  return subscriber
    ? sendPage(c, <ConfirmedPage subscriber={subscriber} />)
    : sendLinkProblem(c, 'confirm', 'gone')
}

/** Without the reminder, the reconciler finds the edition a little later. */
async function remindOf(deps: WebDeps, edition: OpenedEdition): Promise<void> {
  try {
    await deps.enqueueEdition(edition)
  } catch (error) {
    deps.logger.error({ edition: edition.id, error: messageOf(error) }, 'could not queue a welcome edition')
  }
}
