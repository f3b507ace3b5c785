import type { Db } from '../../src/store/open.ts'
import { addSubscriber } from '../../src/subscribers/add.ts'
import type { PreferenceInput } from '../../src/subscribers/preferences.ts'

/** Adds an active subscriber. @returns their id */
export async function addActive(
  db: Db,
  email: string,
  preferences: PreferenceInput = {},
  now = new Date('2026-05-01T00:00:00Z'),
): Promise<number> {
  const result = await addSubscriber(db, email, preferences, now, [
    'a key of tests for addresses that were erased',
  ])
  if (result.outcome !== 'imported') throw new Error(`${email}: ${JSON.stringify(result)}`)
  const { id } = await db
    .selectFrom('subscribers')
    .select('id')
    .where('email_key', '=', result.address.emailKey)
    .executeTakeFirstOrThrow()
  return id
}
