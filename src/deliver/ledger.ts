import { sql } from 'kysely'
import { recordBounces } from '../bounces/record-bounces.ts'
import { pauseAt } from '../select/due.ts'
import type { Db } from '../store/open.ts'
import type { Language, Selection, SkipReason, SubscriberStatus } from '../store/schema.ts'
import { bounceKind, retryDelayMs, type Outcome } from './outcome.ts'

/** A delivery that this worker alone may send until its lease ends. */
export type ClaimedDelivery = {
  id: number
  editionId: number
  subscriberId: number
  email: string
  timeZone: string
  cadence: 'daily' | 'weekdays' | 'weekly'
  language: Language
  selection: Selection
  attempts: number
  composedAt: Date
}

/** After this long without an outcome a claim is taken for dead, and the delivery is claimed again. */
export const leaseMs = 5 * 60_000
/** A relay that has not taken a message for a day will not; and the digest is stale by then. */
export const giveUpAfterMs = 24 * 3_600_000

/**
 * Claims deliveries of a range that wait to be sent. Who has unsubscribed or was suppressed since their papers were
 * picked is settled as skipped here, and not returned.
 */
export async function claimDeliveries(
  db: Db,
  editionId: number,
  rangeNo: number,
  limit: number,
  now: Date,
): Promise<{ claimed: ClaimedDelivery[]; skipped: number }> {
  const { rows } = await sql<ClaimedDelivery & { status: string }>`
    with open as (
      select d.id, s.email, s.time_zone, s.cadence, s.language,
        case
          when exists (select from suppressions where email_key = s.email_key) then 'suppressed'
          when s.status is distinct from 'active' then 'unsubscribed'
          when e.state = 'cancelled' then 'cancelled'
        end as skip_reason
      from deliveries d join editions e on e.id = d.edition_id left join subscribers s on s.id = d.subscriber_id
      where d.edition_id = ${editionId} and d.range_no = ${rangeNo}
        and e.state <> 'paused'
        and (d.status = 'queued' or (d.status = 'deferred' and d.next_attempt_at <= ${now}))
      order by d.id
      limit ${limit}
      for update of d skip locked
    )
    update deliveries d set
      status = case when open.skip_reason is null then 'sending' else 'skipped' end,
      skip_reason = open.skip_reason,
      attempts = d.attempts + case when open.skip_reason is null then 1 else 0 end,
      lease_until = case when open.skip_reason is null then ${new Date(now.getTime() + leaseMs)}::timestamptz end,
      settled_at = case when open.skip_reason is null then null else ${now}::timestamptz end
    from open
    where d.id = open.id
    returning d.id, d.edition_id as "editionId", d.subscriber_id as "subscriberId", open.email, d.status,
      open.time_zone as "timeZone", open.cadence, open.language, d.selection, d.attempts, d.composed_at as "composedAt"`.execute(
    db,
  )
  const claimed = rows.filter((row) => row.status === 'sending')
  return { claimed: claimed.sort((a, b) => a.id - b.id), skipped: rows.length - claimed.length }
}

/**
 * Asked once more right before the message goes out, since a claim may be some seconds old.
 * Who no longer wants it is settled as skipped.
 *
 * @returns false where it must not be sent
 */
export async function isStillWanted(db: Db, delivery: ClaimedDelivery, now: Date): Promise<boolean> {
  const subscriber = await db
    .selectFrom('subscribers')
    .leftJoin('suppressions', 'suppressions.email_key', 'subscribers.email_key')
    .select(['status', 'reason', 'paused_until', 'time_zone'])
    .where('subscribers.id', '=', delivery.subscriberId)
    .executeTakeFirst()
  const skipReason = whyUnwanted(subscriber, now)
  if (skipReason === null) return true
  await db
    .updateTable('deliveries')
    .set({ status: 'skipped', skip_reason: skipReason, settled_at: now, lease_until: null })
    .where('id', '=', delivery.id)
    .where('status', '=', 'sending')
    .execute()
  return false
}

/** @param subscriber undefined where they were erased; `reason` says why the address is suppressed, if it is */
function whyUnwanted(
  subscriber:
    | { status: SubscriberStatus; reason: string | null; paused_until: string | null; time_zone: string }
    | undefined,
  now: Date,
): SkipReason | null {
  if (subscriber?.reason) return 'suppressed'
  if (subscriber?.status !== 'active') return 'unsubscribed'
  const { paused_until: pausedUntil, time_zone: timeZone } = subscriber
  return pauseAt({ pausedUntil, timeZone }, now) === null ? null : 'paused'
}

/**
 * Records what became of a claimed delivery, and what that says of its recipient. A claim that was lost to another
 * worker meanwhile is left alone.
 */
export async function settleDelivery(
  db: Db,
  delivery: Pick<ClaimedDelivery, 'id' | 'subscriberId' | 'attempts' | 'composedAt'>,
  outcome: Outcome,
  now: Date,
): Promise<void> {
  const settled = settlementOf(delivery.attempts, delivery.composedAt, outcome, now)
  await db
    .updateTable('deliveries')
    .set({ ...settled, lease_until: null, response: keptResponse(outcome) })
    .where('id', '=', delivery.id)
    .where('status', '=', 'sending')
    .where('attempts', '=', delivery.attempts)
    .execute()
  const kind = bounceKind(settled.status, outcome)
  if (kind)
    await recordBounces(db, [{ kind, subscriberId: delivery.subscriberId, deliveryId: delivery.id }], now)
}

/** Answers often quote the address: of someone who was erased while the message was on its way, none is kept. */
function keptResponse({ response }: Outcome) {
  return sql<string | null>`(
    select ${response.slice(0, 500)}::text from subscribers where id = deliveries.subscriber_id
  )`
}

/** The state that follows from an outcome, for deliveries and transactional mails alike. */
export function settlementOf(attempts: number, since: Date, outcome: Outcome, now: Date) {
  const isTooLate = now.getTime() - since.getTime() > giveUpAfterMs
  if (mayRetry(outcome, attempts) && !isTooLate) {
    const next = outcome.notBefore ?? new Date(now.getTime() + retryDelayMs(attempts))
    return { status: 'deferred', next_attempt_at: next, settled_at: null } as const
  }
  const { kind } = outcome
  const status = kind === 'submitted' || kind === 'uncertain' ? kind : 'failed'
  return { status, next_attempt_at: null, settled_at: now } as const
}

/** What may have been taken is sent once more, the same to the byte, as every mail server does. */
function mayRetry(outcome: Outcome, attempts: number): boolean {
  if (outcome.kind === 'uncertain') return attempts < 2
  return outcome.kind === 'deferred' || outcome.kind === 'unavailable'
}
