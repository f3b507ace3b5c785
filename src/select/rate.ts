import type { Candidate } from '../papers/paper.ts'
import { memoize, memoizeBy } from '../memoize.ts'
import type { Reason } from '../store/schema.ts'
import { indexText, keywordColumn, matchedForm, mutedColumn, type TextIndex } from './keywords.ts'
import { isPlain } from './keyword-terms.ts'
import { topicAgreement } from './keyword-topics.ts'
import { paperVector, shippedSpace, type LatentSpace, type Vector } from './latent-space.ts'
import { keywordRelevance, likenessColumn, nearnessMeter } from './likeness.ts'
import { authorFinder, nameKey, organizationFinder } from './names.ts'
import { nearFloor, type Column } from './relevance.ts'
import { findRepeats } from './repeats.ts'

/** How much relevance, popularity and freshness count; they add up to 1. */
export type Weights = { relevance: number; popularity: number; freshness: number }

/** Chosen by `npm run bench:relevance`, on earlier papers than those that it measures: docs/relevance.md has the table. */
export const tunedWeights: Weights = { relevance: 0.65, popularity: 0.25, freshness: 0.1 }

/** "Popular outside your topics" must be among the best tenth of what was as old. */
const popularFloor = 0.9
const freshnessDays = 3
const dayMs = 86_400_000

/** The papers of an edition with everything that does not depend on who reads, made once and shared by all rankings. */
export type Rated = {
  weights: Weights
  /** By id. All other fields count papers by their position here. */
  papers: readonly Candidate[]
  /** 1 for each paper younger than so many days, counted from its first listing to the edition's day; not to be changed. */
  youngerThan: (days: number) => Uint8Array
  /** What popularity and freshness add to a score. */
  appeal: Float64Array
  /** The popular ones, the most appealing first. */
  popular: readonly number[]
  /** The other positions of the same work, or null. */
  repeats: readonly (readonly number[] | null)[]
  topics: ReadonlyMap<string, Column>
  /** Of the people that a name means: see `authorFinder`. */
  author: (name: string) => Column
  /** Of the organisations that a name means: see `organizationFinder`. */
  organization: (name: string) => Column
  /** Looked up once for all who follow the same phrase. */
  keyword: (keyword: string) => Column
  /** Of papers that do not say a keyword, but are close to it. */
  likeness: (keyword: string) => Column
  mutedKeyword: (phrase: string) => Column
  /** Where a paper lies in the latent space, at unit length. */
  place: (paper: number) => Vector
  /** By paper: how near it is to a vector, for those shown; overwritten by the next call. All are placed with the first. */
  nearTo: (vector: Vector, isShown: Uint8Array) => Float32Array
  /** To rank with; each ranking overwrites it. Best relevance, the most specific interest with its strength, and how many match, by paper; and sorting keys. */
  scratch: {
    best: Float64Array
    winner: Uint16Array
    strength: Float64Array
    matching: Uint16Array
    keys: Float64Array
  }
  /** Why a paper is in a keyword's column, with what it says where that is another form of the words. */
  keywordReason: (keyword: string, paper: number) => Reason
}

/**
 * Rates the candidates of an edition. This is the expensive part: a ranking after it takes microseconds.
 *
 * Popularity is that for its age, as it was frozen, and a little more for code, stars and comments. Freshness is
 * exp(-age / 3 days).
 *
 * @param day the edition's day, YYYY-MM-DD
 */
export function rate(
  candidates: readonly Candidate[],
  day: string,
  weights: Weights = tunedWeights,
  space: () => LatentSpace = shippedSpace,
): Rated {
  // By id, so that ties never depend on the order of the input.
  const papers = candidates.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const ageDays = Float64Array.from(papers, ({ firstListedOn }) =>
    Math.max(0, (Date.parse(day) - Date.parse(firstListedOn)) / dayMs),
  )
  const appeal = ageDays.map((age, at) => {
    const freshness = Math.exp(-age / freshnessDays)
    return weights.popularity * popularityOf(papers[at]) + weights.freshness * freshness
  })
  const popular = [...papers.keys()].filter((at) => (papers[at]?.popularity ?? 0) >= popularFloor)
  return {
    weights,
    papers,
    youngerThan: memoize(maxMemoized, (days: number) =>
      Uint8Array.from(ageDays, (age) => (age < days ? 1 : 0)),
    ),
    appeal,
    popular: popular.sort((a, b) => (appeal[b] ?? 0) - (appeal[a] ?? 0) || a - b),
    repeats: findRepeats(papers),
    topics: topicColumns(papers),
    author: columnsByName(papers, ({ authors }) => authors, authorFinder),
    organization: columnsByName(
      papers,
      ({ organization }) => (organization ? [organization] : []),
      organizationFinder,
    ),
    ...keywordLookups(papers, space),
    ...placing(papers, space),
    scratch: {
      best: new Float64Array(papers.length),
      winner: new Uint16Array(papers.length),
      strength: new Float64Array(papers.length),
      matching: new Uint16Array(papers.length),
      keys: new Float64Array(papers.length),
    },
  }
}

/** Popularity, and up to a twentieth more for what only some papers have. */
function popularityOf(paper: Candidate | undefined): number {
  if (!paper) return 0
  const { popularity, codeUrl, signals } = paper
  const many = (count: number) => Math.min(1, Math.log1p(count) / Math.log1p(1000))
  const bonus = 0.02 * (codeUrl ? 1 : 0) + 0.015 * many(signals.stars ?? 0) + 0.015 * many(signals.comments)
  return Math.min(1, popularity + bonus)
}

