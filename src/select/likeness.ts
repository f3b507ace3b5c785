import {
  nearness,
  paperVector,
  phraseVector,
  toUnitLength,
  type LatentSpace,
  type Vector,
} from './latent-space.ts'
import { tellingWords, type DescribedFields } from './latent-terms.ts'
import { relevanceFloor, type Column } from './relevance.ts'

/**
 * By paper: how near it is to a keyword, as the cosine of an angle, seldom below 0. It is 0 for a paper that neither says one of
 * the keyword's words nor is near it: what is about audio alone is not about audio codecs. Empty where no word is known.
 */
export type Nearness = Float32Array

/** How near a paper must be to each word that it does not say. */
const wordFloor = 0.25

/** How much the papers that say a keyword tell what is meant by it, beside its own words. */
const sayersShare = 0.3
/** So many of them, those that say it most. */
const mostSayers = 5
/** Fewer may all say it in passing, and would be near to themselves. */
const enoughSayers = 3

/**
 * @param saysWord the papers that say a word in any inflection
 * @returns measures how near papers are to a keyword, given the papers that say it. Places are computed with the first one
 */
export function nearnessMeter(
  space: () => LatentSpace,
  papers: readonly DescribedFields[],
  saysWord: (word: string) => Column,
): (keyword: string, said: Column) => Nearness {
  let vectors: Vector[] | undefined
  return (keyword, said) => {
    const own = phraseVector(space(), keyword)
    if (own.every((value) => value === 0)) return new Float32Array(0)
    const all = (vectors ??= papers.map((paper) => paperVector(space(), paper)))
    const wanted = addSayers(own, all, said)
    const near = Float32Array.from(all, (vector) => nearness(wanted, vector))
    const sayers = new Set(said.papers)
    for (const word of new Set(tellingWords(keyword))) {
      const place = phraseVector(space(), word)
      const speakers = new Set(saysWord(word).papers)
      for (const [paper, vector] of all.entries()) {
        if (sayers.has(paper) || speakers.has(paper) || nearness(place, vector) >= wordFloor) continue
        near[paper] = 0
      }
    }
    return near
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

/** From this nearness on, a paper that does not say a keyword counts as close to it: docs/relevance.md has the table. */
export const likenessFloor = 0.35
/** Further down the list only what is vaguely near is left. */
const mostClose = 12
/** What it counts to say a keyword at all, measured in nearness. */
const saying = 0.2
/** Below this sum a paper says a keyword in passing: it is as relevant as it takes to match. */
const inPassing = 0.3
const scale = 0.45

/** A keyword's papers, sharpened by what they are about: one that says it in passing is less relevant than one about it. */
export function keywordRelevance(said: Column, near: Nearness): Column {
  const valueOf = (paper: number, nth: number) =>
    toRelevance(saying + (said.values[nth] ?? 0) - relevanceFloor + (near[paper] ?? 0))
  return { papers: said.papers, values: said.papers.map(valueOf) }
}

/** The papers that are close to a keyword without saying it. */
export function likenessColumn(said: Column, near: Nearness): Column {
  const sayers = new Set(said.papers)
  const close = [...near.keys()]
    .filter((paper) => (near[paper] ?? 0) >= likenessFloor && !sayers.has(paper))
    .sort((a, b) => (near[b] ?? 0) - (near[a] ?? 0) || a - b)
    .slice(0, mostClose)
    .sort((a, b) => a - b)
  return { papers: close, values: close.map((paper) => toRelevance(near[paper] ?? 0)) }
}

function toRelevance(sum: number): number {
  return Math.min(1, relevanceFloor + scale * Math.max(0, sum - inPassing))
}
