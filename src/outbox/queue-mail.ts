import { sql } from 'kysely'
import type { DeliveryConfig, MailConfig } from '../config/config.ts'
import type { Rendered } from '../render/digest-email.ts'
import type { Db } from '../store/open.ts'
import type { SubscriberMailKind } from '../store/schema.ts'
import { lockSubscriber } from '../subscribers/subscribe.ts'
import type { ConfirmMail } from './asked.ts'
import type { OperatorMail, QuietMail } from './content.ts'

export const dayMs = 24 * 3_600_000

/**
 * Adds a mail to a subscriber, unless one of its kind was added after `since`. The caller holds their row.
 *
 * @param payload what the mail says beside what is known of them when it is sent
 * @returns the row to remind the queue of, or null where nothing is to be sent
 */
export async function queueMail(
  trx: Db,
  subscriberId: number,
  kind: SubscriberMailKind,
  { since, now, payload: said }: { since: Date; now: Date; payload?: ConfirmMail | QuietMail },
): Promise<number | null> {
  const payload = said === undefined ? null : JSON.stringify(said)
  const recent = trx
    .selectFrom('outbox')
    .select('id')
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', kind)
    .where('created_at', '>', since)
  const mail = await trx
    .insertInto('outbox')
    .columns(['kind', 'subscriber_id', 'payload', 'created_at'])
    .expression(
      trx
        .selectNoFrom([
          sql<SubscriberMailKind>`${kind}::text`.as('kind'),
          sql<number>`${subscriberId}::bigint`.as('subscriber_id'),
          sql<string>`${payload}::jsonb`.as('payload'),
          sql<Date>`${now}::timestamptz`.as('created_at'),
        ])
        .where((eb) => eb.not(eb.exists(recent))),
    )
    .returning('id')
    .executeTakeFirst()
  return mail?.id ?? null
}

/**
 * Adds a mail that someone asks for on their own pages: by a link that may have been forwarded, so it goes to the
 * address and nowhere else, and once a day.
 *
 * @returns the row to remind the queue of, or null where nothing is to be sent
 */
export async function queueOwnMail(
  db: Db,
  subscriberId: number,
  kind: Exclude<SubscriberMailKind, 'confirm' | 'quiet'>,
  now: Date,
): Promise<number | null> {
  return db.transaction().execute(async (trx) => {
    if (!(await lockSubscriber(trx, subscriberId))) return null
    return queueMail(trx, subscriberId, kind, { since: new Date(now.getTime() - dayMs), now })
  })
}

export type OperatorConfig = {
  mail: Pick<MailConfig, 'operatorEmail'>
  delivery: Pick<DeliveryConfig, 'lanes'>
}

/** Where mails to the operator go: to their address, in the built-in inbox's size into the inbox, or nowhere. */
export function operatorAddress({ mail, delivery }: OperatorConfig): string | null {
  return mail.operatorEmail ?? (delivery.lanes.length === 0 ? 'operator@localhost.localdomain' : null)
}

/**
 * Adds a mail to the operator.
 *
 * @param dedupKey what it is about, e.g. `digest failed huggingface 2026-05-20`: the same thing is told once
 * @returns the row to remind the queue of, or null where there is nobody to tell or they were told
 */
export async function queueOperatorMail(
  db: Db,
  config: OperatorConfig,
  dedupKey: string,
  { subject, html, text }: Rendered,
  now: Date,
): Promise<number | null> {
  if (operatorAddress(config) === null) return null
  const payload: OperatorMail = { subject, html, text }
  const row = await db
    .insertInto('outbox')
    .values({ kind: 'operator', dedup_key: dedupKey, payload: JSON.stringify(payload), created_at: now })
    .onConflict((conflict) => conflict.column('dedup_key').where('dedup_key', 'is not', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** Whether a mail to the operator was added under this key before, as far as mails are kept. */
export async function isOperatorTold(db: Db, dedupKey: string): Promise<boolean> {
  const row = await db.selectFrom('outbox').select('id').where('dedup_key', '=', dedupKey).executeTakeFirst()
  return row !== undefined
}
