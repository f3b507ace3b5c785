import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { sampleSourceName, type ListedPaper } from './paper.ts'
import { paperColumns, toListedPaper } from './paper-columns.ts'
import { readableEntries, readableStates } from './readable.ts'

/** A day's papers as readers see them, with the neighbouring days that have papers. */
export type DigestView = {
  day: string
  /** The papers are the bundled, invented ones. */
  isSample: boolean
  papers: RankedPaper[]
  previousDay: string | null
  nextDay: string | null
}

/** The rank counts from 1 in the whole day, also where a page leaves some papers out. */
export type RankedPaper = ListedPaper & { rank: number }

/** @returns the newest day that has papers, or undefined before the first */
export async function latestDigest(db: Db): Promise<DigestView | undefined> {
  const latest = await readableDays(db).orderBy('day', 'desc').limit(1).executeTakeFirst()
  return latest && readDigest(db, latest.day)
}

/** @returns undefined where the day has no digest with papers that readers may see */
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

/** A month that has papers: `2026-05`, with the number of its days that have some. */
export type MonthOfDays = { month: string; days: number }

/** @returns every month that has papers, the newest first */
export async function listMonths(db: Db): Promise<MonthOfDays[]> {
  return db
    .selectFrom(readableDays(db).as('readable'))
    .select((eb) => [
      sql<string>`to_char(day, 'YYYY-MM')`.as('month'),
      eb.fn.count<number>('day').distinct().as('days'),
    ])
    .groupBy('month')
    .orderBy('month', 'desc')
    .execute()
}

/** A day of the archive with its papers that have the most upvotes. */
export type ArchivedDay = { day: string; amount: number; top: { id: string; title: string }[] }

const shownOfADay = 3

/**
 * The days of a month that have papers, the newest first.
 *
 * @param month `2026-05`
 */
export async function readMonth(db: Db, month: string): Promise<ArchivedDay[]> {
  const first = `${month}-01`
  const shown = readableDays(db)
    .where('day', '>=', first)
    .where(sql<boolean>`day < ${first}::date + interval '1 month'`)
  const listed = readableEntries(db)
    .innerJoin(shown.as('shown'), 'shown.day', 'digest_entries.day')
    .innerJoin('papers', 'papers.id', 'digest_entries.paper_id')
    .select([
      'digest_entries.day',
      'papers.id',
      'papers.title',
      sql<number>`row_number() over (partition by digest_entries.day order by papers.upvotes desc, papers.id)`.as(
        'place',
      ),
      sql<number>`(count(*) over (partition by digest_entries.day))::integer`.as('amount'),
    ])
    .groupBy(['digest_entries.day', 'papers.id'])
    .where(sql<boolean>`(digests.source = ${sampleSourceName}) = shown.is_sample`)
  const rows = await db
    .selectFrom(listed.as('listed'))
    .select(['day', 'id', 'title', 'amount'])
    .where('place', '<=', shownOfADay)
    .orderBy('day', 'desc')
    .orderBy('place')
    .execute()
  return [...Map.groupBy(rows, ({ day }) => day)].map(([day, own]) => ({
    day,
    amount: own[0]?.amount ?? 0,
    top: own.map(({ id, title }) => ({ id, title })),
  }))
}

/** Days with readable papers. The sample is shown only while there is nothing else. */
function readableDays(db: Db) {
  return readableDigests(db)
    .select(['day', sql<boolean>`source = ${sampleSourceName}`.as('is_sample')])
    .distinct()
    .where((eb) =>
      eb.or([
        eb('source', '<>', sampleSourceName),
        eb.not(eb.exists(readableDigests(db).where('source', '<>', sampleSourceName))),
      ]),
    )
}

function readableDigests(db: Db) {
  return db
    .selectFrom('digests')
    .where('state', 'in', readableStates)
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

/** In the order of their source. A paper that several sources list is there once. */
async function papersOf(db: Db, day: string, isSample: boolean): Promise<RankedPaper[]> {
  const rows = await db
    .with('listed', () =>
      readableEntries(db)
        .select((eb) => ['paper_id', eb.fn.min('position').as('position')])
        .where('digest_entries.day', '=', day)
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
