import type { Selectable } from 'kysely'
import type { Paper, Signals } from './paper.ts'
import type { Database } from '../store/schema.ts'

/** All that a row says of a paper. `search` is left out: the database alone reads it, and it is as long as the abstract. */
export const paperColumns = [
  'papers.id',
  'papers.title',
  'papers.abstract',
  'papers.authors',
  'papers.organization',
  'papers.summary',
  'papers.keywords',
  'papers.thumbnail_url',
  'papers.code_url',
  'papers.project_url',
  'papers.page_url',
  'papers.categories',
  'papers.comment',
  'papers.published_on',
  'papers.topics',
  'papers.upvotes',
  'papers.comments',
  'papers.stars',
  'papers.first_listed_on',
  'papers.created_at',
  'papers.updated_at',
] as const

/** A row of `papers`, as far as `paperColumns` reads it. */
export type PaperRow = Omit<Selectable<Database['papers']>, 'text_source' | 'enriched_at'>

/** A row of `papers` as the paper that it holds. */
export function toPaper(row: PaperRow): Paper {
  return {
    id: row.id,
    title: row.title,
    abstract: row.abstract,
    authors: row.authors,
    organization: row.organization,
    summary: row.summary,
    keywords: row.keywords,
    thumbnailUrl: row.thumbnail_url,
    codeUrl: row.code_url,
    projectUrl: row.project_url,
    pageUrl: row.page_url,
    categories: row.categories,
    comment: row.comment,
    publishedOn: row.published_on,
  }
}

/** The newest signals of a row of `papers`, over all sources. */
export function toSignals({ upvotes, comments, stars }: PaperRow): Signals {
  return { upvotes, comments, stars }
}
