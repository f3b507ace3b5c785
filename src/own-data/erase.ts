import { eraseFromEvents } from '../bounces/events.ts'
import { eraseSubscriber as eraseFromLedger } from '../ledger/history.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { eraseSubscriber } from '../subscribers/erase.ts'
import { findEmailKeys } from '../subscribers/find.ts'

/**
 * Erases a person: afterwards no table holds their address. Editions keep their counts, because deliveries stay as
 * numbers without papers or replies; that they must not be mailed stays too, as a keyed hash.
 *
 * Messages that are queued already find no subscriber, and are skipped.
 *
 * @returns false where there is no such subscriber (any more)
 */
export async function erase(
  db: Db,
  secretKeys: readonly [string, ...string[]],
  subscriberId: number,
  now: Date,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const emailKey = (await findEmailKeys(trx, [subscriberId])).get(subscriberId) ?? null
    if (!(await eraseSubscriber(trx, secretKeys, subscriberId, now))) return false
    await eraseFromLedger(trx, subscriberId)
    await eraseFromEvents(trx, subscriberId, emailKey)
    return true
  })
}
