import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** Suppresses the addresses of subscribers. One that is suppressed already keeps its first reason. */
export async function suppress(
  db: Db,
  subscriberIds: readonly number[],
  reason: 'hard bounce' | 'soft bounces',
  now: Date,
): Promise<void> {
  await sql`
    insert into suppressions (email_key, reason, created_at)
    select email_key, ${reason}, ${now} from subscribers where id = any(${subscriberIds}::bigint[])
    on conflict do nothing`.execute(db)
}

/** How many addresses are suppressed. */
export async function countSuppressions(db: Db): Promise<number> {
  const row = await db
    .selectFrom('suppressions')
    .select((query) => query.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
