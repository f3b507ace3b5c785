import { sql } from 'kysely'
import { monthOf } from './months.ts'
import type { Db } from '../store/open.ts'
import type { Cadence, Language } from '../store/schema.ts'
import { retryMissedRows, partitionOf, rowOf } from './ledger-rows.ts'

/** The part of an edition that its deliveries are found and made by. */
export type DeliveredEdition = {
  id: number
  /** Its deliveries' partition, YYYY-MM-01. */
  month: string
  slot: Date
  candidateSetId: number
  /** Of the candidates as they stand in the database: where it is equal, they are. */
  candidatesKey: string
  /** Later than this, nothing of it goes out any more. */
  freshUntil: Date
}

/** A delivery that this worker alone may send until its lease ends. */
export type ClaimedDelivery = {
  id: number
  subscriberId: number
  email: string
  timeZone: string
  cadence: Cadence
  language: Language
  /** As it was written when composed: it is read when it is its turn, as what waits should be small. */
  selection: string
  /** This try included. Together with the row's state it is the proof of the claim. */
  attempts: number
  composedAt: Date
}

/** @throws {Error} where there is no such edition */
export async function readDeliveredEdition(db: Db, id: number): Promise<DeliveredEdition> {
  const row = await db
    .selectFrom('editions')
    .innerJoin('candidate_sets', 'candidate_sets.id', 'editions.candidate_set_id')
    .select(['slot', 'candidate_set_id', 'created_at', sql<string>`candidate_sets.xmin::text`.as('version')])
    .where('editions.id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    id,
    month: monthOf(row.slot),
    slot: row.slot,
    candidateSetId: row.candidate_set_id,
    candidatesKey: `${row.candidate_set_id}.${row.version}`,
    freshUntil: new Date(row.created_at.getTime() + giveUpAfterMs),
  }
}

/**
 * Keeps which key signs an edition's messages: the present one, if it is the first to.
 *
 * @returns the key's id
 */
export async function keepSigningKey(
  db: Db,
  editionId: number,
  presentKeyId: string,
): Promise<string | null> {
  const { key_id: kept } = await db
    .updateTable('editions')
    .set({ key_id: sql`coalesce(key_id, ${presentKeyId})` })
    .where('id', '=', editionId)
    .returning('key_id')
    .executeTakeFirstOrThrow()
  return kept
}

/** A relay that has not taken a mail for a day will not; and by then a digest is out of date. */
export const giveUpAfterMs = 24 * 3_600_000

export type ClaimOptions = { limit: number; claimedUntil: Date; uncertain: Uncertain }

/** Whether what may have been taken is sent once more, the same to the byte, or left to the operator. */
export type Uncertain = 'resend' | 'hold'

/**
 * Claims deliveries of a range that may be sent: those that wait, those whose next try is due, and those of workers
 * that died. Those that must not be sent any more are settled as skipped here, and not returned.
 *
 * Where `uncertain` is `hold`, what a dead worker may have sent is left to the operator.
 */
export async function claimDeliveries(
  db: Db,
  edition: DeliveredEdition,
  range: DeliveredRange,
  { limit, claimedUntil, uncertain }: ClaimOptions,
  now: Date,
): Promise<{ claimed: ClaimedDelivery[]; settled: number }> {
  const isLate = now > edition.freshUntil
  const { partition, suffix } = partitionOf(edition)
  const { rows } = await sql<ClaimedDelivery & { status: string }>`/* prepared: claim-${suffix} */
    with edition as materialized (select state from editions where id = ${edition.id}::bigint),
    open as (
      select d.ctid as row, s.email,
        case
          when x.email_key is not null then 'suppressed'
          when s.status is distinct from 'active' then 'unsubscribed'
          when edition.state = 'cancelled' then 'cancelled'
          when ${isLate}::boolean and d.attempts = 0 then 'too late'
        end as skip_reason,
        case
          when d.status = 'sending' and ${uncertain}::text = 'hold' then 'uncertain'
          when ${isLate}::boolean and d.attempts > 0 then 'failed'
        end as end_status
      from edition
      join ${partition} d on d.edition_id = ${edition.id}::bigint and edition.state <> 'paused'
      left join subscribers s on s.id = d.subscriber_id
      left join suppressions x on x.email_key = s.email_key
      where d.month = ${edition.month}::date and d.range_no = ${range.no}::integer
        and d.subscriber_id between ${range.first}::bigint and ${range.last}::bigint
        and (d.status = 'queued'
          or (d.status = 'deferred' and d.next_attempt_at <= ${now}::timestamptz)
          or (d.status = 'sending' and d.lease_until < ${now}::timestamptz))
      order by d.subscriber_id
      limit ${limit}::integer
      for update of d skip locked
    ), decided as (
      select row, email, case when end_status is null then skip_reason end as skip_reason,
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
      d.selection, d.attempts, d.composed_at as "composedAt"`.execute(db)
  const claimed = rows.filter((row) => row.status === 'sending')
  return {
    claimed: claimed.sort((a, b) => a.subscriberId - b.subscriberId),
    settled: rows.length - claimed.length,
  }
}

