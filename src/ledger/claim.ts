import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { prepared } from '../store/prepared.ts'
import {
  inDoubt,
  type ClaimedDelivery,
  type DeliveredEdition,
  type DeliveredRange,
  type Uncertain,
} from './delivery.ts'
import { isInTurn, waitingSince, type Turn } from './turns.ts'
import { partitionOf, retryMissedRows, rowOf } from './rows.ts'

export type ClaimOptions = {
  limit: number
  claimedUntil: Date
  uncertain: Uncertain
  /** Whose turn it is, where not everyone can be sent to. */
  turn?: Turn | null
}

/**
 * Claims deliveries of a range that may be sent: those that are queued, those whose next try is due, and those of workers
 * that died. Those that must not be sent any more are settled as skipped, and not returned.
 *
 * Where `uncertain` is `hold`, what a dead worker may have sent is left to the operator.
 *
 * @returns the claimed ones, and how many were settled
 */
export async function claim(
  db: Db,
  edition: DeliveredEdition,
  range: DeliveredRange,
  { limit, claimedUntil, uncertain, turn = null }: ClaimOptions,
  now: Date,
): Promise<{ claimed: ClaimedDelivery[]; settled: number }> {
  const isLate = now > edition.freshUntil
  const { partition, suffix } = partitionOf(edition)
  // What is too late is settled for everyone.
  const { name, inTurn, order } = queueOrder(isLate ? null : turn, now)
  const statement = sql<ClaimedDelivery & { status: string }>`
    with edition as materialized (select state from editions where id = ${edition.id}::bigint),
    open as (
      select d.ctid as row, s.email, d.status = 'sending' or d.response like ${`${inDoubt}%`} as in_doubt,
        ${endings(isLate, uncertain)}
      from edition
      join ${partition} d on d.edition_id = ${edition.id}::bigint and edition.state <> 'paused'
      left join subscribers s on s.id = d.subscriber_id
      left join suppressions x on x.email_key = s.email_key
      where d.month = ${edition.month}::date and d.range_no = ${range.no}::integer
        and d.subscriber_id between ${range.first}::bigint and ${range.last}::bigint
        and (d.status = 'queued'
          or (d.status = 'deferred' and d.next_attempt_at <= ${now}::timestamptz)
          or (d.status = 'sending' and d.lease_until < ${now}::timestamptz))
        ${inTurn}
      order by ${order}
      limit ${limit}::integer
      for update of d skip locked
    ), decided as (
      select row, email, coalesce(in_doubt, false) as in_doubt, case when end_status is null then skip_reason end as skip_reason,
        coalesce(end_status, case when skip_reason is null then 'sending' else 'skipped' end) as status
      from open
    )
    update ${partition} d set
      status = decided.status,
      skip_reason = decided.skip_reason,
      attempts = d.attempts + case when decided.status = 'sending' then 1 else 0 end,
      response = case when decided.status = 'uncertain' then 'the worker that was sending it died' else d.response end,
      next_attempt_at = null,
      lease_until = case when decided.status = 'sending' then ${claimedUntil}::timestamptz end,
      settled_at = case when decided.status = 'sending' then null else ${now}::timestamptz end
    from decided
    where d.ctid = decided.row
    returning d.id, d.subscriber_id as "subscriberId", decided.email, d.status, d.time_zone as "timeZone", d.cadence, d.language,
      d.selection, d.notes, d.attempts, d.composed_at as "composedAt", decided.in_doubt as "isInDoubt"`
  const { rows } = await prepared(`${name}-${suffix}`, statement).execute(db)
  const claimed = rows.filter((row) => row.status === 'sending')
  return {
    claimed: claimed.sort((a, b) => a.subscriberId - b.subscriberId),
    settled: rows.length - claimed.length,
  }
}

/** How a delivery ends that must not be sent: skipped for a reason, or in a state; both null where it may be sent. */
function endings(isLate: boolean, uncertain: Uncertain) {
  return sql`
    case
      when x.email_key is not null then 'suppressed'
      when s.status is distinct from 'active' then 'unsubscribed'
      when edition.state = 'cancelled' then 'cancelled'
      when ${isLate}::boolean then 'too late'
    end as skip_reason,
    case
      when d.status = 'sending' and (${isLate}::boolean or ${uncertain}::text = 'hold') then 'uncertain'
      -- A relay has asked for another try, and never took it. Without a reply it was our side.
      when ${isLate}::boolean and d.response ~ '^4[0-9][0-9]' then 'failed'
    end as end_status`
}

/** Which may be claimed, in which order, and the name of the statement that has these parts. */
function queueOrder(turn: Turn | null, now: Date) {
  if (!turn) return { name: 'claim', inTurn: sql``, order: sql`d.subscriber_id` }
  const order = sql`${waitingSince(now)}, d.subscriber_id`
  return {
    name: turn.upTo ? 'claim-up-to' : 'claim-unless-later',
    inTurn: sql`and ${isInTurn(turn, now)}`,
    order,
  }
}

/**
 * Makes due what a relay may have already: where the process that was sending it has died, or the connection was lost. For
 * callers who know that no other process is sending.
 *
 * @returns the ranges that hold it
 */
export async function takeOverDoubtful(db: Db): Promise<{ editionId: number; rangeNo: number }[]> {
  const { rows } = await sql<{ editionId: number; rangeNo: number }>`
    update deliveries set
      lease_until = case when status = 'sending' then 'epoch'::timestamptz end,
      next_attempt_at = case when status = 'deferred' then 'epoch'::timestamptz end
    where status = 'sending' or (status = 'deferred' and response like ${`${inDoubt}%`})
    returning edition_id as "editionId", range_no as "rangeNo"`.execute(db)
  return rows
}

/**
 * Extends claims that take longer than their lease, e.g. behind a slow relay.
 *
 * @returns the subscribers whose deliveries are still claimed; the others are settled, or another worker has them
 */
export async function renew(
  db: Db,
  edition: DeliveredEdition,
  claims: readonly ClaimedDelivery[],
  until: Date,
): Promise<Set<number>> {
  const { partition, suffix } = partitionOf(edition)
  return retryMissedRows(claims, async (waiting) => {
    const statement = sql<{ subscriberId: number }>`
      with claim as (
        select r.*, ${rowOf(edition)} as row
        from unnest(
          ${waiting.map((one) => one.subscriberId)}::bigint[], ${waiting.map((one) => one.attempts)}::smallint[]
        ) as r (subscriber_id, attempts)
      )
      update ${partition} d set lease_until = ${until}::timestamptz from claim
      where d.ctid = claim.row and d.subscriber_id = claim.subscriber_id and d.status = 'sending' and d.attempts = claim.attempts
      returning d.subscriber_id as "subscriberId"`
    const { rows } = await prepared(`renew-${suffix}`, statement).execute(db)
    return new Set(rows.map(({ subscriberId }) => subscriberId))
  })
}
