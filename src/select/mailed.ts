import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { longestHorizonDays } from './profile.ts'

/** What a subscriber has had so far, as far as it decides what comes next. */
export type Had = {
  /** Ids of the papers mailed, or about to be by another edition. */
  papers: ReadonlySet<string>
  /** The day of the newest edition that picked for them or found nothing, YYYY-MM-DD in UTC; null where none did lately. */
  lastPickedOn: string | null
}

export const hadNothing: Had = { papers: new Set(), lastPickedOn: null }

/** A paper mailed longer ago is older than every horizon. The days more are for editions that were composed late. */
const readDays = longestHorizonDays + 3

/** What each of the subscribers has had; those who had nothing are left out. */
export async function readHad(db: Db, subscriberIds: number[], now: Date): Promise<Map<number, Had>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['subscriber_id', 'selection', 'composed_at'])
    .where('subscriber_id', '=', sql<number>`any(${subscriberIds}::bigint[])`)
    .where((row) =>
      row.or([row('status', 'not in', ['skipped', 'failed']), row('skip_reason', '=', 'no match')]),
    )
    .where('composed_at', '>', new Date(now.getTime() - readDays * 86_400_000))
    .execute()
  const had = new Map<number, { papers: Set<string>; lastPickedOn: string }>()
  for (const row of rows) {
    const day = row.composed_at.toISOString().slice(0, 10)
    const one = had.get(row.subscriber_id) ?? { papers: new Set(), lastPickedOn: day }
    for (const pick of row.selection) one.papers.add(pick.paper)
    if (day > one.lastPickedOn) one.lastPickedOn = day
    had.set(row.subscriber_id, one)
  }
  return had
}
