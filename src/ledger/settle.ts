import { sql } from 'kysely'
import { recordBounces } from '../bounces/record-bounces.ts'
import { pauseAt } from '../editions/due.ts'
import type { Db } from '../store/open.ts'
import type { SkipReason } from '../store/schema.ts'
import type { ClaimedDelivery, DeliveredEdition, Uncertain } from './ledger.ts'
import { retryMissedRows, partitionOf, rowOf } from './ledger-rows.ts'
import { bounceKind, retryDelayMs, type Outcome } from '../smtp/outcome.ts'

/** What becomes of a claim: the outcome of a try, a reason not to try, or given back untried. */
export type Result =
  | { delivery: ClaimedDelivery; outcome: Outcome }
  | { delivery: ClaimedDelivery; skipReason: SkipReason }
  | { delivery: ClaimedDelivery; isGivenBack: true }

/**
 * Why a message that is about to be sent must not be: its reader does not want it any more, or the edition waits
 * (given back) or was cancelled.
 */
export type Objection = Extract<SkipReason, 'suppressed' | 'unsubscribed' | 'paused' | 'cancelled'> | 'waits'

/**
 * Records results and looks at the next messages once more, in one statement. Claims that were lost to another worker
 * meanwhile are left alone.
 *
 * @returns the objections by subscriber; whoever is not in it still wants the message and is ours
 */
export async function settleAndCheck(
  db: Db,
  edition: DeliveredEdition,
  results: readonly Result[],
  next: readonly ClaimedDelivery[],
  { uncertain, now }: { uncertain: Uncertain; now: Date },
): Promise<Map<number, Objection>> {
  const rows = results.map((result) => settledRow(result, edition, uncertain, now))
  const objections = new Map<number, Objection>()
  await retryMissedRows(rows, async (waiting, isFirst) => {
    const { settled, looked } = await settleOnce(db, edition, waiting, isFirst ? next : [], now)
    for (const { subscriberId, objection, ...pause } of looked) {
      if (objection) objections.set(subscriberId, objection)
      else if (pauseAt(pause, now)) objections.set(subscriberId, 'paused')
    }
    return settled
  })
  const bounces = rows.flatMap(({ bounce }) => (bounce ? [bounce] : []))
  if (bounces.length > 0) await recordBounces(db, bounces, now)
  return objections
}

type SettledRow = ReturnType<typeof settledRow>

async function settleOnce(
  db: Db,
  edition: DeliveredEdition,
  settled: readonly SettledRow[],
  next: readonly ClaimedDelivery[],
  now: Date,
): Promise<{ settled: Set<number>; looked: Looked[] }> {
  const { partition, suffix } = partitionOf(edition)
  const { rows } = await sql<
    Looked | { subscriberId: null; settled: number[] | null }
  >`/* prepared: settle-${suffix} */
    with result as (
      select r.*, ${rowOf(edition)} as row
      from unnest(
        ${settled.map((one) => one.subscriberId)}::bigint[],
        ${settled.map((one) => one.claim)}::smallint[],
        ${settled.map((one) => one.status)}::text[],
        ${settled.map((one) => one.skipReason)}::text[],
        ${settled.map((one) => one.attempts)}::smallint[],
        ${settled.map((one) => one.nextAttemptAt?.toISOString() ?? null)}::timestamptz[],
        ${settled.map((one) => one.response)}::text[]
      ) as r (subscriber_id, claim, status, skip_reason, attempts, next_attempt_at, response)
    ), settled as (
      update ${partition} d set
        status = result.status,
        skip_reason = result.skip_reason,
        attempts = result.attempts,
        next_attempt_at = result.next_attempt_at,
        lease_until = null,
        settled_at = case when result.status in ('queued', 'deferred') then null else ${now}::timestamptz end,
        -- Answers often quote the address: of someone who was erased meanwhile none is kept.
        response = (select result.response from subscribers s where s.id = d.subscriber_id)
      from result
      where d.ctid = result.row and d.subscriber_id = result.subscriber_id and d.status = 'sending' and d.attempts = result.claim
      returning d.subscriber_id as id
    ), looked as (
      select next.id, s.paused_until, s.time_zone, case
          when exists (select from suppressions x where x.email_key = s.email_key) then 'suppressed'
          when s.status is distinct from 'active' then 'unsubscribed'
          when e.state = 'cancelled' then 'cancelled'
          when e.state = 'paused' then 'waits'
        end as objection
      from unnest(${next.map((one) => one.subscriberId)}::bigint[]) as next (id)
      join editions e on e.id = ${edition.id}::bigint
      left join subscribers s on s.id = next.id
    )
    select id as "subscriberId", objection, paused_until as "pausedUntil", time_zone as "timeZone", null::bigint[] as settled
    from looked where objection is not null or paused_until is not null
    union all select null, null, null, null, array_agg(id) from settled`.execute(db)
  return {
    settled: new Set(rows.flatMap((row) => (row.subscriberId === null ? (row.settled ?? []) : []))),
    looked: rows.filter((row) => row.subscriberId !== null),
  }
}

/** PostgreSQL may not know every time zone that we do, so a pause is judged here. */
type Looked = {
  subscriberId: number
  objection: Objection | null
  pausedUntil: string | null
  timeZone: string
}

function settledRow(
  result: Result,
  { freshUntil: until }: DeliveredEdition,
  uncertain: Uncertain,
  now: Date,
) {
  const { id: deliveryId, subscriberId, attempts } = result.delivery
  const row = {
    subscriberId,
    claim: attempts,
    attempts,
    skipReason: null,
    nextAttemptAt: null,
    response: null,
  }
  if ('isGivenBack' in result) return { ...row, status: 'queued', attempts: attempts - 1, bounce: null }
  if ('skipReason' in result) {
    return { ...row, status: 'skipped', attempts: attempts - 1, skipReason: result.skipReason, bounce: null }
  }
  const { outcome } = result
  const { status, next_attempt_at: nextAttemptAt } = settlementOf(attempts, outcome, {
    until,
    uncertain,
    now,
  })
  const kind = bounceKind(status, outcome)
  const bounce = kind && { kind, subscriberId, deliveryId }
  return { ...row, status, nextAttemptAt, response: outcome.response.slice(0, 500), bounce }
}

/**
 * The state that follows from an outcome, for deliveries and mails of the outbox alike.
 *
 * @param until nothing is tried again after this
 */
export function settlementOf(
  attempts: number,
  outcome: Outcome,
  { until, uncertain, now }: { until: Date; uncertain: Uncertain; now: Date },
) {
  if (mayRetry(outcome, attempts, uncertain)) {
    const next = outcome.notBefore ?? new Date(now.getTime() + retryDelayMs(attempts))
    if (next <= until) return { status: 'deferred', next_attempt_at: next, settled_at: null } as const
  }
  const { kind } = outcome
  const status = kind === 'submitted' || kind === 'uncertain' ? kind : 'failed'
  return { status, next_attempt_at: null, settled_at: now } as const
}

/** Every mail server sends what may have been taken once more. */
function mayRetry(outcome: Outcome, attempts: number, uncertain: Uncertain): boolean {
  if (outcome.kind === 'uncertain') return attempts < 2 && uncertain === 'resend'
  return outcome.kind === 'deferred' || outcome.kind === 'unavailable'
}
