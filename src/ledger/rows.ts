import { sql } from 'kysely'
import { partitionName } from './months.ts'
import type { DeliveredEdition } from './delivery.ts'

/**
 * Updates rows by their ctid, and retries once by their keys those that were missed: an update of a row changes its ctid.
 * A row that is missed twice is not in the expected state any more.
 *
 * @param write returns the subscribers whose rows were updated
 * @returns all of these
 */
export async function retryMissedRows<Row extends { subscriberId: number; row: string | null }>(
  rows: readonly Row[],
  write: (rows: readonly Row[], isFirst: boolean) => Promise<Set<number>>,
): Promise<Set<number>> {
  const written = await write(rows, true)
  const missed = rows.filter((one) => !written.has(one.subscriberId)).map((one) => ({ ...one, row: null }))
  return missed.length === 0 ? written : new Set([...written, ...(await write(missed, false))])
}

/** The month's own table: a ctid has a meaning only within one table. */
export function partitionOf({ month }: DeliveredEdition) {
  const name = partitionName(month)
  return { partition: sql.table(name), suffix: name }
}

/**
 * The ctid of the delivery of `r.subscriber_id`: `r.row`, or where that is null the one with this key. Whoever uses it
 * checks the edition and the subscriber of the row, because the place of a row that has moved may hold another. A subquery
 * finds each row by the whole primary key. With a join the planner, whose statistics do not know a new edition yet, often
 * expects a few rows and reads all of them.
 */
export function rowOf(edition: DeliveredEdition) {
  return sql`coalesce(r.row, (
    select k.ctid from ${partitionOf(edition).partition} k
    where k.month = ${edition.month}::date and k.edition_id = ${edition.id}::bigint
      and k.subscriber_id = r.subscriber_id
  ))`
}
