import type { Paper, Signals } from '../papers/paper.ts'

/**
 * Updates a known paper from a newer listing of it. Fields that the newer one leaves out stay: AI summaries and code
 * links arrive hours late, and lists of other days may lack them again.
 *
 * @param isText true where the title, the abstract and the date are taken from this listing. They come from one source
 *   only, or they would change at every poll. A much longer abstract is always taken.
 */
export function mergePaper(known: Paper, listed: Paper, isText = true): Paper {
  const text = takesText(known, listed, isText) ? listed : known
  return {
    id: known.id,
    title: text.title,
    abstract: text.abstract,
    authors: mergeList(known.authors, listed.authors, isText),
    organization: listed.organization ?? known.organization,
    summary: listed.summary ?? known.summary,
    keywords: mergeList(known.keywords, listed.keywords, isText),
    thumbnailUrl: listed.thumbnailUrl ?? known.thumbnailUrl,
    codeUrl: listed.codeUrl ?? known.codeUrl,
    projectUrl: listed.projectUrl ?? known.projectUrl,
    pageUrl: listed.pageUrl ?? known.pageUrl,
    categories: listed.categories.length > 0 ? listed.categories : known.categories,
    comment: listed.comment ?? known.comment,
    publishedOn: isText
      ? (listed.publishedOn ?? known.publishedOn)
      : (known.publishedOn ?? listed.publishedOn),
  }
}

/** Another source may list only the beginning of an abstract, or a title with a link. */
const muchLonger = 1.2

/** Whether a listing's title and abstract replace the known ones. */
export function takesText(known: Paper, listed: Paper, isText: boolean): boolean {
  return isText || listed.abstract.length > known.abstract.length * muchLonger
}

/** Of two sources' lists the longer one, so that neither replaces the other at every poll. */
function mergeList(known: string[], listed: string[], isText: boolean): string[] {
  if (listed.length === 0) return known
  return isText || listed.length > known.length ? listed : known
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
