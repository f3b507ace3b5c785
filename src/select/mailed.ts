import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** A paper mailed longer ago than this is older than every horizon, and no candidate any more. */
const mailedWithinDays = 35

/** The papers that each subscriber has had, or is about to have from another edition. */
export async function readMailed(
  db: Db,
  subscriberIds: number[],
  now: Date,
): Promise<Map<number, Set<string>>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['subscriber_id', 'selection'])
    .where('subscriber_id', '=', sql<number>`any(${subscriberIds}::bigint[])`)
    .where('status', 'not in', ['skipped', 'failed'])
    .where('composed_at', '>', new Date(now.getTime() - mailedWithinDays * 86_400_000))
    .execute()
  const mailed = new Map<number, Set<string>>()
  for (const row of rows) {
    const papers = mailed.get(row.subscriber_id) ?? new Set()
    for (const pick of row.selection) papers.add(pick.paper)
    mailed.set(row.subscriber_id, papers)
  }
  return mailed
}
