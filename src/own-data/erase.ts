import { eraseFromEvents } from '../bounces/events.ts'
import { eraseSubscriber as eraseFromLedger } from '../ledger/history.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { eraseSubscriber } from '../subscribers/erase.ts'
import { findEmailKeys } from '../subscribers/find.ts'
import { deleteUnconfirmed } from '../subscribers/unconfirmed.ts'

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
    const emailKeys = await findEmailKeys(trx, [subscriberId])
    if (!(await eraseSubscriber(trx, secretKeys, subscriberId, now))) return false
    await eraseFromLedger(trx, subscriberId)
    await eraseFromEvents(trx, [subscriberId], [...emailKeys.values()])
    return true
  })
}

/** Erases everyone whose address was not confirmed in a month, with what came back of the mails to them. @returns how many */
export async function forgetUnconfirmed(db: Db, now: Date): Promise<number> {
  return inTransaction(db, async (trx) => {
    const forgotten = await deleteUnconfirmed(trx, now)
    const emailKeys = forgotten.map((one) => one.email_key)
    if (forgotten.length > 0)
      await eraseFromEvents(
        trx,
        forgotten.map((one) => one.id),
        emailKeys,
      )
    return forgotten.length
  })
}
