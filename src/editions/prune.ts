import type { Db } from '../store/open.ts'
import { dropMonthsBefore, monthOf } from '../ledger/months.ts'

/** What was let go: tables of deliveries, and rows of the others. */
export type Pruned = { months: string[]; editions: number; candidateSets: number }

/**
 * Lets go of what lies before the month of `before`: deliveries with their whole table, editions with their ranges, and
 * sets of candidates that no edition has. Nothing that is being sent waits for it.
 */
export async function prune(db: Db, before: Date): Promise<Pruned> {
  const firstKept = monthOf(before)
  const months = await dropMonthsBefore(db, before)
  const editions = await db
    .deleteFrom('editions')
    .where('slot', '<', new Date(firstKept))
    .executeTakeFirstOrThrow()
  const candidateSets = await db
    .deleteFrom('candidate_sets')
    .where('frozen_at', '<', new Date(firstKept))
    .where((row) =>
      row.not(row.exists(row.selectFrom('editions').whereRef('candidate_set_id', '=', 'candidate_sets.id'))),
    )
    .executeTakeFirstOrThrow()
  return {
    months,
    editions: Number(editions.numDeletedRows),
    candidateSets: Number(candidateSets.numDeletedRows),
  }
}
