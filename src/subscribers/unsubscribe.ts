import type { Db } from '../store/open.ts'

/**
 * Ends a subscription, or takes back a request that was not confirmed yet. Safe to repeat: the first time counts.
 * Messages that are already queued see it when they are claimed and right before they are sent.
 *
 * @returns whether it changed anything
 */
export async function unsubscribe(db: Db, subscriberId: number, now: Date): Promise<boolean> {
  const changed = await db
    .updateTable('subscribers')
    .set({ status: 'unsubscribed', unsubscribed_at: now, active_since: null })
    .where('id', '=', subscriberId)
    .where('status', '<>', 'unsubscribed')
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}
