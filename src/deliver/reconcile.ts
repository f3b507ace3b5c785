import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** Work that stands in rows but perhaps in no queue. */
export type Unfinished = {
  compose: { editionId: number; rangeNo: number }[]
  deliver: { editionId: number; rangeNo: number }[]
}

/** Younger rows are most likely on their way already. */
const graceMs = 30_000

/**
 * Finds everything that still has to be done: rows that were committed but never enqueued, jobs that died, claims whose
 * lease has ended, retries that are due. Running it twice does no harm, since jobs claim rows.
 */
export async function findUnfinished(db: Db, now: Date): Promise<Unfinished> {
  const before = new Date(now.getTime() - graceMs)
  const open = db
    .selectFrom('edition_ranges')
    .innerJoin('editions', 'editions.id', 'edition_ranges.edition_id')
    .select(['edition_id as editionId', 'range_no as rangeNo'])
    .where('delivered_at', 'is', null)
    .where('editions.state', '!=', 'paused')
  const compose = await open
    .where('composed_at', 'is', null)
    .where('editions.created_at', '<', before)
    .execute()
  const undelivered = await open.where('composed_at', '<', before).execute()
  const { rows: deferred } = await sql<{ editionId: number; rangeNo: number }>`
    select distinct edition_id as "editionId", range_no as "rangeNo"
    from deliveries join editions on editions.id = edition_id
    where next_attempt_at <= ${now} and editions.state <> 'paused'`.execute(db)
  const key = (range: { editionId: number; rangeNo: number }) => `${range.editionId}-${range.rangeNo}`
  const deliver = [...new Map([...undelivered, ...deferred].map((range) => [key(range), range])).values()]
  return { compose, deliver }
}
