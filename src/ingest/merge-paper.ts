import type { Paper, Signals } from '../paper.ts'

/**
 * A paper as known so far, brought up to date with a newer listing of it. What the newer one leaves out stays: AI
 * summaries and code links arrive hours late, and lists of other days may lack them again.
 */
export function mergePaper(known: Paper, listed: Paper): Paper {
  return {
    id: known.id,
    title: listed.title,
    abstract: listed.abstract,
    authors: listed.authors.length > 0 ? listed.authors : known.authors,
    organization: listed.organization ?? known.organization,
    summary: listed.summary ?? known.summary,
    keywords: listed.keywords.length > 0 ? listed.keywords : known.keywords,
    thumbnailUrl: listed.thumbnailUrl ?? known.thumbnailUrl,
    codeUrl: listed.codeUrl ?? known.codeUrl,
    projectUrl: listed.projectUrl ?? known.projectUrl,
    pageUrl: listed.pageUrl ?? known.pageUrl,
    categories: listed.categories.length > 0 ? listed.categories : known.categories,
    comment: listed.comment ?? known.comment,
    publishedOn: listed.publishedOn ?? known.publishedOn,
  }
}

/** The newest signals of one source. Only stars can be missing, and then the last known ones count. */
export function mergeSignals(known: Signals | null, listed: Signals): Signals {
  return { ...listed, stars: listed.stars ?? known?.stars ?? null }
}

/** Signals over all sources: votes and comments add up, while stars are of the one repository. */
export function totalSignals(all: readonly Signals[]): Signals {
  const stars = all.flatMap((one) => one.stars ?? [])
  return {
    upvotes: all.reduce((sum, one) => sum + one.upvotes, 0),
    comments: all.reduce((sum, one) => sum + one.comments, 0),
    stars: stars.length > 0 ? Math.max(...stars) : null,
  }
}
