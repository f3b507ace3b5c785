import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** Who has left, and why, as far as they have said. */
export type Leavers = {
  left: number
  /** In their own words, in lower case, the most frequent first. */
  reasons: { reason: string; count: number }[]
}

const mostReasons = 50

/**
 * Sums up the subscriptions that ended after an instant, and before another where it is given. Those of erased people are not
 * among them.
 */
export async function readLeavers(db: Db, after: Date, before: Date | null = null): Promise<Leavers> {
  const { rows } = await sql<{ reason: string | null; count: number }>`
    select nullif(lower(btrim(unsubscribe_reason, ' .!')), '') as reason, count(*)::integer as count
    from subscribers where status = 'unsubscribed' and unsubscribed_at > ${after}
      and (${before}::timestamptz is null or unsubscribed_at < ${before})
    group by 1 order by count desc, reason`.execute(db)
  const reasons = rows.flatMap(({ reason, count }) => (reason === null ? [] : [{ reason, count }]))
  return { left: rows.reduce((sum, { count }) => sum + count, 0), reasons: reasons.slice(0, mostReasons) }
}
