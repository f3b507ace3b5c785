import { sql } from 'kysely'
import { partitionName } from './months.ts'
import type { DeliveredEdition } from './ledger.ts'

/**
 * Writes rows by their place, and those that were not found once more: a row that another transaction writes at the same
 * moment moves, and is then looked for where it was. Whatever is not found the second time is not as it was.
 *
 * @param write returns the subscribers whose rows were written
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

/** A row's place (ctid) says nothing without its table. */
export function partitionOf({ month }: DeliveredEdition) {
  const name = partitionName(month)
  return { partition: sql.table(name), suffix: sql.raw(name) }
}

/**
 * Where the delivery of `r.subscriber_id` is. Asked for one at a time it is found by the whole primary key; in a join,
 * the planner often takes a new edition for a few rows, of which statistics know nothing yet, and reads all of it.
 */
export function rowOf(edition: DeliveredEdition) {
  return sql`(
    select k.ctid from ${partitionOf(edition).partition} k
    where k.month = ${edition.month}::date and k.edition_id = ${edition.id}::bigint
      and k.subscriber_id = r.subscriber_id
  )`
}
