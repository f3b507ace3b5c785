import { countEntries, readNewestListedDay, readPaperIds } from '../papers/entries.ts'
import type { Db } from '../store/open.ts'
import type { DayState } from '../store/schema.ts'
import type { KnownDay } from './day-state.ts'
import { addDays } from './days.ts'

/** The usual size of a digest is taken from this many earlier days, at most this many days old. */
const recentCount = 10
const recentDays = 30

/** What the store has about a source's day, with the latecomers of earlier days that stand under it. */
export type StoredDay = KnownDay & {
  before: (NonNullable<KnownDay['before']> & { polledAt: Date }) | null
  late: ReadonlySet<string>
}

/** What the store has about a source's day, and about the days before it. */
export async function readKnownDay(db: Db, source: string, day: string): Promise<StoredDay> {
  const { own, late } = await readPaperIds(db, source, day)
  return {
    before: await readDay(db, source, day, { own, late }),
    earlier: await readNewestEarlier(db, source, day),
    recentSizes: await countEntries(db, {
      source,
      from: addDays(day, -recentDays),
      before: day,
      limit: recentCount,
    }),
    late,
  }
}

async function readDay(
  db: Db,
  source: string,
  day: string,
  { own, late }: { own: ReadonlySet<string>; late: ReadonlySet<string> },
): Promise<StoredDay['before']> {
  const row = await db
    .selectFrom('digests')
    .select(['state', 'problem', 'polled_at as polledAt'])
    .where('source', '=', source)
    .where('day', '=', day)
    .executeTakeFirst()
  if (!row) return null
  // Latecomers say nothing of the day's own list.
  const state = own.size === 0 && late.size > 0 && row.state === 'fetched' ? 'empty' : row.state
  return { ...row, state, paperIds: own }
}

async function readNewestEarlier(db: Db, source: string, day: string): Promise<KnownDay['earlier']> {
  const newest = await readNewestListedDay(db, source, day)
  return newest ? { day: newest, paperIds: (await readPaperIds(db, source, newest)).own } : null
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
