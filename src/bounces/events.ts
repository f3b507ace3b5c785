import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Classification } from './classify.ts'
import { mostBytes } from './read-message.ts'

/** How something came back: as a message by SMTP or IMAP, or as an event of a provider's webhook. */
export const ways = ['smtp', 'imap', 'ses', 'sendgrid', 'postmark', 'mailgun', 'brevo', 'signed'] as const
export type Way = (typeof ways)[number]

/** Something that came back, as it came. */
export type ReceivedEvent = {
  way: Way
  /** The same for the same event, however often it comes: a provider's id of it, or nothing where it has none. */
  id: string | null
  raw: Buffer
}

/**
 * Keeps what came back until it is applied. What was kept before is left as it is.
 *
 * @returns how many are new
 */
export async function keepEvents(db: Db, received: readonly ReceivedEvent[], now: Date): Promise<number> {
  const byKey = new Map(received.map((one) => [keyOf(one), one]))
  if (byKey.size === 0) return 0
  const rows = [...byKey].map(([event_key, { way, raw }]) => ({
    event_key,
    way,
    received_at: now,
    raw: raw.subarray(0, mostBytes),
  }))
  const added = await db
    .insertInto('bounce_events')
    .values(rows)
    .onConflict((conflict) => conflict.column('event_key').doNothing())
    .returning('id')
    .execute()
  return added.length
}

function keyOf({ way, id, raw }: ReceivedEvent): string {
  return `${way}:${createHash('sha256')
    .update(id ?? raw)
    .digest('hex')}`
}

/** An event that waits. */
export type WaitingEvent = { id: number; way: Way; raw: Buffer; attempts: number }

/** Holds the oldest events that wait, and that nobody else holds, until the transaction ends. */
export async function holdWaiting(trx: Db, limit: number, after: number): Promise<WaitingEvent[]> {
  const rows = await trx
    .selectFrom('bounce_events')
    .select(['id', 'way', 'raw', 'attempts'])
    .where('applied_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.map(({ way, raw, ...row }) => ({ ...row, way: wayOf(way), raw: raw ?? Buffer.alloc(0) }))
}

function wayOf(text: string): Way {
  return ways.find((way) => way === text) ?? 'signed'
}

/** Whether anything waits. */
export async function hasWaiting(db: Db): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from bounce_events where applied_at is null) as waits`.execute(db)
  return rows[0]?.waits ?? false
}

/**
 * What was done about an event.
 * - suppressed: the address is not mailed any more.
 * - counted: a soft bounce; several over weeks suppress the address.
 * - unsubscribed: their subscription has ended.
 * - told: nothing of the recipient's; where there are many, the operator is told.
 * - ignored: nothing has failed.
 * - kept: not understood, and kept for the operator with its text.
 * - not ours: it proves no message of ours, or nobody whom we know.
 */
export type Action = 'suppressed' | 'counted' | 'unsubscribed' | 'told' | 'ignored' | 'kept' | 'not ours'

/** An event with what it says, whom it is about and what was done. */
export type AppliedEvent = Omit<Classification, 'delivery'> & {
  id: number
  deliveryId: number | null
  editionId: number | null
  subscriberId: number | null
  domain: string | null
  action: Action
}

/** Records what events say and what was done. Of what was understood, the text is let go. */
export async function recordApplied(trx: Db, events: readonly AppliedEvent[], now: Date): Promise<void> {
  const column = <Value>(value: (event: AppliedEvent) => Value) => events.map(value)
  await sql`
    update bounce_events e set
      applied_at = ${now}::timestamptz, kind = r.kind, delivery_id = r.delivery_id, edition_id = r.edition_id,
      subscriber_id = r.subscriber_id, recipient = r.recipient, domain = r.domain, status = r.status,
      reason = r.reason, action = r.action, raw = case when r.action = 'kept' then e.raw end
    from unnest(
      ${column((one) => one.id)}::bigint[], ${column((one) => one.kind)}::text[],
      ${column((one) => one.deliveryId)}::bigint[], ${column((one) => one.editionId)}::bigint[],
      ${column((one) => one.subscriberId)}::bigint[], ${column((one) => storable(one.recipient, 320))}::text[],
      ${column((one) => storable(one.domain, 255))}::text[], ${column((one) => storable(one.status, 20))}::text[],
      ${column((one) => storable(one.reason, 500))}::text[], ${column((one) => one.action)}::text[]
    ) as r (id, kind, delivery_id, edition_id, subscriber_id, recipient, domain, status, reason, action)
    where e.id = r.id and e.applied_at is null`.execute(trx)
}

/** As PostgreSQL can hold it. */
function storable(text: string | null, most: number): string | null {
  return text && text.slice(0, most).toWellFormed().replaceAll('\0', '')
}

/** Counts a try that failed. After several, an event is given up and kept for the operator. */
export async function recordFailedTry(db: Db, id: number, problem: string, now: Date): Promise<void> {
  const isLast = sql<boolean>`attempts + 1 >= ${mostAttempts}`
  await db
    .updateTable('bounce_events')
    .set({
      attempts: sql`attempts + 1`,
      applied_at: sql`case when ${isLast} then ${now}::timestamptz end`,
      kind: sql`case when ${isLast} then 'unknown' end`,
      action: sql`case when ${isLast} then 'kept' end`,
      reason: sql`case when ${isLast} then ${storable(problem, 500)}::text end`,
    })
    .where('id', '=', id)
    .where('applied_at', 'is', null)
    .execute()
}

const mostAttempts = 5

/** Of messages that were not understood, this many are kept with their text, the newest. */
const mostKept = 1000

/** Deletes events that came before, and the text of the older ones that were not understood. @returns how many rows */
export async function pruneEvents(db: Db, before: Date): Promise<number> {
  await sql`
    update bounce_events set raw = null
    where raw is not null and applied_at is not null and id < (
      select min(id) from (
        select id from bounce_events where raw is not null and applied_at is not null order by id desc limit ${mostKept}
      ) newest
    )`.execute(db)
  const { numDeletedRows } = await db
    .deleteFrom('bounce_events')
    .where('received_at', '<', before)
    .where('applied_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Lets go of everything that events hold of some people; their counts stay. */
export async function eraseFromEvents(
  trx: Db,
  subscriberIds: readonly number[],
  emailKeys: readonly string[],
): Promise<void> {
  await sql`
    update bounce_events set raw = null, recipient = null, reason = null, subscriber_id = null
    where applied_at is not null
      and (subscriber_id = any(${subscriberIds}::bigint[]) or recipient = any(${emailKeys}::text[]))`.execute(
    trx,
  )
}
