import type { Paper, Signals } from '../papers/paper.ts'
import type { FieldSources, Origin } from '../papers/stored-papers.ts'

/** A paper, with the source that each field comes from. Fields without a value, and those of old rows, have no entry. */
export type SourcedPaper = { paper: Paper; fieldSources: FieldSources }

/** The rank of arXiv's own details of its papers: before all sources. */
export const detailsOrigin: Origin = { source: 'arxiv details', rank: 0 }

/** A paper as one source lists it. */
export function sourced(paper: Paper, origin: Origin): SourcedPaper {
  const fieldSources: FieldSources = {}
  for (const field of fields) if (!isAbsent(paper[field])) fieldSources[field] = origin
  if (isPoorAbstract(paper)) {
    fieldSources.abstract = { source: origin.source, rank: origin.rank + behindEveryWholeAbstract }
  }
  return { paper, fieldSources }
}

/**
 * Merges what two sources say of a paper. Each field is taken by itself from the source with the lowest rank that has it;
 * what a source leaves out stays. Of one source the second paper counts: it is the newer one.
 *
 * The result does not depend on the order in which sources are merged, nor on how often.
 */
export function mergePaper(known: SourcedPaper, listed: SourcedPaper): SourcedPaper {
  const paper = { ...known.paper }
  const fieldSources = { ...known.fieldSources }
  for (const field of fields) {
    const origin = listed.fieldSources[field]
    if (!origin || !isBefore(origin, known.fieldSources[field])) continue
    take(paper, listed.paper, field)
    fieldSources[field] = origin
  }
  return { paper, fieldSources }
}

const fields = [
  'title',
  'abstract',
  'authors',
  'organization',
  'summary',
  'keywords',
  'thumbnailUrl',
  'figureUrl',
  'codeUrl',
  'projectUrl',
  'pageUrl',
  'categories',
  'comment',
  'publishedOn',
] as const satisfies readonly (keyof Paper)[]

function take<F extends keyof Paper>(into: Paper, from: Paper, field: F): void {
  into[field] = from[field]
}

function isAbsent(value: Paper[keyof Paper]): boolean {
  return value === null || value.length === 0
}

function isBefore(origin: Origin, known: Origin | undefined): boolean {
  if (!known || origin.source === known.source) return true
  return origin.rank < known.rank || (origin.rank === known.rank && origin.source < known.source)
}

/** More than any rank of a source. */
const behindEveryWholeAbstract = 1_000_000
/** Abstracts are longer; this is a title or a remark. */
const shortAbstract = 80

/** Some sources list a title alone, or the beginning of an abstract. Decided by the listing alone, whatever is known. */
function isPoorAbstract({ title, abstract }: Paper): boolean {
  return abstract.length < shortAbstract || abstract === title || /(?:…|\.\.\.)[\])]?$/.test(abstract)
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
