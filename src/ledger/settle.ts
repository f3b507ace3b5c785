import { sql } from 'kysely'
import type { Outcome } from '../smtp/outcome.ts'
import type { Db } from '../store/open.ts'
import { prepared } from '../store/prepared.ts'
import type { DeliveryStatus, SkipReason } from '../store/schema.ts'
import { pauseAt } from '../subscribers/pause.ts'
import {
  inDoubt,
  ownTrouble,
  type ClaimedDelivery,
  type DeliveredEdition,
  type Uncertain,
} from './delivery.ts'
import { partitionOf, retryMissedRows, rowOf } from './rows.ts'
import { bounceKind, settlementOf } from './settlement.ts'

/** How a claim ends: with the outcome of a try, with a reason not to try, or given back untried. */
export type Result =
  | { delivery: ClaimedDelivery; outcome: Outcome }
  | { delivery: ClaimedDelivery; skipReason: SkipReason }
  | { delivery: ClaimedDelivery; isGivenBack: true }

/**
 * Why a claimed message must not be sent: the subscriber does not want it any more, the edition was cancelled, or (`waits`)
 * the edition is paused and the claim is to be given back.
 */
export type Objection = Extract<SkipReason, 'suppressed' | 'unsubscribed' | 'paused' | 'cancelled'> | 'waits'

/** A message that failed for a reason that lies with its recipient: for good (hard), or for now (soft). */
export type RecipientFailure = {
  kind: 'hard' | 'soft'
  subscriberId: number
  deliveryId: number
  /** The relay's words. */
  evidence: string
}

/**
 * Records results and checks once more whether the next messages may be sent, in one statement. Claims that another worker
 * has taken over meanwhile are left alone.
 *
 * @returns by subscriber, the objections against the next messages: who is not in it still wants theirs; and the failures
 *   that the results tell of, for the caller to record
 */
export async function settle(
  db: Db,
  edition: DeliveredEdition,
  results: readonly Result[],
  next: readonly ClaimedDelivery[],
  { uncertain, now }: { uncertain: Uncertain; now: Date },
): Promise<{ objections: Map<number, Objection>; failures: RecipientFailure[] }> {
  const rows = results.map((result) => settledRow(result, edition, uncertain, now))
  const objections = new Map<number, Objection>()
  await retryMissedRows(rows, async (waiting, isFirst) => {
    const { settled, looked } = await settleAll(db, edition, waiting, isFirst ? next : [], now)
    for (const { subscriberId, objection, ...pause } of looked) {
      if (objection) objections.set(subscriberId, objection)
      else if (pauseAt(pause, now)) objections.set(subscriberId, 'paused')
    }
    return settled
  })
  return { objections, failures: rows.flatMap(({ failure }) => (failure ? [failure] : [])) }
}

type SettledRow = {
  subscriberId: number
  /** The attempts that prove the claim. */
  claim: number
  attempts: number
  status: DeliveryStatus
  skipReason: SkipReason | null
  nextAttemptAt: Date | null
  response: string | null
  lane: string | null
  failure: RecipientFailure | null
}

type Round = { settled: Set<number>; looked: Looked[] }

/**
 * One statement for all. Where the database refuses what one of the rows holds, row by row: the others are recorded, and
 * that one without the relay's words.
 */
async function settleAll(
  db: Db,
  edition: DeliveredEdition,
  rows: readonly SettledRow[],
  next: readonly ClaimedDelivery[],
  now: Date,
): Promise<Round> {
  try {
    return await settleOnce(db, edition, rows, next, now)
  } catch (error) {
    if (!isDataError(error)) throw error
    const [only] = rows
    if (!only || (rows.length === 1 && only.response === null)) throw error
    if (rows.length === 1) return settleAll(db, edition, [{ ...only, response: null }], next, now)
    const settled = new Set<number>()
    for (const row of rows) {
      for (const id of (await settleAll(db, edition, [row], [], now)).settled) settled.add(id)
    }
    return { settled, looked: (await settleOnce(db, edition, [], next, now)).looked }
  }
}

/** PostgreSQL's class 22: a value that it cannot hold. */
function isDataError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('22')
}

