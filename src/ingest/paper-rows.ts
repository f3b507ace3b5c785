import type { Paper, Signals, TopicScores } from '../papers/paper.ts'
import type { Db } from '../store/open.ts'
import { paperColumns, toPaper, toSignals } from '../papers/paper-row.ts'

/** A paper as it stands in its row, its signals summed over the sources. */
export type PaperRow = {
  paper: Paper
  topics: TopicScores
  totals: Signals
  firstListedOn: string
  textSource: string | null
}

/** The papers with these ids, as far as they are known. */
export async function readPapers(trx: Db, ids: readonly string[]): Promise<Map<string, PaperRow>> {
  const rows = await trx
    .selectFrom('papers')
    .select([...paperColumns, 'papers.text_source'])
    .where('id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        paper: toPaper(row),
        topics: row.topics,
        totals: toSignals(row),
        firstListedOn: row.first_listed_on,
        textSource: row.text_source,
      },
    ]),
  )
}

/** Writes papers down, new or known. */
export async function upsertPapers(trx: Db, rows: readonly PaperRow[], at: Date): Promise<void> {
  if (rows.length === 0) return
  await trx
    .insertInto('papers')
    .values(
      rows.map(({ paper, topics, totals, firstListedOn, textSource }) => ({
        id: paper.id,
        title: paper.title,
        abstract: paper.abstract,
        authors: paper.authors,
        organization: paper.organization,
        summary: paper.summary,
        keywords: paper.keywords,
        thumbnail_url: paper.thumbnailUrl,
        code_url: paper.codeUrl,
        project_url: paper.projectUrl,
        page_url: paper.pageUrl,
        categories: paper.categories,
        comment: paper.comment,
        published_on: paper.publishedOn,
        topics: JSON.stringify(topics),
        ...totals,
        first_listed_on: firstListedOn,
        text_source: textSource,
        created_at: at,
        updated_at: at,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((excluded) => ({
        title: excluded.ref('excluded.title'),
        abstract: excluded.ref('excluded.abstract'),
        authors: excluded.ref('excluded.authors'),
        organization: excluded.ref('excluded.organization'),
        summary: excluded.ref('excluded.summary'),
        keywords: excluded.ref('excluded.keywords'),
        thumbnail_url: excluded.ref('excluded.thumbnail_url'),
        code_url: excluded.ref('excluded.code_url'),
        project_url: excluded.ref('excluded.project_url'),
        page_url: excluded.ref('excluded.page_url'),
        categories: excluded.ref('excluded.categories'),
        comment: excluded.ref('excluded.comment'),
        published_on: excluded.ref('excluded.published_on'),
        topics: excluded.ref('excluded.topics'),
        upvotes: excluded.ref('excluded.upvotes'),
        comments: excluded.ref('excluded.comments'),
        stars: excluded.ref('excluded.stars'),
        first_listed_on: excluded.ref('excluded.first_listed_on'),
        text_source: excluded.ref('excluded.text_source'),
        updated_at: excluded.ref('excluded.updated_at'),
      })),
    )
    .execute()
}
