import type { Db } from '../store/open.ts'
import type { Address } from './address.ts'
import { toInput, type PreferenceInput, type Preferences } from './preferences.ts'

/** What someone asked for by the form: the address may be another's. */
export type SubscriptionRequest = {
  id: number
  address: Address
  /** They were valid when they were asked for, perhaps by an earlier version. */
  input: PreferenceInput
  createdAt: Date
}

/**
 * Keeps a request. It is one statement, the same for every address: what is known of it is looked up by a worker later.
 *
 * @returns the request's id, to remind the queue of
 */
export async function saveRequest(
  db: Db,
  { email, emailKey }: Address,
  preferences: Preferences,
  now: Date,
): Promise<number> {
  const values = {
    email,
    email_key: emailKey,
    preferences: JSON.stringify(toInput(preferences)),
    created_at: now,
  }
  const row = await db
    .insertInto('subscription_requests')
    .values(values)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/**
 * Deletes and returns all requests for the address of one of them, the oldest first. A worker that takes them at the
 * same time waits until the caller's transaction ends, and finds none.
 */
export async function takeRequests(trx: Db, requestId: number): Promise<SubscriptionRequest[]> {
  const rows = await trx
    .deleteFrom('subscription_requests')
    .where('email_key', '=', (query) =>
      query
        .selectFrom('subscription_requests as one')
        .select('one.email_key')
        .where('one.id', '=', requestId),
    )
    .returningAll()
    .execute()
  return rows
    .map(({ id, email, email_key: emailKey, preferences, created_at: createdAt }) => ({
      id,
      address: { email, emailKey },
      input: preferences,
      createdAt,
    }))
    .sort((a, b) => a.id - b.id)
}

/** The first request for each address that has waited since before. No job may be working on it. */
export async function findWaitingRequests(db: Db, before: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('subscription_requests')
    .select((row) => row.fn.min('id').as('id'))
    .where('created_at', '<', before)
    .groupBy('email_key')
    .execute()
  return rows.map(({ id }) => id)
}

/** Deletes the requests that no worker has answered in time. @returns how many */
export async function pruneRequests(db: Db, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('subscription_requests')
    .where('created_at', '<', before)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Deletes what waits for an address. */
export async function eraseRequests(db: Db, emailKey: string): Promise<void> {
  await db.deleteFrom('subscription_requests').where('email_key', '=', emailKey).execute()
}

/** What waits for an address, the oldest first. */
export async function requestsOf(db: Db, emailKey: string) {
  return db
    .selectFrom('subscription_requests')
    .select(['preferences', 'created_at'])
    .where('email_key', '=', emailKey)
    .orderBy('id')
    .execute()
}
