import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** The reason of an address whose owner called our mail spam. Only they can come back: by a fresh double opt-in. */
export const complaintReason = 'complaint'

/** A subscriber to suppress, and the words that tell why, if any. */
export type Suppressing = { subscriberId: number; evidence: string | null }

/**
 * Suppresses the addresses of subscribers. One that is suppressed already keeps its first reason.
 *
 * @param given nobody twice
 */
export async function suppress(
  db: Db,
  given: readonly Suppressing[],
  reason: 'hard bounce' | 'soft bounces' | typeof complaintReason,
  now: Date,
): Promise<void> {
  await sql`
    insert into suppressions (email_key, reason, evidence, created_at)
    select s.email_key, ${reason}, given.evidence, ${now}
    from unnest(
      ${given.map((one) => one.subscriberId)}::bigint[], ${given.map((one) => one.evidence)}::text[]
    ) as given (id, evidence)
    join subscribers s on s.id = given.id
    order by s.email_key
    on conflict (email_key) do nothing`.execute(db)
}

/** How many addresses are suppressed. */
export async function countSuppressions(db: Db): Promise<number> {
  const row = await db
    .selectFrom('suppressions')
    .select((query) => query.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
