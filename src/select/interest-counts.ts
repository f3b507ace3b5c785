import type { Paper } from '../papers/paper.ts'
import { memoize } from '../memoize.ts'
import { indexText, keywordColumn } from './keywords.ts'
import { nearness, phraseVector, shippedSpace } from './latent-space.ts'
import { authorFinder, nameKey, organizationFinder } from './names.ts'

/** How many papers say a keyword; and where none does, phrases that are near to it, with theirs. */
export type KeywordCount = { papers: number; near: { phrase: string; papers: number }[] }

/** What some papers have for interests as a reader types them. */
export type InterestCounts = {
  keyword: (keyword: string) => KeywordCount
  author: (name: string) => number
  organization: (name: string) => number
  /** Those with the most papers, to suggest while somebody types. */
  authors: readonly string[]
  organizations: readonly string[]
}

type Counted = Pick<Paper, 'title' | 'abstract' | 'keywords' | 'authors' | 'organization'>

/** Bounds what strangers’ keywords take. */
const maxMemoized = 2000
const maxSuggested = 100
const maxNear = 3
/** Phrases that are less near would be no help. */
const nearFloor = 0.45
/** A phrase of one paper alone is hardly worth following. */
const fewestPapers = 2

/** Reads the papers’ texts when it is first asked for a keyword, some thousand a second. */
export function countInterests(papers: readonly Counted[]): InterestCounts {
  let index: ReturnType<typeof indexText> | undefined
  const countPapers = (keyword: string) => keywordColumn((index ??= indexText(papers)), keyword).papers.length
  let phrases: ReturnType<typeof knownPhrases> | undefined
  const nearTo = (keyword: string) => {
    const wanted = phraseVector(shippedSpace(), keyword)
    return (phrases ??= knownPhrases(papers))
      .map(({ phrase, vector }) => ({ phrase, near: nearness(wanted, vector) }))
      .filter(({ near }) => near >= nearFloor)
      .sort((a, b) => b.near - a.near || (a.phrase < b.phrase ? -1 : 1))
      .slice(0, maxNear)
      .map(({ phrase }) => ({ phrase, papers: countPapers(phrase) }))
  }
  const authors = counterOf(papers, ({ authors: names }) => names, authorFinder)
  const organizations = counterOf(
    papers,
    ({ organization }) => (organization ? [organization] : []),
    organizationFinder,
  )
  return {
    keyword: memoize(maxMemoized, (keyword: string) => {
      const count = countPapers(keyword)
      return { papers: count, near: count === 0 ? nearTo(keyword) : [] }
    }),
    author: authors.count,
    organization: organizations.count,
    authors: authors.names,
    organizations: organizations.names,
  }
}

/** The keywords of at least two papers, each once, with their places. */
function knownPhrases(papers: readonly Counted[]): { phrase: string; vector: Float32Array }[] {
  const counts = new Map<string, { phrase: string; papers: number }>()
  for (const { keywords } of papers) {
    for (const key of new Set(keywords.map(nameKey))) {
      const known = counts.get(key)
      if (known) known.papers += 1
      else counts.set(key, { phrase: keywords.find((one) => nameKey(one) === key) ?? key, papers: 1 })
    }
  }
  return [...counts.values()]
    .filter((one) => one.papers >= fewestPapers)
    .map(({ phrase }) => ({ phrase, vector: phraseVector(shippedSpace(), phrase) }))
}

function counterOf(
  papers: readonly Counted[],
  namesOf: (paper: Counted) => readonly string[],
  finderOf: (names: readonly string[]) => (name: string) => string[],
): { count: (name: string) => number; names: string[] } {
  const byKey = new Map<string, { name: string; papers: Set<number> }>()
  for (const [at, paper] of papers.entries()) {
    for (const name of namesOf(paper)) {
      const key = nameKey(name)
      const known = byKey.get(key) ?? { name, papers: new Set<number>() }
      known.papers.add(at)
      byKey.set(key, known)
    }
  }
  const find = finderOf([...byKey.values()].map(({ name }) => name))
  const names = [...byKey.values()]
    .filter((one) => one.papers.size >= fewestPapers)
    .sort((a, b) => b.papers.size - a.papers.size || (a.name < b.name ? -1 : 1))
    .slice(0, maxSuggested)
    .map(({ name }) => name)
  const count = (name: string) =>
    new Set(find(name).flatMap((key) => [...(byKey.get(key)?.papers ?? [])])).size
  return { count, names }
}
