import { sql } from 'kysely'
import { longestHorizonDays } from '../select/profile.ts'
import type { Db } from '../store/open.ts'
import { prepared } from '../store/prepared.ts'
import { readSelection } from './selection.ts'

/** What a subscriber was mailed lately, as far as it decides what comes next. */
export type MailHistory = {
  /** Ids of the papers mailed, or about to be by another edition. */
  papers: ReadonlySet<string>
  /** The day of the newest edition that picked for them or found nothing, YYYY-MM-DD in UTC; null where none did lately. */
  lastPickedOn: string | null
}

export const emptyHistory: MailHistory = { papers: new Set(), lastPickedOn: null }

/** A paper mailed longer ago is older than every horizon. The extra days are for editions that were composed late. */
const readDays = longestHorizonDays + 3

/** The mail history of each of the subscribers; those who were mailed nothing are left out. */
export async function readMailHistories(
  db: Db,
  subscriberIds: number[],
  now: Date,
): Promise<Map<number, MailHistory>> {
  const statement = sql<{ id: number; selection: string; composedAt: Date }>`
    select subscriber_id as id, selection, composed_at as "composedAt"
    from deliveries
    where subscriber_id = any(${subscriberIds}::bigint[])
      and (status not in ('skipped', 'failed') or skip_reason = 'no match')
      and composed_at > ${new Date(now.getTime() - readDays * 86_400_000)}::timestamptz`
  const { rows } = await prepared('mail-history', statement).execute(db)
  const histories = new Map<number, { papers: Set<string>; lastPickedOn: string }>()
  for (const row of rows) {
    const day = row.composedAt.toISOString().slice(0, 10)
    const one = histories.get(row.id) ?? { papers: new Set(), lastPickedOn: day }
    for (const pick of readSelection(row.selection)) one.papers.add(pick.paper)
    if (day > one.lastPickedOn) one.lastPickedOn = day
    histories.set(row.id, one)
  }
  return histories
}
