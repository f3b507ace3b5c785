import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/**
 * Skips what older editions still hold for subscribers who are about to get a newer one: each gets one digest, the newest,
 * and its papers are given back to be picked again. What is being sent is left alone.
 *
 * @param trx the transaction that composes the newer edition
 * @param older editions with something unsent, by id and month (YYYY-MM-01)
 * @returns the ranges in which something was skipped
 */
export async function overtake(
  trx: Db,
  older: readonly { id: number; month: string }[],
  subscriberIds: readonly number[],
  now: Date,
): Promise<{ editionId: number; rangeNo: number }[]> {
  if (older.length === 0) return []
  const { rows } = await sql<{ editionId: number; rangeNo: number }>`
    with overtaken as (
    update deliveries d
    set status = 'skipped', skip_reason = 'too late', next_attempt_at = null, settled_at = ${now}::timestamptz
    from unnest(
      ${older.map(({ id }) => id)}::bigint[], ${older.map(({ month }) => month)}::date[]
    ) as e (id, month), unnest(${subscriberIds}::bigint[]) as s (id)
    where d.month = e.month and d.edition_id = e.id and d.subscriber_id = s.id
      and d.status in ('queued', 'deferred')
      returning d.edition_id, d.range_no
    ) select distinct edition_id as "editionId", range_no as "rangeNo" from overtaken`.execute(trx)
  return rows
}

/** The editions with deliveries that wait for another try. */
export async function editionsWithRetries(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct edition_id as id from deliveries where next_attempt_at is not null`.execute(db)
  return rows.map(({ id }) => id)
}
