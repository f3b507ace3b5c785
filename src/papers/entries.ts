import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/**
 * Which paper a source listed at which position of a day's digest. Positions count from 0.
 *
 * `ofDay` is set for a latecomer: the earlier day to whose list the source added it once that was complete.
 */
export type Entry = { paperId: string; position: number; ofDay?: string | null }

/** Writes the entries of a source's digest of one day. Entries of earlier answers stay. */
export async function upsertEntries(
  trx: Db,
  { source, day }: { source: string; day: string },
  entries: readonly Entry[],
): Promise<void> {
  if (entries.length === 0) return
  await trx
    .insertInto('digest_entries')
    .values(
      entries.map(({ paperId, position, ofDay = null }) => ({
        source,
        day,
        paper_id: paperId,
        position,
        of_day: ofDay,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['source', 'day', 'paper_id'])
        .doUpdateSet((excluded) => ({ position: excluded.ref('excluded.position') })),
    )
    .execute()
}

/** The ids of the papers in a source's digest of one day: its own, and the latecomers of earlier days. */
export async function readPaperIds(
  db: Db,
  source: string,
  day: string,
): Promise<{ own: Set<string>; late: Set<string> }> {
  const rows = await db
    .selectFrom('digest_entries')
    .select(['paper_id', 'of_day'])
    .where('source', '=', source)
    .where('day', '=', day)
    .execute()
  const [late, own] = [rows.filter((row) => row.of_day !== null), rows.filter((row) => row.of_day === null)]
  return { own: new Set(own.map((row) => row.paper_id)), late: new Set(late.map((row) => row.paper_id)) }
}

/** The newest day before `day` for which the source listed papers of its own, or null. */
export async function readNewestListedDay(db: Db, source: string, day: string): Promise<string | null> {
  const row = await db
    .selectFrom('digest_entries')
    .select((query) => query.fn.max<string | null>('day').as('day'))
    .where('source', '=', source)
    .where('day', '<', day)
    .where('of_day', 'is', null)
    .executeTakeFirst()
  return row?.day ?? null
}

/** How many papers of its own each day of a source has, the newest day first, without days that have none. */
export async function countEntries(
  db: Db,
  { source, from, before, limit }: { source: string; from: string; before: string; limit: number },
): Promise<number[]> {
  const rows = await db
    .selectFrom('digest_entries')
    .select((query) => ['day', query.fn.countAll<number>().as('count')])
    .where('source', '=', source)
    .where('day', '>=', from)
    .where('day', '<', before)
    .where('of_day', 'is', null)
    .groupBy('day')
    .orderBy('day', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ count }) => count)
}

/** By day, how many papers the source added to its list after that was complete. Days without any are left out. */
export async function countLate(
  db: Db,
  { source, from, to }: { source: string; from: string; to: string },
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('digest_entries')
    .select((query) => ['of_day', query.fn.countAll<number>().as('count')])
    .where('source', '=', source)
    .where('of_day', '>=', from)
    .where('of_day', '<=', to)
    .groupBy('of_day')
    .execute()
  return new Map(rows.map(({ of_day: day, count }) => [day ?? '', count]))
}

/** The papers of a source's day, latecomers included, with whether another source has listed them too. */
export async function readDayPapers(
  db: Db,
  { source, day }: { source: string; day: string },
): Promise<{ title: string; abstract: string; comment: string | null; isShared: boolean }[]> {
  const { rows } = await sql<{ title: string; abstract: string; comment: string | null; isShared: boolean }>`
    select title, abstract, comment, exists (
      select from digest_entries other where other.paper_id = e.paper_id and other.source <> e.source
    ) as "isShared"
    from digest_entries e join papers on papers.id = e.paper_id
    where source = ${source} and (day = ${day}::date or of_day = ${day}::date)`.execute(db)
  return rows
}

/** Those of the papers that the source has listed on another day. */
export async function readListedOnOtherDays(
  db: Db,
  { source, day }: { source: string; day: string },
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('source', '=', source)
    .where('day', '<>', day)
    .where('paper_id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.paper_id))
}

/** The first day on which each source listed each of the papers: by paper, then by source. */
export async function readFirstDays(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Map<string, string>>> {
  const rows = await db
    .selectFrom('digest_entries')
    .select((query) => ['paper_id', 'source', query.fn.min('day').as('day')])
    .where('paper_id', 'in', ids)
    .groupBy(['paper_id', 'source'])
    .execute()
  const days = new Map<string, Map<string, string>>()
  for (const { paper_id: id, source, day } of rows) {
    days.set(id, (days.get(id) ?? new Map<string, string>()).set(source, day))
  }
  return days
}

/** Where a paper was listed, and since when it is known. `ofDay`: see `Entry`. */
export type Listed = {
  id: string
  title: string
  abstract: string
  comment: string | null
  /** YYYY-MM-DD: the day from which its age counts. */
  firstListedOn: string
  createdAt: Date
  /** By day, the oldest first. */
  listings: { source: string; day: string }[]
}

/** @returns undefined where no source has listed such a paper */
export async function findListed(db: Db, id: string): Promise<Listed | undefined> {
  // PostgreSQL has no text with a NUL in it, and refuses one with an error.
  if (id.includes('\0')) return undefined
  const paper = await db
    .selectFrom('papers')
    .select(['id', 'title', 'abstract', 'comment', 'first_listed_on', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!paper) return undefined
  const listings = await db
    .selectFrom('digest_entries')
    .select(['source', 'day'])
    .where('paper_id', '=', id)
    .orderBy('day')
    .orderBy('source')
    .execute()
  const { first_listed_on: firstListedOn, created_at: createdAt, ...texts } = paper
  return { ...texts, firstListedOn, createdAt, listings }
}

/** The paper that a source shows or discusses on this page, or null. */
export async function findIdByPage(db: Db, pageUrl: string): Promise<string | null> {
  if (pageUrl.includes('\0')) return null
  const row = await db
    .selectFrom('papers')
    .select('id')
    .where('page_url', '=', pageUrl)
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

/** True once the source has listed a paper on any day. */
export async function hasListed(db: Db, source: string): Promise<boolean> {
  const row = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('source', '=', source)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** True once any other source has listed a paper. */
export async function hasAnotherListed(db: Db, source: string): Promise<boolean> {
  const row = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('source', '<>', source)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
