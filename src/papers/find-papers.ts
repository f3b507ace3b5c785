import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../store/open.ts'
import { acceptedScore, type ListedPaper } from './paper.ts'
import { paperColumns, toListedPaper, type ListedRow } from './paper-columns.ts'
import { isReadable, readableEntries } from './readable.ts'

/** One page of a longer list of papers. Pages are counted from 1. */
export type PaperPage = { papers: ListedPaper[]; page: number; pages: number; total: number }

export const papersPerPage = 20
/** Later pages take the database longer and longer. A more specific search finds what lies behind them. */
export const maxPage = 100
export const maxQueryLength = 200

/** A paper as readers see it. */
export type ReadablePaper = ListedPaper & {
  /** The days in whose digests it is, the newest first. */
  listedOn: string[]
}

/** @returns undefined where readers may see no such paper */
export async function readPaper(db: Db, id: string): Promise<ReadablePaper | undefined> {
  // PostgreSQL has no text with a NUL in it, and refuses one with an error.
  if (id.includes('\0')) return undefined
  const row = await db
    .selectFrom('papers')
    .select(paperColumns)
    .where('id', '=', id)
    .where(isReadable)
    .executeTakeFirst()
  if (!row) return undefined
  const days = await readableEntries(db)
    .select('digest_entries.day')
    .distinct()
    .where('paper_id', '=', id)
    .orderBy('digest_entries.day', 'desc')
    .execute()
  return { ...toListedPaper(row), listedOn: days.map(({ day }) => day) }
}

/** By the index first, and then by the score. */
function isOnTopic(slug: string) {
  return sql<boolean>`topics ? ${slug}::text and (topics ->> ${slug}::text)::real >= ${acceptedScore}`
}

/** A topic's papers: the newest day first, and within a day the most upvoted first. */
export function readTopicPapers(db: Db, slug: string, page: number): Promise<PaperPage> {
  return readNewestPage(db, isOnTopic(slug), page)
}

/** A page of the papers for which a condition holds: the newest day first, and within a day the most upvoted first. */
export async function readNewestPage(
  db: Db,
  condition: RawBuilder<boolean>,
  page: number,
): Promise<PaperPage> {
  const rows = await db
    .selectFrom('papers')
    .select([...paperColumns, totalOf])
    .where(condition)
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
    .$if(topic !== undefined, (query) => query.where(isOnTopic(topic ?? '')))
    .orderBy('first_listed_on', 'desc')
    .orderBy('upvotes', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toListedPaper)
}

/** What is searched for: papers that match all that is said. */
export type PaperQuery = {
  /** As people type it: words, "a phrase", `or`, and `-without`. Empty for any text. */
  text: string
  /** A topic's slug. */
  topic?: string | undefined
  /** Days, YYYY-MM-DD: first listed from then, and until then. */
  from?: string | undefined
  to?: string | undefined
  /** The name of a source that has listed it. */
  source?: string | undefined
  withCode?: boolean | undefined
}

/** Papers that match a query: the best match of its text first, or without a text the newest. */
export async function searchPapers(db: Db, query: PaperQuery, page: number): Promise<PaperPage> {
  const { topic, from, to, source, withCode } = query
  // The column `search` has these characters replaced, too. PostgreSQL refuses a NUL.
  const text = query.text.replace(/[\0<>/]/g, ' ').trim()
  const words = sql`websearch_to_tsquery('english', ${text})`
  const rows = await db
    .selectFrom('papers')
    .select([...paperColumns, totalOf])
    .where(isReadable)
    .$if(text !== '', (papers) => papers.where(sql<boolean>`search @@ ${words}`))
    .$if(topic !== undefined, (papers) => papers.where(isOnTopic(topic ?? '')))
    .$if(from !== undefined, (papers) => papers.where('first_listed_on', '>=', from ?? ''))
    .$if(to !== undefined, (papers) => papers.where('first_listed_on', '<=', to ?? ''))
    .$if(withCode === true, (papers) => papers.where('code_url', 'is not', null))
    .$if(source !== undefined, (papers) =>
      papers.where((eb) =>
        eb.exists(
          eb
            .selectFrom('digest_entries')
            .select('paper_id')
            .whereRef('paper_id', '=', 'papers.id')
            .where('source', '=', source ?? ''),
        ),
      ),
    )
    // 1 divides by the logarithm of the length: a long abstract contains more words of any query.
    .$if(text !== '', (papers) => papers.orderBy(sql`ts_rank_cd(search, ${words}, 1)`, 'desc'))
    .$if(text === '', (papers) => papers.orderBy('first_listed_on', 'desc'))
    .orderBy('upvotes', 'desc')
    .orderBy('id')
    .limit(papersPerPage)
    .offset((page - 1) * papersPerPage)
    .execute()
  return toPage(rows, page)
}

const totalOf = sql<number>`count(*) over ()`.as('total')

function toPage(rows: readonly (ListedRow & { total: number })[], page: number): PaperPage {
  const total = rows[0]?.total ?? 0
  const pages = Math.min(maxPage, Math.ceil(total / papersPerPage))
  const papers = rows.map(({ total: _total, ...row }) => toListedPaper(row))
  return { papers, page, pages, total }
}
