import { z } from 'zod'

/** A source's running signals for a paper. Absent at the source: upvotes and comments count as 0, stars as null. */
export const Signals = z.object({
  upvotes: z.int().nonnegative(),
  comments: z.int().nonnegative(),
  stars: z.int().nonnegative().nullable(),
})
export type Signals = z.infer<typeof Signals>

/** One work, keyed by its versionless id, e.g. `arxiv:2512.01234`. What a source does not say is null. */
export type Paper = {
  id: string
  /** One line, whitespace collapsed. As hostile as anything from outside: escape wherever it is shown. */
  title: string
  abstract: string
  authors: string[]
  organization: string | null
  /** One sentence on what the paper does, as the source gives it. */
  summary: string | null
  keywords: string[]
  thumbnailUrl: string | null
  codeUrl: string | null
  projectUrl: string | null
  /** Where the source shows or discusses the paper. */
  pageUrl: string | null
  /** arXiv's categories, the primary one first: `cs.CL`. */
  categories: string[]
  /** The authors' own note: "Accepted at …", "12 pages". */
  comment: string | null
  /** YYYY-MM-DD */
  publishedOn: string | null
}

/** Scores in 0..1 by topic slug, only those worth keeping. */
export type TopicScores = Record<string, number>

/** Where readers go for a paper. arXiv's links are null for papers that are not on arXiv. */
export type PaperLinks = { page: string; arxiv: string | null; pdf: string | null }

/** The part of a paper's id before the colon names where the work lives: `arxiv`, `doi`, `url` or `sample`. */
export function paperLinks({ id, pageUrl }: Pick<Paper, 'id' | 'pageUrl'>): PaperLinks {
  const [namespace, ...rest] = id.split(':')
  const key = encodeURI(rest.join(':'))
  if (namespace === 'arxiv') {
    const arxiv = `https://arxiv.org/abs/${key}`
    return { page: pageUrl ?? arxiv, arxiv, pdf: `https://arxiv.org/pdf/${key}` }
  }
  const page = pageUrl ?? (namespace === 'doi' ? `https://doi.org/${key}` : 'https://huggingface.co/papers')
  return { page, arxiv: null, pdf: null }
}

/** "DeepMind", or "Ada Lovelace, Alan Turing and 3 others": who made the paper, in one short line. */
export function byline(paper: Pick<Paper, 'organization' | 'authors'>): string {
  if (paper.organization) return paper.organization
  const [first, second, third, fourth] = paper.authors
  if (!first) return ''
  if (!second) return first
  if (!third) return `${first} and ${second}`
  if (!fourth) return `${first}, ${second} and ${third}`
  return `${first}, ${second} and ${paper.authors.length - 2} others`
}

/**
 * A paper as an edition may pick it: frozen with its topics, its signals, how popular it is for its age (0..1), and the
 * day on which it was first listed.
 */
export type Candidate = Paper & {
  topics: TopicScores
  signals: Signals
  popularity: number
  firstListedOn: string
}
