import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { TransactionalKind } from '../store/schema.ts'

export const dayMs = 24 * 3_600_000

/**
 * Promises a mail to a subscriber, unless one of its kind was promised after `since`. The caller holds their row.
 *
 * @returns the row of `transactional_mails` to remind the queue of, or null where there is none to send
 */
export async function requestMail(
  trx: Db,
  subscriberId: number,
  kind: TransactionalKind,
  since: Date,
  now: Date,
): Promise<number | null> {
  const recent = trx
    .selectFrom('transactional_mails')
    .select('id')
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', kind)
    .where('created_at', '>', since)
  const mail = await trx
    .insertInto('transactional_mails')
    .columns(['kind', 'subscriber_id', 'created_at'])
    .expression(
      trx
        .selectNoFrom([
          sql<TransactionalKind>`${kind}::text`.as('kind'),
          sql<number>`${subscriberId}::bigint`.as('subscriber_id'),
          sql<Date>`${now}::timestamptz`.as('created_at'),
        ])
        .where((eb) => eb.not(eb.exists(recent))),
    )
    .returning('id')
    .executeTakeFirst()
  return mail?.id ?? null
}

/**
 * A mail that someone asks for on their own pages: by a link that may have been forwarded, so it goes to the address
 * and nowhere else, and once a day.
 */
export async function requestOwnMail(
  db: Db,
  subscriberId: number,
  kind: Exclude<TransactionalKind, 'confirm'>,
  now: Date,
): Promise<number | null> {
  return db.transaction().execute(async (trx) => {
    const subscriber = await trx
      .selectFrom('subscribers')
      .select('id')
      .where('id', '=', subscriberId)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!subscriber) return null
    return requestMail(trx, subscriberId, kind, new Date(now.getTime() - dayMs), now)
  })
}
