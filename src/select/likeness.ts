import { memoize } from '../memoize.ts'
import {
  nearness,
  paperVector,
  phraseVector,
  toUnitLength,
  type LatentSpace,
  type Vector,
} from './latent-space.ts'
import { plainWords } from './keyword-terms.ts'
import type { KeywordColumn } from './keywords.ts'
import { tellingWords, type DescribedFields } from './latent-terms.ts'
import { relevanceFloor, type Column } from './relevance.ts'
import { otherForms } from './short-names.ts'

/** How near papers are to a keyword. */
export type Nearness = {
  /**
   * By paper: the cosine of an angle, seldom below 0. It is 0 for a paper that neither says one of the words nor is near it. Empty
   * where no word of the keyword is known.
   */
  toAll: Float32Array
  /** By paper: the same to that of the keyword's words to which it is least near; 1 where it says all of them. */
  toEach: Float32Array
}

/** How near a paper must be to each word that it does not say: what is about audio alone is not about audio codecs. */
const wordFloor = 0.2
/** How much the papers that say a keyword tell what is meant by it, beside its own words. */
const sayersShare = 0.3
/** So many of them, those that say it most. */
const mostSayers = 5
/** Fewer may all say it in passing, and would be near to themselves. */
const enoughSayers = 3
/** Bounds what is kept of the words that keywords share, which is most of what a keyword costs. */
const maxWords = 5000

/**
 * @param saysWord the papers that say a word in any inflection
 * @returns measures how near papers are to a keyword, given the papers that say it. Places are computed with the first one
 */
export function nearnessMeter(
  space: () => LatentSpace,
  papers: readonly DescribedFields[],
  saysWord: (word: string) => Column,
): (keyword: string, said: Column) => Nearness {
  let kept: Vector[] | undefined
  const vectors = () => (kept ??= papers.map((paper) => paperVector(space(), paper)))
  const toWord = memoize(maxWords, (word: string) => {
    const place = phraseVector(space(), word)
    const near = Float32Array.from(vectors(), (vector) => nearness(place, vector))
    for (const paper of saysWord(word).papers) near[paper] = 1
    return near
  })
  return (keyword, said) => {
    const words = plainWords(keyword)
    const own = phraseVector(space(), [words, ...otherForms(keyword)].join(' '))
    if (own.every((value) => value === 0)) return { toAll: new Float32Array(0), toEach: new Float32Array(0) }
    const toEach = new Float32Array(papers.length).fill(1)
    for (const word of new Set(tellingWords(words))) {
      const near = toWord(word)
      for (let paper = 0; paper < near.length; paper += 1)
        toEach[paper] = Math.min(toEach[paper] ?? 0, near[paper] ?? 0)
    }
    const wanted = addSayers(own, vectors(), said)
    const sayers = new Set(said.papers)
    const toAll = Float32Array.from(vectors(), (vector, paper) =>
      sayers.has(paper) || (toEach[paper] ?? 0) >= wordFloor ? nearness(wanted, vector) : 0,
    )
    return { toAll, toEach }
  }
}

/** Relevance feedback (Rocchio 1971): moves a keyword towards the papers that say it. */
function addSayers(own: Vector, vectors: readonly Vector[], { papers, values }: Column): Vector {
  const sayers = [...papers.keys()]
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, mostSayers)
  if (sayers.length < enoughSayers) return own
  const sum = new Float32Array(own.length)
  for (const nth of sayers) {
    const vector = vectors[papers[nth] ?? -1]
    const strength = (values[nth] ?? 0) - relevanceFloor
    if (vector) {
      for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + strength * (vector[at] ?? 0)
    }
  }
  const towards = toUnitLength(sum)
  return toUnitLength(own.map((value, at) => value + sayersShare * (towards[at] ?? 0)))
}

/** From this sum on a paper matches: docs/relevance.md has the tables. */
export const matchFloor = 0.55
/** What it counts beside nearness to say a keyword, to be near the one of its words that is farthest, and to have its topic. */
const sayingWeight = 1.9
const wordWeight = 0.15
const topicWeight = 0.2
/** Further down the list only what is vaguely near is left. */
const mostClose = 12
/** What papers that are near to no known word count as. */
const unknown = 0.45
const scale = 0.45
/** A title that says a keyword is reason enough. */
const titledRelevance = 0.66

/** Whether a paper has a keyword's topic: from 0, it has not, to 1; a half where the keyword has none. */
export type TopicAgreement = (paper: number) => number

/**
 * A keyword's papers by what they are about: one that says it in passing stays below the floor.
 *
 * @param isExact whether the reader asked for these words and no others; then whatever says them matches
 */
export function keywordRelevance(
  said: KeywordColumn,
  { toAll }: Nearness,
  agreement: TopicAgreement,
  isExact: boolean,
): Column {
  const valueOf = (paper: number, nth: number) => {
    const least = said.titled.has(paper) ? titledRelevance : isExact ? relevanceFloor : 0
    const saying = sayingWeight * ((said.values[nth] ?? 0) - relevanceFloor)
    const sum = saying + (toAll[paper] ?? unknown) + topicWeight * agreement(paper)
    return Math.max(least, toRelevance(sum))
  }
  return { papers: said.papers, values: said.papers.map(valueOf) }
}

/** How close papers are to a keyword that they do not say, those that are close enough to match. */
export function likenessColumn(said: Column, near: Nearness, agreement: TopicAgreement): Column {
  const sayers = new Set(said.papers)
  const close = [...near.toAll.keys()]
    .filter((paper) => !sayers.has(paper) && (near.toAll[paper] ?? 0) > 0)
    .map((paper) => ({ paper, sum: likenessOf(near, paper, agreement) }))
    .filter(({ sum }) => sum >= matchFloor)
    .sort((a, b) => b.sum - a.sum || a.paper - b.paper)
    .slice(0, mostClose)
    .sort((a, b) => a.paper - b.paper)
  return {
    papers: close.map(({ paper }) => paper),
    values: close.map(({ sum }) => toRelevance(sum)),
  }
}

/** Of a paper that does not say a keyword: the sum that `matchFloor` is for. */
export function likenessOf(near: Nearness, paper: number, agreement: TopicAgreement): number {
  return (near.toAll[paper] ?? 0) + wordWeight * (near.toEach[paper] ?? 0) + topicWeight * agreement(paper)
}

function toRelevance(sum: number): number {
  return Math.min(1, Math.max(0, relevanceFloor + scale * (sum - matchFloor)))
}
