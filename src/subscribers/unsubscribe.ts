import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

export const maxReasonLength = 300

/**
 * Ends a subscription, or takes back a request that was not confirmed yet. Safe to repeat: the first time counts.
 * Messages that are already queued see it when they are claimed and right before they are sent.
 *
 * @param reason in their own words, or null
 * @returns whether it changed anything
 */
export async function unsubscribe(
  db: Db,
  subscriberId: number,
  now: Date,
  reason: string | null = null,
): Promise<boolean> {
  const given = reason?.trim().slice(0, maxReasonLength) || null
  const changed = await db
    .updateTable('subscribers')
    .set({
      status: 'unsubscribed',
      unsubscribed_at: now,
      active_since: null,
      unsubscribe_reason: given,
      revision: sql`revision + 1`,
    })
    .where('id', '=', subscriberId)
    .where('status', '<>', 'unsubscribed')
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/**
 * Takes back an unsubscription that was made a moment ago, as if it had not been: with the consent of before, if there
 * was one. Editions that have skipped them meanwhile stay skipped.
 *
 * @param revision the subscriber's since that unsubscription: whatever has changed after it stands
 * @returns whether it changed anything
 */
export async function undoUnsubscribe(
  db: Db,
  subscriberId: number,
  revision: number,
  now: Date,
): Promise<boolean> {
  const changed = await db
    .updateTable('subscribers')
    .set({
      status: sql`case when consent is null then 'pending' else 'active' end`,
      active_since: sql`case when consent is null then null else ${now}::timestamptz end`,
      unsubscribed_at: null,
      unsubscribe_reason: null,
      revision: sql`revision + 1`,
    })
    .where('id', '=', subscriberId)
    .where('status', '=', 'unsubscribed')
    .where('revision', '=', revision)
    .where('email_key', 'not in', (query) =>
      query.selectFrom('suppressions').select('suppressions.email_key'),
    )
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}
