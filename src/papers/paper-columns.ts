import type { ListedPaper, Signals } from './paper.ts'

/**
 * The one mapping between the columns of `papers` and the fields of a paper, for `select`. `search` is left out: only
 * the database reads it, and it is as long as the abstract.
 */
export const paperColumns = [
  'papers.id',
  'papers.title',
  'papers.abstract',
  'papers.authors',
  'papers.organization',
  'papers.summary',
  'papers.keywords',
  'papers.thumbnail_url as thumbnailUrl',
  'papers.figure_url as figureUrl',
  'papers.code_url as codeUrl',
  'papers.project_url as projectUrl',
  'papers.page_url as pageUrl',
  'papers.categories',
  'papers.comment',
  'papers.published_on as publishedOn',
  'papers.topics',
  'papers.upvotes',
  'papers.comments',
  'papers.stars',
  'papers.first_listed_on as firstListedOn',
] as const

/** A row as `paperColumns` selects it. */
export type ListedRow = Omit<ListedPaper, 'signals'> & Signals

/** The paper in a row that `paperColumns` selected. */
export function toListedPaper({ upvotes, comments, stars, ...fields }: ListedRow): ListedPaper {
  return { ...fields, signals: { upvotes, comments, stars } }
}

type ColumnIn<Selected> = Selected extends `papers.${infer Column} as ${string}`
  ? Column
  : Selected extends `papers.${infer Column}`
    ? Column
    : never

/** The other direction, for `insert`: the compiler asks for every column that `paperColumns` selects. */
export function toColumns(paper: ListedPaper) {
  return {
    id: paper.id,
    title: paper.title,
    abstract: paper.abstract,
    authors: paper.authors,
    organization: paper.organization,
    summary: paper.summary,
    keywords: paper.keywords,
    thumbnail_url: paper.thumbnailUrl,
    figure_url: paper.figureUrl,
    code_url: paper.codeUrl,
    project_url: paper.projectUrl,
    page_url: paper.pageUrl,
    categories: paper.categories,
    comment: paper.comment,
    published_on: paper.publishedOn,
    topics: JSON.stringify(paper.topics),
    ...paper.signals,
    first_listed_on: paper.firstListedOn,
  } satisfies Record<ColumnIn<(typeof paperColumns)[number]>, unknown>
}
