import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { DeliveryStatus } from '../store/schema.ts'
import { monthOfEdition } from './months.ts'

/**
 * How many deliveries have each status, of the editions whose slots lie in (`after`, `upTo`]. Statuses that none has are
 * left out.
 *
 * It goes by editions, because the ledger's primary key starts with them and nothing in it is indexed by time.
 */
export async function countByStatus(
  db: Db,
  after: Date,
  upTo: Date,
): Promise<Partial<Record<DeliveryStatus, number>>> {
  const { rows } = await sql<{ status: DeliveryStatus; count: number }>`
    select d.status, count(*) as count
    from editions e
    join deliveries d on d.edition_id = e.id and d.month = date_trunc('month', e.slot at time zone 'UTC')::date
    where e.slot > ${after} and e.slot <= ${upTo}
    group by d.status`.execute(db)
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
}

/** @returns how many failed deliveries of an edition a relay has refused, with a reply of its own */
export async function countRefused(db: Db, editionId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from deliveries
    where month = ${monthOfEdition(editionId)} and edition_id = ${editionId} and status = 'failed'
      and response ~ '^[45][0-9][0-9]'`.execute(db)
  return rows[0]?.count ?? 0
}

/** The editions with deliveries that are not over yet, or have failed since an instant. @returns their ids */
export async function findUnsettledEditions(db: Db, failedSince: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('edition_id')
    .distinct()
    .where((row) =>
      row.or([
        row('status', 'in', ['queued', 'sending', 'deferred']),
        row.and([row('status', '=', 'failed'), row('composed_at', '>', failedSince)]),
      ]),
    )
    .execute()
  return rows.map((row) => row.edition_id)
}

/** Ranges with a delivery whose next try is due, of editions that are not paused. */
export async function findDueRanges(db: Db, now: Date): Promise<{ editionId: number; rangeNo: number }[]> {
  const { rows } = await sql<{ editionId: number; rangeNo: number }>`
    select distinct edition_id as "editionId", range_no as "rangeNo"
    from deliveries join editions on editions.id = edition_id
    where next_attempt_at <= ${now} and editions.state <> 'paused'`.execute(db)
  return rows
}