function topicColumns(papers: readonly Candidate[]): Map<string, Column> {
  const entries = papers.flatMap(({ topics }, at) =>
    Object.entries(topics).map(([slug, value]) => ({ slug, value, at })),
  )
  const near = entries.filter(({ value }) => value >= nearFloor)
  return new Map(
    [...Map.groupBy(near, ({ slug }) => slug)].map(([slug, group]) => [
      slug,
      { papers: group.map(({ at }) => at), values: group.map(({ value }) => value) },
    ]),
  )
}

function nameColumns(
  papers: readonly Candidate[],
  namesOf: (paper: Candidate) => readonly string[],
): Map<string, Column> {
  const entries = papers.flatMap((paper, at) =>
    [...new Set(namesOf(paper).map(nameKey))].map((name) => ({ name, at })),
  )
  return new Map(
    [...Map.groupBy(entries, ({ name }) => name)].map(([name, group]) => [
      name,
      { papers: group.map(({ at }) => at), values: group.map(() => 1) },
    ]),
  )
}

/** The papers of those whom a name means, looked up once for all who follow it. */
function columnsByName(
  papers: readonly Candidate[],
  namesOf: (paper: Candidate) => readonly string[],
  finderOf: (names: readonly string[]) => (name: string) => string[],
): (name: string) => Column {
  const byKey = nameColumns(papers, namesOf)
  const find = finderOf(papers.flatMap(namesOf))
  return memoize(maxMemoized, (name: string) => {
    const found = find(name).flatMap((key) => byKey.get(key)?.papers ?? [])
    const own = [...new Set(found)].sort((a, b) => a - b)
    return { papers: own, values: own.map(() => 1) }
  })
}

const nothing: Column = { papers: [], values: [] }

/** Bounds what the phrases of a million subscribers take; most are found nowhere and cost little. */
const maxMemoized = 50_000

function keywordLookups(
  papers: readonly Candidate[],
  space: () => LatentSpace,
): Pick<Rated, 'keyword' | 'likeness' | 'mutedKeyword' | 'keywordReason'> {
  // To read every abstract takes a quarter of a second: only where somebody has a keyword.
  let kept: TextIndex | undefined
  const index = () => (kept ??= indexText(papers))
  const measureNearness = nearnessMeter(space, papers, (word) => mutedColumn(index(), word))
  const columnsOf = memoize(maxMemoized, (keyword: string) => {
    const said = keywordColumn(index(), keyword)
    const near = measureNearness(keyword, said)
    const agreement = topicAgreement(keyword, papers)
    // Who asks for exact words, or for several at once, wants nothing but these.
    const isExact = !isPlain(keyword)
    return {
      said: keywordRelevance(said, near, agreement, isExact),
      close: isExact ? nothing : likenessColumn(said, near, agreement),
    }
  })
  return {
    keyword: (keyword) => columnsOf(keyword).said,
    likeness: (keyword) => columnsOf(keyword).close,
    mutedKeyword: memoize(maxMemoized, (phrase: string) => mutedColumn(index(), phrase)),
    keywordReason: memoizeBy(
      maxMemoized,
      (keyword: string, paper: number) => `${paper} ${keyword}`,
      (keyword, paper) => keywordReason(papers[paper], keyword),
    ),
  }
}

/** Row after row in one array: whoever has marked something costs one product with it. */
function placing(papers: readonly Candidate[], space: () => LatentSpace): Pick<Rated, 'place' | 'nearTo'> {
  let kept: { rows: Float32Array; width: number } | undefined
  const near = new Float32Array(papers.length)
  const places = () => (kept ??= placeAll(papers, space()))
  return {
    place: (paper) => {
      const { rows, width } = places()
      return rows.subarray(paper * width, (paper + 1) * width)
    },
    nearTo: (vector, isShown) => {
      const { rows, width } = places()
      for (let paper = 0; paper < near.length; paper += 1) {
        if (isShown[paper] === 1) near[paper] = product(rows, paper * width, vector)
      }
      return near
    },
  }
}

function placeAll(papers: readonly Candidate[], space: LatentSpace) {
  const width = space.dimensions
  const rows = new Float32Array(papers.length * width)
  for (const [nth, paper] of papers.entries()) rows.set(paperVector(space, paper), nth * width)
  return { rows, width }
}

/** With four sums, which the processor adds side by side. */
function product(rows: Float32Array, start: number, vector: Vector): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let at = 0; at < vector.length; at += 4) {
    a += (rows[start + at] ?? 0) * (vector[at] ?? 0)
    b += (rows[start + at + 1] ?? 0) * (vector[at + 1] ?? 0)
    c += (rows[start + at + 2] ?? 0) * (vector[at + 2] ?? 0)
    d += (rows[start + at + 3] ?? 0) * (vector[at + 3] ?? 0)
  }
  return a + b + c + d
}

function keywordReason(paper: Candidate | undefined, keyword: string): Reason {
  // Of several parts, the reader knows which they typed.
  const matched = paper && isPlain(keyword) ? matchedForm(paper, keyword) : null
  const isAsTyped = matched === null || singular(matched) === singular(keyword)
  return isAsTyped ? { kind: 'keyword', keyword } : { kind: 'keyword', keyword, matched }
}

/** Nobody misses the words they look for over a plural. */
function singular(phrase: string): string {
  return nameKey(phrase).replace(/s$/, '')
}
