import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { DeliveryConfig } from '../config/config.ts'
import { giveUpAfterMs } from '../ledger/delivery.ts'
import { settlementOf } from '../ledger/settlement.ts'
import { complaintReason } from '../subscribers/suppress.ts'
import type { Outcome } from '../smtp/outcome.ts'
import type { Db } from '../store/open.ts'
import type { Cadence, Language, MailKind } from '../store/schema.ts'

/** Whom a mail goes to, and what it says of their choice. */
export type Recipient = {
  id: number
  email: string
  topics: string[]
  cadence: Cadence
  hour: number
  timeZone: string
  language: Language
  /** What they typed, in mails that ask to confirm it. */
  keywords?: readonly string[]
  authors?: readonly string[]
  organizations?: readonly string[]
}

/** A mail that is ours to send, until its lease ends. */
export type ClaimedMail = {
  id: number
  kind: MailKind
  /** Null in mails to the operator. */
  recipient: Recipient | null
  payload: unknown
  attempts: number
  createdAt: Date
  /** The message's name and the key that signs it: both the same at every try. */
  messageKey: string
  keyId: string
}

/**
 * Takes a mail, or settles it as failed where it must not go out any more.
 *
 * @param signingKeyId of the key that signs, unless the mail was tried before
 * @returns undefined where another worker has it, or it is not due or settled already
 */
export async function claimMail(
  db: Db,
  mailId: number,
  { signingKeyId, leaseMs, now }: { signingKeyId: string; leaseMs: number; now: Date },
): Promise<ClaimedMail | undefined> {
  const randomPart = `-${randomBytes(4).toString('hex')}`
  const { rows } = await sql<ClaimedMail & { status: string }>`
    with open as (
      select m.id,
        case when s.id is not null then jsonb_build_object(
          'id', s.id, 'email', s.email, 'topics', s.topics, 'cadence', s.cadence, 'hour', s.hour,
          'timeZone', s.time_zone, 'language', s.language
        ) end as recipient,
        case
          when exists (
            select from suppressions
            where email_key = s.email_key and not (m.kind = 'confirm' and reason = ${complaintReason})
          ) then 'the address is suppressed'
          when m.kind = 'goodbye' and s.status <> 'unsubscribed' then 'they have come back'
          when m.kind = 'restored' and s.status <> 'active' then 'they have left again'
          when m.kind = 'quiet' and (s.status <> 'active' or not s.with_quiet_mail or s.paused_until > ${now}::date)
            then 'they do not want it any more'
        end as refusal
      from outbox m left join subscribers s on s.id = m.subscriber_id
      where m.id = ${mailId} and (m.status = 'queued' or (m.status = 'deferred' and m.next_attempt_at <= ${now}))
      for update of m skip locked
    )
    update outbox m set
      status = case when refusal is null then 'sending' else 'failed' end,
      response = refusal,
      settled_at = case when refusal is not null then ${now}::timestamptz end,
      attempts = m.attempts + 1,
      -- What a version without the random part has tried keeps its name.
      message_key = coalesce(
        m.message_key, case when m.attempts = 0 then 't' || m.id || ${randomPart}::text else 't' || m.id end
      ),
      key_id = coalesce(m.key_id, ${signingKeyId}),
      lease_until = ${new Date(now.getTime() + leaseMs)}::timestamptz
    from open
    where m.id = open.id
    returning m.id, m.kind, m.status, open.recipient, m.payload, m.attempts, m.created_at as "createdAt",
      m.message_key as "messageKey", m.key_id as "keyId"`.execute(db)
  return rows.find((row) => row.status === 'sending')
}

/** Keeps a claim while its mail is being sent, unless another worker has it by now. */
export async function renewMail(db: Db, { id, attempts }: ClaimedMail, leaseUntil: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ lease_until: leaseUntil })
    .where('id', '=', id)
    .where('status', '=', 'sending')
    .where('attempts', '=', attempts)
    .execute()
}

/**
 * Records what became of a try, unless the claim was lost to another worker meanwhile.
 *
 * @returns the mail's state now
 */
export async function settleMail(
  db: Db,
  mail: ClaimedMail,
  outcome: Outcome,
  { uncertain, now }: Pick<DeliveryConfig, 'uncertain'> & { now: Date },
) {
  const until = new Date(mail.createdAt.getTime() + giveUpAfterMs)
  const { status, ...times } = settlementOf(mail.attempts, outcome, { until, uncertain, now })
  const settled = { ...times, status: status === 'too late' ? ('failed' as const) : status }
  await db
    .updateTable('outbox')
    .set(settled)
    .set({ response: outcome.response.slice(0, 500), lease_until: null })
    .where('id', '=', mail.id)
    .where('status', '=', 'sending')
    .where('attempts', '=', mail.attempts)
    .execute()
  return settled.status
}

/** Younger rows are most likely on their way already. */
const graceMs = 30_000

/** Gives back the mails of workers that died: those whose lease has ended. */
export async function releaseExpiredMails(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ status: 'queued', lease_until: null })
    .where('status', '=', 'sending')
    .where('lease_until', '<', now)
    .execute()
}

/** Mails that no job may be working on: not sent for half a minute, or due to be tried again. */
export async function findUnsentMails(db: Db, now: Date): Promise<number[]> {
  const mails = await db
    .selectFrom('outbox')
    .select('id')
    .where((row) =>
      row.or([
        row.and([row('status', '=', 'queued'), row('created_at', '<', new Date(now.getTime() - graceMs))]),
        row.and([row('status', '=', 'deferred'), row('next_attempt_at', '<=', now)]),
      ]),
    )
    .execute()
  return mails.map((mail) => mail.id)
}

/** All single mails to a subscriber, the oldest first. */
export function mailsTo(db: Db, subscriberId: number) {
  return db
    .selectFrom('outbox')
    .select(['kind', 'status', 'payload', 'created_at', 'settled_at', 'response'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute()
}

/** Whom mails were to, by the keys of their messages, as `t7-08d1e5c7`; mails to the operator are not among them. */
export async function findMailRecipients(
  db: Db,
  keys: readonly string[],
): Promise<Map<string, number | null>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .selectFrom('outbox')
    .select(['message_key', 'subscriber_id'])
    .where(
      'id',
      'in',
      keys.map((key) => Number.parseInt(key.slice(1), 10)),
    )
    .where('message_key', 'in', keys)
    .execute()
  return new Map(
    rows.flatMap(({ message_key: key, subscriber_id: id }) => (key === null ? [] : [[key, id] as const])),
  )
}

/** Deletes mails that were settled before. @returns how many */
export async function pruneMails(db: Db, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('outbox')
    .where('settled_at', '<', before)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
