import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Address } from './address.ts'
import { preferenceColumns } from './columns.ts'
import { hashAddress } from './erasure-record.ts'
import type { Preferences } from './preferences.ts'
import { complaintReason } from './suppress.ts'

/** Why an address must not be mailed: it is suppressed now, or was when it was erased; null where it may be. */
export async function findSuppression(
  db: Db,
  emailKey: string,
  secretKeys: readonly string[],
): Promise<string | null> {
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
    .execute()
  // A complaint counts least: its owner may take it back.
  const lasting = found.find(({ reason }) => reason !== complaintReason)
  return (lasting ?? found[0])?.reason ?? null
}

/** Holds a subscriber's row until the transaction ends. @returns false where there is nobody */
export async function lockSubscriber(trx: Db, subscriberId: number): Promise<boolean> {
  const row = await trx
    .selectFrom('subscribers')
    .select('id')
    .where('id', '=', subscriberId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Finds the row, or makes one that is pending, and holds it: of two requests at the same time, the second waits and sees the
 * first's mail. Whoever is known keeps what they have chosen: anyone can ask for any address.
 */
export async function holdSubscriber(trx: Db, address: Address, preferences: Preferences, now: Date) {
  const asked = { email: address.email, ...preferenceColumns(preferences) }
  return trx
    .insertInto('subscribers')
    .values({ ...asked, email_key: address.emailKey, status: 'pending', created_at: now })
    .onConflict((conflict) =>
      // Changes nothing, but returns and locks the row.
      conflict.column('email_key').doUpdateSet((row) => ({ email_key: row.ref('subscribers.email_key') })),
    )
    .returning(['id', 'status', 'unsubscribed_at'])
    .executeTakeFirstOrThrow()
}
