import { sql } from 'kysely'
import { partitionName } from './months.ts'
import type { DeliveredEdition } from './delivery.ts'

/**
 * Updates rows by their ctid, and retries once those that were missed: a concurrent update of a row changes its ctid. A
 * row that is missed twice is not in the expected state any more.
 *
 * @param write returns the subscribers whose rows were updated
 * @returns all of these
 */
export async function retryMissedRows<Row extends { subscriberId: number }>(
  rows: readonly Row[],
  write: (rows: readonly Row[], isFirst: boolean) => Promise<Set<number>>,
): Promise<Set<number>> {
  const written = await write(rows, true)
  const missed = rows.filter((row) => !written.has(row.subscriberId))
  return missed.length === 0 ? written : new Set([...written, ...(await write(missed, false))])
}

/** The month's own table: a ctid has a meaning only within one table. */
export function partitionOf({ month }: DeliveredEdition) {
  const name = partitionName(month)
  return { partition: sql.table(name), suffix: name }
}

/**
 * The ctid of the delivery of `r.subscriber_id`. A subquery finds each row by the whole primary key. With a join the
 * planner, whose statistics do not know a new edition yet, often expects a few rows and reads all of them. And reading by
 * the index removes old versions from the page, which reading by a remembered ctid does not: so updates find room there.
 */
export function rowOf(edition: DeliveredEdition) {
  return sql`(
    select k.ctid from ${partitionOf(edition).partition} k
    where k.month = ${edition.month}::date and k.edition_id = ${edition.id}::bigint
      and k.subscriber_id = r.subscriber_id
  )`
}
