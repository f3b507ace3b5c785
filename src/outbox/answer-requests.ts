import type { Config } from '../config/config.ts'
import { giveUpAfterMs } from '../ledger/delivery.ts'
import type { Logger } from '../logger.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { parsePreferences } from '../subscribers/preferences.ts'
import { findSuppression, holdSubscriber } from '../subscribers/subscribe.ts'
import { complaintReason } from '../subscribers/suppress.ts'
import { takeRequests, type SubscriptionRequest } from '../subscribers/subscription-requests.ts'
import { dayMs, queueMail } from './queue-mail.ts'

/** What a request for a subscription led to. For the log, never for a page: it tells who is known. */
export type Answer = {
  outcome: 'confirm' | 'manage' | 'mailed already' | 'suppressed' | 'left since' | 'too old' | 'invalid'
  /** The row of the outbox to remind the queue of, or null where nothing is to be sent. */
  mailId: number | null
}

type Deps = { db: Db; clock: () => Date; logger: Logger; config: Pick<Config, 'secretKeys'> }

/**
 * Answers a request that came by the form, and all others for the same address, in their order: with one mail or none.
 * They are gone when that is committed, so answering twice does nothing.
 */
export async function answerRequests(deps: Deps, requestId: number): Promise<Answer[]> {
  const answers = await inTransaction(deps.db, async (trx) => {
    const given = []
    for (const request of await takeRequests(trx, requestId)) given.push(await answer(trx, deps, request))
    return given
  })
  for (const { outcome } of answers) deps.logger.info({ outcome }, 'subscription request answered')
  return answers
}

/**
 * The address was typed by someone, which may be another than its owner: all that follows is one mail to it.
 *
 * Nothing changes of what is stored: what was asked for goes with the mail, and counts once its link is confirmed. An active
 * subscriber is mailed a link to the preferences instead. At most one mail
 * of a kind goes to an address in a day, so that the form cannot be used to flood someone. Leaving starts that day
 * anew: only the owner can leave, and may want to come back at once.
 */
async function answer(
  trx: Db,
  { clock, config }: Deps,
  { address, input, createdAt }: SubscriptionRequest,
): Promise<Answer> {
  const nothing = (outcome: Answer['outcome']) => ({ outcome, mailId: null })
  if (clock().getTime() - createdAt.getTime() > giveUpAfterMs) return nothing('too old')
  const parsed = parsePreferences(input)
  if (!parsed.ok) return nothing('invalid')
  const suppression = await findSuppression(trx, address.emailKey, config.secretKeys)
  if (suppression !== null && suppression !== complaintReason) return nothing('suppressed')
  const subscriber = await holdSubscriber(trx, address, parsed.preferences, createdAt)
  const leftAt = subscriber.unsubscribed_at
  if (leftAt && leftAt > createdAt) return nothing('left since')
  const kind = subscriber.status === 'active' ? 'manage' : 'confirm'
  // Who has complained is asked whether they want to come back, and mailed nothing else.
  if (suppression !== null && kind === 'manage') return nothing('suppressed')
  const since = new Date(Math.max(createdAt.getTime() - dayMs, leftAt?.getTime() ?? 0))
  // As of the request: its links are older than whatever its owner does meanwhile.
  const mailId = await queueMail(trx, subscriber.id, kind, {
    since,
    now: createdAt,
    ...(kind === 'confirm' && { payload: { asked: input } }),
  })
  return mailId === null ? nothing('mailed already') : { outcome: kind, mailId }
}
