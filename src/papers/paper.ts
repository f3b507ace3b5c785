import { z } from 'zod'

/** What a source counts for a paper. Where the source leaves them out, upvotes and comments are 0, stars null. */
export const Signals = z.object({
  upvotes: z.int().nonnegative(),
  comments: z.int().nonnegative(),
  stars: z.int().nonnegative().nullable(),
})
export type Signals = z.infer<typeof Signals>

/** One work, keyed by its versionless id, e.g. `arxiv:2512.01234`. What a source does not say is null. */
export const Paper = z.object({
  id: z.string(),
  /** One line, whitespace collapsed. Untrusted like everything from outside: escape it wherever it is shown. */
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  organization: z.string().nullable(),
  /** One sentence on what the paper does, as the source gives it. */
  summary: z.string().nullable(),
  keywords: z.array(z.string()),
  thumbnailUrl: z.string().nullable(),
  /** A picture that the paper's authors or its submitter put beside it: PNG or JPEG, of any size. */
  figureUrl: z.string().nullable(),
  codeUrl: z.string().nullable(),
  projectUrl: z.string().nullable(),
  /** Where the source shows or discusses the paper. */
  pageUrl: z.string().nullable(),
  /** arXiv's categories, the primary one first: `cs.CL`. */
  categories: z.array(z.string()),
  /** The authors' own note: "Accepted at …", "12 pages". */
  comment: z.string().nullable(),
  /** YYYY-MM-DD */
  publishedOn: z.string().nullable(),
})
export type Paper = z.infer<typeof Paper>

/** Scores in 0..1 by topic slug. Scores too low to matter are left out. */
export const TopicScores = z.record(z.string(), z.number())
export type TopicScores = z.infer<typeof TopicScores>

/** The classifier's scores are scaled so that a paper has a topic from here on. Nearer ones are kept below it, and never shown. */
export const acceptedScore = 0.5

export function hasTopic(topics: TopicScores, slug: string): boolean {
  return (topics[slug] ?? 0) >= acceptedScore
}

/** The slugs of a paper's topics, the strongest first; parts of topics (`science.medicine`) are no labels. */
export function acceptedTopics(topics: TopicScores): string[] {
  return Object.entries(topics)
    .filter(([slug, score]) => score >= acceptedScore && !slug.includes('.'))
    .sort(([slugA, scoreA], [slugB, scoreB]) => scoreB - scoreA || (slugA < slugB ? -1 : 1))
    .map(([slug]) => slug)
}

/** A paper that some source has listed: with its topics, and its newest signals summed over all sources. */
export const ListedPaper = Paper.extend({
  topics: TopicScores,
  signals: Signals,
  /** YYYY-MM-DD: the day from which its age counts. */
  firstListedOn: z.string(),
})
export type ListedPaper = z.infer<typeof ListedPaper>

/** A paper as an edition may pick it: frozen, with its popularity among papers of the same age (0..1). */
export const Candidate = ListedPaper.extend({ popularity: z.number() })
export type Candidate = z.infer<typeof Candidate>

/** The source of the bundled, invented papers. They are shown until a real source has listed one. */
export const sampleSourceName = 'sample'

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
