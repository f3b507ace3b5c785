import { inTransaction, type Db } from '../store/open.ts'
import { erasureRecord } from './erasure-record.ts'
import { eraseRequests } from './subscription-requests.ts'

/**
 * Erases a person: afterwards no table holds their address. Editions keep their counts, because deliveries stay as
 * numbers without papers or answers; that they are not to be mailed stays too, as a keyed hash.
 *
 * Messages that are already queued find nobody to go to, and are skipped.
 *
 * @returns false where there is nobody (any more)
 */
export async function erase(
  db: Db,
  secretKeys: readonly [string, ...string[]],
  subscriberId: number,
  now: Date,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const subscriber = await trx
      .deleteFrom('subscribers')
      .where('id', '=', subscriberId)
      .returning('email_key')
      .executeTakeFirst()
    if (!subscriber) return false
    const { email_key: emailKey } = subscriber
    await eraseRequests(trx, emailKey)
    const suppressed = await trx
      .deleteFrom('suppressions')
      .where('email_key', '=', emailKey)
      .returning('reason')
      .executeTakeFirst()
    const kept = { suppression: suppressed?.reason ?? null, erased_at: now }
    await trx
      .insertInto('erased_addresses')
      .values({ ...erasureRecord(secretKeys, emailKey), ...kept })
      .onConflict((conflict) => conflict.column('hash').doUpdateSet(kept))
      .execute()
    // What relays answer often quotes the address.
    await trx
      .updateTable('deliveries')
      .set({ selection: '[]', response: null })
      .where('subscriber_id', '=', subscriberId)
      .execute()
    return true
  })
}
