import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { DayState } from '../store/schema.ts'

/** How many days of each source are in each state. */
export async function countDigestsByState(
  db: Db,
): Promise<{ source: string; state: DayState; count: number }[]> {
  return db
    .selectFrom('digests')
    .select(['source', 'state', (query) => query.fn.countAll<number>().as('count')])
    .groupBy(['source', 'state'])
    .orderBy('source')
    .orderBy('state')
    .execute()
}

/** How many days of sources, from one day to another (YYYY-MM-DD, both included), are failed or stale. */
export async function countTroubledDays(db: Db, from: string, to: string): Promise<number> {
  const { count } = await db
    .selectFrom('digests')
    .select((query) => query.fn.countAll<number>().as('count'))
    .where('day', '>=', from)
    .where('day', '<=', to)
    .where('state', 'in', ['failed', 'stale'])
    .executeTakeFirstOrThrow()
  return Number(count)
}

/**
 * When each source last gave a good list. A good day keeps its state when a later poll fails, and then has a problem: so
 * a good poll is one without.
 */
export async function readLastGoodPolls(db: Db): Promise<{ source: string; at: Date }[]> {
  return db
    .selectFrom('digests')
    .select(['source', (query) => query.fn.max('polled_at').as('at')])
    .where('state', 'in', ['fetched', 'empty'])
    .where('problem', 'is', null)
    .groupBy('source')
    .execute()
}

/** When a digest last changed in a way that matters to an edition, or null before the first digest. */
export async function readLastChange(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom('digests')
    .select((query) => query.fn.max<Date | null>('changed_at').as('at'))
    .executeTakeFirst()
  return row?.at ?? null
}

/** A text that changes whenever papers, digests or the editor's notes change. */
export async function readPublishedVersion(db: Db): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select concat_ws(' ', max(changed_at), count(*), sum(hashtextextended(source || day || state, 0)),
      (select concat_ws(' ', max(id), count(*)) from public.notes)) as version
    from public.digests`.execute(db)
  return rows[0]?.version ?? ''
}

/** Lets go of digests before a day, with their entries and receipts. */
export async function deleteDigestsBefore(db: Db, day: string): Promise<void> {
  await db.deleteFrom('digests').where('day', '<', day).execute()
  await db.deleteFrom('digest_receipts').where('day', '<', day).execute()
}
