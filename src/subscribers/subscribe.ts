import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Address } from './address.ts'
import { preferenceColumns } from './columns.ts'
import { hashAddress } from './erasure-record.ts'
import type { Preferences } from './preferences.ts'
import { dayMs, requestMail } from './request-mail.ts'

/** What was put in the way for an address. For the caller and the log, never for the page: it tells who is known. */
export type SubscribeOutcome = {
  outcome: 'confirm' | 'manage' | 'mailed already' | 'suppressed'
  /** Rows of `transactional_mails` to remind the queue of. */
  mailIds: number[]
}

/**
 * Takes a request from someone who typed an address, which may be another's: all that follows is one mail to it.
 *
 * An active subscriber is mailed a link to the preferences instead, and nothing of theirs changes. At most one mail
 * of a kind goes to an address in a day, so that the form cannot be used to flood someone. Leaving starts that day
 * anew: only the owner can leave, and may want to come back at once.
 */
export async function subscribe(
  db: Db,
  address: Address,
  preferences: Preferences,
  now: Date,
  secretKeys: readonly string[],
): Promise<SubscribeOutcome> {
  if (await isSuppressed(db, address.emailKey, secretKeys)) return { outcome: 'suppressed', mailIds: [] }
  return db.transaction().execute(async (trx) => {
    const subscriber = await holdSubscriber(trx, address, preferences, now)
    const kind = subscriber.status === 'active' ? 'manage' : 'confirm'
    const since = new Date(Math.max(now.getTime() - dayMs, subscriber.unsubscribed_at?.getTime() ?? 0))
    const mailId = await requestMail(trx, subscriber.id, kind, since, now)
    return mailId === null ? { outcome: 'mailed already', mailIds: [] } : { outcome: kind, mailIds: [mailId] }
  })
}

/** Suppressed now, or when the address was erased. */
async function isSuppressed(db: Db, emailKey: string, secretKeys: readonly string[]): Promise<boolean> {
  const hashes = secretKeys.map((key) => hashAddress(key, emailKey))
  const found = await db
    .selectFrom('suppressions')
    .select('reason')
    .where('email_key', '=', emailKey)
    .unionAll(
      db
        .selectFrom('erased_addresses')
        .select(sql<string>`suppression`.as('reason'))
        .where('hash', 'in', hashes)
        .where('suppression', 'is not', null),
    )
    .executeTakeFirst()
  return found !== undefined
}

/**
 * Finds or makes the row, and holds it: of two requests at the same time, the second waits and sees the first's mail.
 * Someone who is active keeps what they have chosen.
 */
async function holdSubscriber(db: Db, address: Address, preferences: Preferences, now: Date) {
  const asked = { email: address.email, ...preferenceColumns(preferences) }
  return db
    .insertInto('subscribers')
    .values({ ...asked, email_key: address.emailKey, status: 'pending', created_at: now })
    .onConflict((conflict) =>
      conflict.column('email_key').doUpdateSet(
        Object.fromEntries(
          Object.keys(asked).map((name) => {
            const [known, given] = [sql.ref(`subscribers.${name}`), sql.ref(`excluded.${name}`)]
            return [name, sql`case subscribers.status when 'active' then ${known} else ${given} end`]
          }),
        ),
      ),
    )
    .returning(['id', 'status', 'unsubscribed_at'])
    .executeTakeFirstOrThrow()
}
