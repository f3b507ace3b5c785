import { sql, type ExpressionBuilder } from 'kysely'
import type { Paper, Signals, TopicScores } from '../../papers/paper.ts'
import { sampleSourceName } from '../../sources/sample/sample-source.ts'
import type { Db } from '../../store/open.ts'
import { paperColumns, toPaper, toSignals, type PaperRow } from '../../papers/paper-row.ts'
import type { Database } from '../../store/schema.ts'

export type ListedPaper = Paper & { topics: TopicScores; signals: Signals; firstListedOn: string }

/** Some papers of many. Pages are counted from 1. */
export type PaperPage = { papers: ListedPaper[]; page: number; pages: number; total: number }

export const papersPerPage = 20
/** Turning further takes the database ever longer; whoever looks for more can look for something closer. */
export const maxPage = 100
export const maxQueryLength = 200

/** @returns undefined where there is no such paper */
export async function readPaper(
  db: Db,
  id: string,
): Promise<(ListedPaper & { listedOn: string[] }) | undefined> {
  // PostgreSQL has no texts with a NUL in them, and says so with an error.
  if (id.includes('\0')) return undefined
  const row = await db
    .selectFrom('papers')
    .select(paperColumns)
    .where('id', '=', id)
    .where(isReadable)
    .executeTakeFirst()
  if (!row) return undefined
  const days = await db
    .selectFrom('digest_entries')
    .innerJoin('digests', (join) =>
      join
        .onRef('digests.source', '=', 'digest_entries.source')
        .onRef('digests.day', '=', 'digest_entries.day'),
    )
    .select('digest_entries.day')
    .distinct()
    .where('paper_id', '=', id)
    .where('state', 'in', ['fetched', 'partial'])
    .orderBy('digest_entries.day', 'desc')
    .execute()
  return { ...toListedPaper(row), listedOn: days.map(({ day }) => day) }
}

/** A topic's papers, those listed last first, and the more popular first among those of a day. */
export async function readTopicPapers(db: Db, slug: string, page: number): Promise<PaperPage> {
  const rows = await db
    .selectFrom('papers')
    .select([...paperColumns, totalOf])
    .where(sql<boolean>`topics ? ${slug}`)
    .where(isReadable)
    .orderBy('first_listed_on', 'desc')
    .orderBy('upvotes', 'desc')
    .orderBy('id')
    .limit(papersPerPage)
    .offset((page - 1) * papersPerPage)
    .execute()
  return toPage(rows, page)
}

/** The newest papers of a topic, or of all. */
export async function readNewestPapers(
  db: Db,
  { topic, limit }: { topic?: string; limit: number },
): Promise<ListedPaper[]> {
  const rows = await db
    .selectFrom('papers')
    .select(paperColumns)
    .where(isReadable)
    .$if(topic !== undefined, (query) => query.where(sql<boolean>`topics ? ${topic}`))
    .orderBy('first_listed_on', 'desc')
    .orderBy('upvotes', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toListedPaper)
}

/**
 * Papers whose title, authors or abstract hold what is asked for, the closest first.
 *
 * @param text as people type it: words, "a phrase", `or`, and `-without`
 */
export async function searchPapers(db: Db, text: string, page: number): Promise<PaperPage> {
  // As the database does it with what is searched. PostgreSQL refuses a NUL.
  const words = text.replace(/[\0<>/]/g, ' ')
  const query = sql`websearch_to_tsquery('english', ${words})`
  const rows = await db
    .selectFrom('papers')
    .select([...paperColumns, totalOf])
    .where(sql<boolean>`search @@ ${query}`)
    .where(isReadable)
    // Divided by the logarithm of its length: a long abstract says every word sooner or later.
    .orderBy(sql`ts_rank_cd(search, ${query}, 1)`, 'desc')
    .orderBy('upvotes', 'desc')
    .orderBy('id')
    .limit(papersPerPage)
    .offset((page - 1) * papersPerPage)
    .execute()
  return toPage(rows, page)
}

export function toListedPaper(row: PaperRow): ListedPaper {
  return {
    ...toPaper(row),
    topics: row.topics,
    signals: toSignals(row),
    firstListedOn: row.first_listed_on,
  }
}

const totalOf = sql<number>`count(*) over ()`.as('total')

function toPage(rows: readonly (PaperRow & { total: number })[], page: number): PaperPage {
  const total = rows[0]?.total ?? 0
  const pages = Math.min(maxPage, Math.ceil(total / papersPerPage))
  return { papers: rows.map(toListedPaper), page, pages, total }
}

/** Listed on a good day by a real source, or by the sample while there is nothing else. */
function isReadable(eb: ExpressionBuilder<Database, 'papers'>) {
  const listed = eb
    .selectFrom('digest_entries')
    .innerJoin('digests', (join) =>
      join
        .onRef('digests.source', '=', 'digest_entries.source')
        .onRef('digests.day', '=', 'digest_entries.day'),
    )
    .select('paper_id')
    .where('digests.state', 'in', ['fetched', 'partial'])
  const real = listed.where('digests.source', '<>', sampleSourceName)
  return eb.or([
    eb.exists(real.whereRef('paper_id', '=', 'papers.id')),
    eb.and([eb.not(eb.exists(real)), eb.exists(listed.whereRef('paper_id', '=', 'papers.id'))]),
  ])
}
