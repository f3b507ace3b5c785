import { sql } from 'kysely'
import { sampleSourceName } from '../../sources/sample/sample-source.ts'
import type { Db } from '../../store/open.ts'
import { paperColumns } from '../../papers/paper-row.ts'
import { toListedPaper, type ListedPaper } from '../paper/paper-query.ts'

/** A day's papers as readers see them, with the days to turn to. */
export type DigestView = {
  day: string
  /** The papers are invented ones, shown until the first real ones arrive. */
  isSample: boolean
  papers: RankedPaper[]
  previousDay: string | null
  nextDay: string | null
}

/** Its rank is its place in the whole day, whatever is left out. */
export type RankedPaper = ListedPaper & { rank: number }

/** @returns the newest day that has papers, or undefined before the first */
export async function latestDigest(db: Db): Promise<DigestView | undefined> {
  const latest = await readableDays(db).orderBy('day', 'desc').limit(1).executeTakeFirst()
  return latest && readDigest(db, latest.day)
}

/** @returns undefined where the day's list is not there, is not good, or has nothing in it */
export async function readDigest(db: Db, day: string): Promise<DigestView | undefined> {
  const digest = await readableDays(db).where('day', '=', day).executeTakeFirst()
  if (!digest) return undefined
  const before = await readableDays(db)
    .where('day', '<', day)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst()
  const after = await readableDays(db).where('day', '>', day).orderBy('day').limit(1).executeTakeFirst()
  return {
    day,
    isSample: digest.is_sample,
    papers: await papersOf(db, day, digest.is_sample),
    previousDay: before?.day ?? null,
    nextDay: after?.day ?? null,
  }
}

/** @returns up to `limit` days that have papers, newest first, each with the time of its last change */
export async function listDays(db: Db, limit: number): Promise<{ day: string; changedAt: Date }[]> {
  return readableDays(db)
    .clearSelect()
    .select((eb) => ['day', eb.fn.max('changed_at').as('changedAt')])
    .groupBy('day')
    .orderBy('day', 'desc')
    .limit(limit)
    .execute()
}

/** YYYY-MM-DD, and in the calendar: the database refuses a 30th of February with an error. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** Days with good papers. The sample is only seen while there is nothing real. */
function readableDays(db: Db) {
  return goodDigests(db)
    .select(['day', sql<boolean>`source = ${sampleSourceName}`.as('is_sample')])
    .distinct()
    .where((eb) =>
      eb.or([
        eb('source', '<>', sampleSourceName),
        eb.not(eb.exists(goodDigests(db).where('source', '<>', sampleSourceName))),
      ]),
    )
}

function goodDigests(db: Db) {
  return db
    .selectFrom('digests')
    .where('state', 'in', ['fetched', 'partial'])
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('digest_entries')
          .select('paper_id')
          .whereRef('digest_entries.source', '=', 'digests.source')
          .whereRef('digest_entries.day', '=', 'digests.day'),
      ),
    )
}

/** In the order of their source; a paper that several sources list comes once. */
async function papersOf(db: Db, day: string, isSample: boolean): Promise<RankedPaper[]> {
  const rows = await db
    .with('listed', (cte) =>
      cte
        .selectFrom('digest_entries')
        .innerJoin('digests', (join) =>
          join
            .onRef('digests.source', '=', 'digest_entries.source')
            .onRef('digests.day', '=', 'digest_entries.day'),
        )
        .select((eb) => ['paper_id', eb.fn.min('position').as('position')])
        .where('digest_entries.day', '=', day)
        .where('digests.state', 'in', ['fetched', 'partial'])
        .where('digests.source', isSample ? '=' : '<>', sampleSourceName)
        .groupBy('paper_id'),
    )
    .selectFrom('listed')
    .innerJoin('papers', 'papers.id', 'listed.paper_id')
    .select(paperColumns)
    .orderBy('listed.position')
    .orderBy('papers.upvotes', 'desc')
    .orderBy('papers.id')
    .execute()
  return rows.map((row, index) => ({ ...toListedPaper(row), rank: index + 1 }))
}