/**
 * Keeps claims that take longer than their lease, e.g. behind a slow relay.
 *
 * @returns the subscribers whose deliveries are still claimed; the others are settled, or another worker has them
 */
export async function renewLeases(
  db: Db,
  edition: DeliveredEdition,
  claims: readonly ClaimedDelivery[],
  until: Date,
): Promise<Set<number>> {
  const { partition, suffix } = partitionOf(edition)
  return retryMissedRows(claims, async (waiting) => {
    const { rows } = await sql<{ subscriberId: number }>`/* prepared: renew-${suffix} */
      with claim as (
        select r.*, ${rowOf(edition)} as row
        from unnest(
          ${waiting.map((one) => one.subscriberId)}::bigint[], ${waiting.map((one) => one.attempts)}::smallint[]
        ) as r (subscriber_id, attempts)
      )
      update ${partition} d set lease_until = ${until}::timestamptz from claim
      where d.ctid = claim.row and d.subscriber_id = claim.subscriber_id and d.status = 'sending' and d.attempts = claim.attempts
      returning d.subscriber_id as "subscriberId"`.execute(db)
    return new Set(rows.map(({ subscriberId }) => subscriberId))
  })
}

/** Part of an edition's recipients, with the ends of their ids. */
export type DeliveredRange = { no: number; first: number; last: number }

/**
 * Notes that the range is worked on, so that the reconciler looks at it until it is closed: also where it was closed
 * before, and what was put off then is due now.
 *
 * @returns null where there is no such range
 */
export async function openRange(db: Db, editionId: number, no: number): Promise<DeliveredRange | null> {
  await db
    .updateTable('edition_ranges')
    .set({ delivered_at: null })
    .where('edition_id', '=', editionId)
    .where('range_no', '=', no)
    .where('delivered_at', 'is not', null)
    .execute()
  const range = await db
    .selectFrom('edition_ranges')
    .select('subscriber_ids')
    .where('edition_id', '=', editionId)
    .where('range_no', '=', no)
    .executeTakeFirst()
  const [first = 0] = range?.subscriber_ids ?? []
  return range ? { no, first, last: range.subscriber_ids.at(-1) ?? 0 } : null
}

/** What is due so soon may be claimed by another worker in this very moment. */
const nearlyDueMs = 60_000

/** Notes that nothing in the range waits any more, if that is so: the reconciler need not look at it again. */
export async function closeRange(
  db: Db,
  edition: DeliveredEdition,
  rangeNo: number,
  now: Date,
): Promise<void> {
  const nearlyDue = new Date(now.getTime() + nearlyDueMs)
  await sql`
    update edition_ranges r set delivered_at = ${now}
    where r.edition_id = ${edition.id} and r.range_no = ${rangeNo} and r.composed_at is not null
      and not exists (
        select from deliveries d
        where d.month = ${edition.month}::date and d.edition_id = r.edition_id and d.range_no = r.range_no
          and d.subscriber_id between r.subscriber_ids[1] and r.subscriber_ids[cardinality(r.subscriber_ids)]
          and (d.status in ('queued', 'sending') or (d.status = 'deferred' and d.next_attempt_at <= ${nearlyDue}))
      )`.execute(db)
}
