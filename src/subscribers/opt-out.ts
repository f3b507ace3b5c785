import { sql } from 'kysely'
import { inTransaction, type Db } from '../store/open.ts'
import type { ConsentedSubscriber } from './add.ts'
import { preferenceColumns } from './columns.ts'
import { findErased } from './erasure-record.ts'
import { defaultPreferences } from './preferences.ts'

/** A person who has left elsewhere, or whose address takes no mail: then with why it is suppressed. */
export type OptOut = ConsentedSubscriber & { suppression: string | null }

/**
 * Records that people must not be mailed, also those who are not known here: a later import of a bare list would
 * otherwise take them in. They can come back by their own double opt-in, unless suppressed, also by one that they have
 * asked for already. Of someone who was erased nothing is recorded: no import brings them back anyway.
 *
 * @param batch no address twice
 * @returns the keys of those who have been mailed from here until now
 */
export async function recordOptOuts(
  db: Db,
  batch: readonly OptOut[],
  now: Date,
  secretKeys: readonly string[],
): Promise<Set<string>> {
  const keys = batch.map(({ address }) => address.emailKey)
  const erased = await findErased(db, secretKeys, keys)
  const given = batch.filter(({ address }) => !erased.has(address.emailKey))
  if (given.length === 0) return new Set()
  return inTransaction(db, async (trx) => {
    const mailed = await trx
      .selectFrom('subscribers')
      .select('email_key')
      .where('email_key', 'in', keys)
      .where('status', '=', 'active')
      .where('email_key', 'not in', (query) => query.selectFrom('suppressions').select('email_key'))
      .execute()
    await suppressGiven(trx, given, now)
    const left = given.filter(({ suppression }) => suppression === null)
    if (left.length > 0)
      await trx
        .updateTable('subscribers')
        .set({
          status: 'unsubscribed',
          // The link to confirm a request stays good, because it was made after that day.
          unsubscribed_at: sql`case status when 'pending' then created_at else ${now}::timestamptz end`,
          active_since: null,
          unsubscribe_reason: null,
        })
        .where(
          'email_key',
          'in',
          left.map(({ address }) => address.emailKey),
        )
        .where('status', '<>', 'unsubscribed')
        .execute()
    await trx
      .insertInto('subscribers')
      .values(given.map((one) => toRow(one, now)))
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .execute()
    return new Set(mailed.map((row) => row.email_key))
  })
}

async function suppressGiven(trx: Db, given: readonly OptOut[], now: Date): Promise<void> {
  const rows = given.flatMap(({ address, suppression }) =>
    suppression === null ? [] : [{ email_key: address.emailKey, reason: suppression, created_at: now }],
  )
  if (rows.length === 0) return
  await trx
    .insertInto('suppressions')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function toRow({ address, preferences }: OptOut, now: Date) {
  return {
    email: address.email,
    email_key: address.emailKey,
    ...preferenceColumns({ ...defaultPreferences, ...preferences }),
    status: 'unsubscribed' as const,
    created_at: now,
    unsubscribed_at: now,
  }
}
