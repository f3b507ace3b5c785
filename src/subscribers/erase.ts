import { inTransaction, type Db } from '../store/open.ts'
import { erasureRecord } from './erasure-record.ts'
import { eraseRequests } from './subscription-requests.ts'

/**
 * Erases a subscriber from the tables of this folder. That they must not be mailed stays, as a keyed hash.
 *
 * @returns false where there is no such subscriber (any more)
 */
export async function eraseSubscriber(
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
    const kept = { suppression: suppressed?.reason ?? null, erased_at: now, cleaned_at: null }
    await trx
      .insertInto('erased_addresses')
      .values({ ...erasureRecord(secretKeys, emailKey), ...kept })
      .onConflict((conflict) => conflict.column('hash').doUpdateSet(kept))
      .execute()
    return true
  })
}