async function settleOnce(
  db: Db,
  edition: DeliveredEdition,
  settled: readonly SettledRow[],
  next: readonly ClaimedDelivery[],
  now: Date,
): Promise<Round> {
  const { partition, suffix } = partitionOf(edition)
  // The subselects around the first arrays hide their lengths from the planner. It keeps a plan only where one for these
  // very values would not seem cheaper, and a round of few messages would be planned anew each time: 0.4 ms.
  const statement = sql<Looked | { subscriberId: null; settled: number[] | null }>`
    with settled as (
      update ${partition} d set
        status = r.status,
        skip_reason = r.skip_reason,
        attempts = r.attempts,
        next_attempt_at = r.next_attempt_at,
        lane = r.lane,
        lease_until = null,
        settled_at = case when r.status in ('queued', 'deferred') then null else ${now}::timestamptz end,
        -- Replies often quote the address, so none is kept of someone who was erased meanwhile.
        response = (select r.response from subscribers s where s.id = d.subscriber_id)
      from unnest(
        (select ${settled.map((one) => one.subscriberId)}::bigint[]),
        ${settled.map((one) => one.claim)}::smallint[],
        ${settled.map((one) => one.status)}::text[],
        ${settled.map((one) => one.skipReason)}::text[],
        ${settled.map((one) => one.attempts)}::smallint[],
        ${settled.map((one) => one.nextAttemptAt?.toISOString() ?? null)}::timestamptz[],
        ${settled.map((one) => one.response)}::text[],
        ${settled.map((one) => one.lane)}::text[]
      ) as r (subscriber_id, claim, status, skip_reason, attempts, next_attempt_at, response, lane)
      where d.ctid = ${rowOf(edition)} and d.subscriber_id = r.subscriber_id and d.status = 'sending' and d.attempts = r.claim
      returning d.subscriber_id as id
    ), looked as (
      select next.id, s.paused_until, s.time_zone, case
          when x.email_key is not null then 'suppressed'
          when s.status is distinct from 'active' then 'unsubscribed'
          when e.state = 'cancelled' then 'cancelled'
          when e.state = 'paused' then 'waits'
        end as objection
      from unnest((select ${next.map((one) => one.subscriberId)}::bigint[])) as next (id)
      join editions e on e.id = ${edition.id}::bigint
      left join subscribers s on s.id = next.id
      left join suppressions x on x.email_key = s.email_key
    )
    select id as "subscriberId", objection, paused_until as "pausedUntil", time_zone as "timeZone", null::bigint[] as settled
    from looked where objection is not null or paused_until is not null
    union all select null, null, null, null, array_agg(id) from settled`
  const { rows } = await prepared(`settle-${suffix}`, statement).execute(db)
  return {
    settled: new Set(rows.flatMap((row) => (row.subscriberId === null ? (row.settled ?? []) : []))),
    looked: rows.filter((row) => row.subscriberId !== null),
  }
}

/** PostgreSQL may not know every time zone that we know, so whether a pause is over is decided here. */
type Looked = {
  subscriberId: number
  objection: Objection | null
  pausedUntil: string | null
  timeZone: string
}

/** Our side could not send it in time. Nobody bounced, and the next edition may bring its papers. */
const unsent = { status: 'skipped', skipReason: 'too late', failure: null } as const

function settledRow(
  result: Result,
  { freshUntil: until }: DeliveredEdition,
  uncertain: Uncertain,
  now: Date,
): SettledRow {
  const { id: deliveryId, subscriberId, attempts } = result.delivery
  const row = {
    subscriberId,
    claim: attempts,
    attempts,
    skipReason: null,
    nextAttemptAt: null,
    response: null,
    lane: null,
  }
  if ('isGivenBack' in result) return { ...row, status: 'queued', attempts: attempts - 1, failure: null }
  if ('skipReason' in result) {
    return { ...row, status: 'skipped', attempts: attempts - 1, skipReason: result.skipReason, failure: null }
  }
  const { outcome } = result
  const { status, next_attempt_at: nextAttemptAt } = settlementOf(attempts, outcome, {
    until,
    uncertain,
    now,
  })
  const response = `${prefixOf(outcome, status)}${outcome.response}`.slice(0, 500)
  const lane = outcome.lane ?? null
  if (status === 'too late') return { ...row, ...unsent, response, lane }
  const kind = bounceKind(status, outcome)
  const failure: RecipientFailure | null = kind && { kind, subscriberId, deliveryId, evidence: response }
  return { ...row, status, nextAttemptAt, response, lane, failure }
}

/** Tells what a later try must know: whether it may be a copy, and that a reply said nothing of this message. */
function prefixOf({ kind }: Outcome, status: string): string {
  if (kind === 'uncertain' && status === 'deferred') return inDoubt
  return kind === 'unavailable' ? ownTrouble : ''
}
