import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/**
 * Makes new addresses for a subscriber's private feeds: those before stop working.
 *
 * @param before when the addresses were made that these replace, or null; where others have been made since, nothing is
 *   changed, so that a form that is sent twice makes them once
 * @returns whether they were made
 */
export async function renewFeed(
  db: Db,
  subscriberId: number,
  before: Date | null,
  now: Date,
): Promise<boolean> {
  // Tokens hold whole seconds, and each needs one of its own.
  const since = sql<Date>`greatest(
    date_trunc('second', ${now}::timestamptz), feed_since + interval '1 second')`
  const changed = await db
    .updateTable('subscribers')
    .set({ feed_since: since })
    .where('id', '=', subscriberId)
    .where('status', '=', 'active')
    .where(sql<boolean>`feed_since is not distinct from ${before}::timestamptz`)
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/** Ends the private feeds of a subscriber. */
export async function endFeed(db: Db, subscriberId: number): Promise<void> {
  await db.updateTable('subscribers').set({ feed_since: null }).where('id', '=', subscriberId).execute()
}
