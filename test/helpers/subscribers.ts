import { pino } from 'pino'
import { answerRequests, type Answer } from '../../src/outbox/answer-requests.ts'
import type { Db } from '../../src/store/open.ts'
import { addSubscriber } from '../../src/subscribers/add.ts'
import type { Address } from '../../src/subscribers/address.ts'
import type { PreferenceInput, Preferences } from '../../src/subscribers/preferences.ts'
import { saveRequest } from '../../src/subscribers/subscription-requests.ts'

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
  return idOf(db, result.address.emailKey)
}

/** The id of the subscriber with this address. */
export async function idOf(db: Db, emailKey: string): Promise<number> {
  const row = db.selectFrom('subscribers').select('id').where('email_key', '=', emailKey)
  return (await row.executeTakeFirstOrThrow()).id
}

/** Asks for a subscription as the form does, and answers as a worker does. */
export async function subscribe(
  db: Db,
  address: Address,
  preferences: Preferences,
  now: Date,
  secretKeys: readonly [string, ...string[]],
): Promise<Answer | undefined> {
  const id = await saveRequest(db, address, preferences, now)
  const deps = { db, clock: () => now, logger: pino({ level: 'silent' }), config: { secretKeys } }
  return (await answerRequests(deps, id)).at(-1)
}
