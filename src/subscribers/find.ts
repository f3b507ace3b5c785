import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Consent, SubscriberStatus } from '../store/schema.ts'
import { preferencesOf } from './columns.ts'
import type { Preferences } from './preferences.ts'

/** A subscriber with everything that is known of them. */
export type Subscriber = {
  id: number
  email: string
  status: SubscriberStatus
  preferences: Preferences
  consent: Consent | null
  createdAt: Date
  activeSince: Date | null
  unsubscribedAt: Date | null
  /** Why the address must not be mailed, or null. */
  suppression: string | null
  /** Changes with every change of their choice or status. */
  revision: number
  /** When the addresses of their private feeds were made; null where they have none. */
  feedSince: Date | null
}

/** @param emailKey as `parseAddress` gives it */
export async function findSubscriber(db: Db, emailKey: string): Promise<Subscriber | undefined> {
  const row = await selectSubscribers(db).where('email_key', '=', emailKey).executeTakeFirst()
  return row && toSubscriber(row)
}

export async function findSubscriberById(db: Db, id: number): Promise<Subscriber | undefined> {
  const row = await selectSubscribers(db).where('id', '=', id).executeTakeFirst()
  return row && toSubscriber(row)
}

/** @returns those of some keys of addresses that are subscribers, whatever their status */
export async function findKnown(db: Db, emailKeys: readonly string[]): Promise<Set<string>> {
  if (emailKeys.length === 0) return new Set()
  const rows = await db
    .selectFrom('subscribers')
    .select('email_key')
    .where('email_key', 'in', emailKeys)
    .execute()
  return new Set(rows.map((row) => row.email_key))
}

/** The ids of subscribers, by the keys of their addresses. */
export async function findIdsByKey(db: Db, emailKeys: readonly string[]): Promise<Map<string, number>> {
  if (emailKeys.length === 0) return new Map()
  const rows = await db
    .selectFrom('subscribers')
    .select(['id', 'email_key'])
    .where('email_key', 'in', emailKeys)
    .execute()
  return new Map(rows.map((row) => [row.email_key, row.id]))
}

/** The keys of subscribers' addresses, by their ids. */
export async function findEmailKeys(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('subscribers').select(['id', 'email_key']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row.email_key]))
}

/** Subscribers in the order of their ids, from after `afterId` on. A page shorter than `limit` is the last. */
export async function pageOfSubscribers(db: Db, afterId: number, limit: number): Promise<Subscriber[]> {
  const rows = await selectSubscribers(db).where('id', '>', afterId).orderBy('id').limit(limit).execute()
  return rows.map(toSubscriber)
}

/** Rows of subscribers, each with why the address must not be mailed, or null. */
export function selectSubscribers(db: Db) {
  return db
    .selectFrom('subscribers')
    .selectAll('subscribers')
    .select((eb) =>
      eb
        .selectFrom('suppressions')
        .select('reason')
        .whereRef('suppressions.email_key', '=', 'subscribers.email_key')
        .as('suppression'),
    )
}

export type SubscriberRow = Awaited<
  ReturnType<ReturnType<typeof selectSubscribers>['executeTakeFirstOrThrow']>
>

function toSubscriber(row: SubscriberRow): Subscriber {
  return {
    id: row.id,
    email: row.email,
    status: row.status,
    preferences: preferencesOf(row),
    consent: row.consent,
    createdAt: row.created_at,
    activeSince: row.active_since,
    unsubscribedAt: row.unsubscribed_at,
    suppression: row.suppression,
    revision: row.revision,
    feedSince: row.feed_since,
  }
}

/** How many subscribers have each status; those that none has are left out. */
export async function countSubscribers(db: Db): Promise<Partial<Record<SubscriberStatus, number>>> {
  const rows = await db
    .selectFrom('subscribers')
    .select((eb) => ['status', eb.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute()
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
}

/** How many active subscribers have chosen each topic, by slug. */
export async function countFollowers(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ slug: string; count: number }>`
    select slug, count(*)::integer as count from subscribers, unnest(topics) as slug
    where status = 'active' group by slug`.execute(db)
  return new Map(rows.map(({ slug, count }) => [slug, count]))
}

/** How many of those who are subscribed now began in [from, to). */
export async function countJoined(db: Db, from: Date, to: Date): Promise<number> {
  const { count } = await db
    .selectFrom('subscribers')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('status', '=', 'active')
    .where('active_since', '>=', from)
    .where('active_since', '<', to)
    .executeTakeFirstOrThrow()
  return Number(count)
}
