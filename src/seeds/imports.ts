import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../store/open.ts'
import { Lookup, SeedEntry, SeedProblem, type SeedList } from './entry.ts'

/** A list of a subscriber: how far it is looked up, and what could not be found. */
export type SeedImport = {
  /** True while a job works on it or will. */
  isWaiting: boolean
  /** Papers and libraries of the list. */
  total: number
  /** Of them, how many are done with. */
  done: number
  /** How many papers were added. */
  added: number
  problems: SeedProblem[]
  startedAt: Date
}

const Waiting = z.object({ entries: z.array(SeedEntry), lookups: z.array(Lookup) })
/** What is still to be looked up. */
export type Waiting = z.infer<typeof Waiting>

const Problems = z.array(SeedProblem)
/** Longer than any request of a job takes, retries included; it is renewed with each step. */
const leaseMs = 10 * 60_000

/**
 * Keeps a list for a job to look up. It replaces the one before, if that is done.
 *
 * @returns false where the one before is not done, and nothing was changed
 */
export async function saveImport(db: Db, subscriberId: number, list: SeedList, now: Date): Promise<boolean> {
  const { entries, lookups, problems } = list
  const isEmpty = entries.length + lookups.length === 0
  const row = {
    waiting: isEmpty ? null : JSON.stringify({ entries, lookups } satisfies Waiting),
    total: entries.length + lookups.length,
    added: 0,
    problems: JSON.stringify(problems),
    tries: 0,
    leased_until: null,
    started_at: now,
  }
  const saved = await db
    .insertInto('seed_imports')
    .values({ subscriber_id: subscriberId, ...row })
    .onConflict((conflict) =>
      conflict.column('subscriber_id').doUpdateSet(row).where('seed_imports.waiting', 'is', null),
    )
    .returning('subscriber_id')
    .executeTakeFirst()
  return saved !== undefined
}

/** A subscriber's last list. */
export async function readImport(db: Db, subscriberId: number): Promise<SeedImport | undefined> {
  const row = await db
    .selectFrom('seed_imports')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirst()
  if (!row) return undefined
  const { total, added, problems, started_at: startedAt } = row
  const waiting = row.waiting === null ? null : Waiting.parse(row.waiting)
  const left = waiting ? waiting.entries.length + waiting.lookups.length : 0
  return {
    isWaiting: waiting !== null,
    total,
    done: total - left,
    added,
    problems: Problems.parse(problems),
    startedAt,
  }
}

/** A list that a job works on. */
export type ClaimedImport = Waiting & { total: number; added: number; problems: SeedProblem[]; tries: number }

/** @returns null where nothing waits, or another job works on it */
export async function claimImport(db: Db, subscriberId: number, now: Date): Promise<ClaimedImport | null> {
  const row = await db
    .updateTable('seed_imports')
    .set({ leased_until: new Date(now.getTime() + leaseMs), tries: sql`tries + 1` })
    .where('subscriber_id', '=', subscriberId)
    .where('waiting', 'is not', null)
    .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<', now)]))
    .returningAll()
    .executeTakeFirst()
  if (!row) return null
  const { total, added, tries } = row
  return { ...Waiting.parse(row.waiting), problems: Problems.parse(row.problems), total, added, tries }
}

/** Keeps how far a list is; one of which nothing is left is done, and what it said is forgotten. */
export async function keepImport(
  trx: Db,
  subscriberId: number,
  { entries, lookups, total, added, problems }: ClaimedImport,
  now: Date,
): Promise<void> {
  const isDone = entries.length + lookups.length === 0
  await trx
    .updateTable('seed_imports')
    .set({
      waiting: isDone ? null : JSON.stringify({ entries, lookups } satisfies Waiting),
      total,
      added,
      problems: JSON.stringify(problems),
      leased_until: isDone ? null : new Date(now.getTime() + leaseMs),
    })
    .where('subscriber_id', '=', subscriberId)
    .execute()
}

/** Lets another job go on with a list. @returns false where it was erased */
export async function releaseImport(db: Db, subscriberId: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('seed_imports')
    .set({ leased_until: null })
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** A list that waits, by who gave it and when: the same list again is another one. */
export type WaitingImport = { subscriberId: number; startedAt: Date }

/** Whose lists no job works on, and have waited since before. */
export async function findWaitingImports(db: Db, before: Date, now: Date): Promise<WaitingImport[]> {
  return db
    .selectFrom('seed_imports')
    .select(['subscriber_id as subscriberId', 'started_at as startedAt'])
    .where('waiting', 'is not', null)
    .where('started_at', '<', before)
    .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<', now)]))
    .orderBy('started_at')
    .limit(1000)
    .execute()
}

/** Forgets what was said of lists that are done. @returns how many */
export async function pruneImports(db: Db, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('seed_imports')
    .where('waiting', 'is', null)
    .where('started_at', '<', before)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
