import { readPaperIds } from '../papers/entries.ts'
import type { Db } from '../store/open.ts'
import type { DayState } from '../store/schema.ts'
import type { KnownDay } from './day-state.ts'
import { addDays } from './days.ts'

/** The usual size of a digest is taken from this many earlier days, at most this many days old. */
const recentCount = 10
const recentDays = 30

/** What the store has about a source's day, and about the days before it. */
export async function readKnownDay(db: Db, source: string, day: string): Promise<KnownDay> {
  return {
    before: await readDay(db, source, day),
    earlier: await readNewestEarlier(db, source, day),
    recentSizes: await readRecentSizes(db, source, day),
  }
}

async function readDay(db: Db, source: string, day: string): Promise<KnownDay['before']> {
  const row = await db
    .selectFrom('digests')
    .select(['state', 'problem'])
    .where('source', '=', source)
    .where('day', '=', day)
    .executeTakeFirst()
  return row ? { ...row, paperIds: await readPaperIds(db, source, day) } : null
}

async function readNewestEarlier(db: Db, source: string, day: string): Promise<KnownDay['earlier']> {
  const newest = await db
    .selectFrom('digests')
    .select('day')
    .where('source', '=', source)
    .where('day', '<', day)
    .where('listed', '>', 0)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest ? { day: newest.day, paperIds: await readPaperIds(db, source, newest.day) } : null
}

async function readRecentSizes(db: Db, source: string, day: string): Promise<number[]> {
  const rows = await db
    .selectFrom('digests')
    .select('listed')
    .where('source', '=', source)
    .where('day', '<', day)
    .where('day', '>=', addDays(day, -recentDays))
    .where('listed', '>', 0)
    .orderBy('day', 'desc')
    .limit(recentCount)
    .execute()
  return rows.map((row) => row.listed)
}

/** True where the source was asked for some earlier day: then a day that it no longer lists is a gap. */
export async function wasPolledBefore(db: Db, source: string, day: string): Promise<boolean> {
  const row = await db
    .selectFrom('digests')
    .select('day')
    .where('source', '=', source)
    .where('day', '<', day)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The ETag to ask with, so that an unchanged day costs one short answer. */
export async function readEtag(db: Db, source: string, day: string): Promise<string | null> {
  const row = await db
    .selectFrom('digests')
    .select('etag')
    .where('source', '=', source)
    .where('day', '=', day)
    .executeTakeFirst()
  return row?.etag ?? null
}

/** What decides whether to ask for a day again. */
export type PolledDay = { day: string; state: DayState; problem: string | null; polled_at: Date }

/** The days asked for so far, from `first` on, the oldest first. */
export async function readPolledDays(db: Db, source: string, first: string): Promise<PolledDay[]> {
  return db
    .selectFrom('digests')
    .select(['day', 'state', 'problem', 'polled_at'])
    .where('source', '=', source)
    .where('day', '>=', first)
    .orderBy('day')
    .execute()
}
