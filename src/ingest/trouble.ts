import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** Every poll asks for today and yesterday: a source further behind the others is no longer polled. */
const behindDays = 3

/** The sources whose newest digest up to a day is stale or failed, and whether that is all of them. */
export type Trouble = { sources: string[]; isEverywhere: boolean }

/** A stale or failed digest must trigger no mail, and one source's must not hold back what another lists. */
export async function readTrouble(db: Db, day: string): Promise<Trouble> {
  const newest = await db
    .selectFrom('digests')
    .select(['source', 'state', 'day'])
    .distinctOn('source')
    .where('day', '<=', day)
    .where('day', '>=', (query) =>
      query
        .selectFrom('digests')
        .select((e) => sql<string>`${e.fn.max('day')} - ${behindDays}::integer`.as('day'))
        .where('day', '<=', day),
    )
    .orderBy('source')
    .orderBy('day', 'desc')
    .execute()
  const troubled = newest.filter(({ state }) => state === 'stale' || state === 'failed')
  return { sources: troubled.map(({ source }) => source), isEverywhere: troubled.length === newest.length }
}
