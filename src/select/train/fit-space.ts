import type { Paper } from '../../papers/paper.ts'
import { toRows } from '../../topics/train/rows.ts'
import { principalSubspace } from '../../topics/train/subspace.ts'
import { latentFeatures, type LatentSpace } from '../latent-space.ts'
import { eachTerm, runsOf, type Run } from '../latent-terms.ts'

export const defaults = {
  terms: 20_000,
  dimensions: 256,
  iterations: 2,
  /** A word or a pair in fewer papers says too little of where it belongs. */
  minPapers: 4,
  minPairPapers: 8,
}
export type Options = typeof defaults

/** Learns where words and pairs lie from which papers they occur in. The same papers give the same space. */
export function fitSpace(papers: readonly Paper[], options: Options = defaults): LatentSpace {
  const texts = papers.map(runsOf)
  const papersByTerm = countPapers(texts)
  const terms = chooseTerms(texts, papersByTerm, options)
  const rows = new Map(terms.map((term, row) => [term, row]))
  const idf = Float32Array.from(terms, (term) => Math.log(papers.length / (papersByTerm.get(term) ?? 1)))
  const features = texts.map((runs) => latentFeatures({ rows, idf }, runs))
  const vectors = principalSubspace(toRows(features, terms.length), options.dimensions, options.iterations)
  return { rows, idf, ...toBytes(vectors, options.dimensions), dimensions: options.dimensions }
}

function countPapers(texts: readonly Run[][]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const runs of texts) {
    const own = new Set<string>()
    eachTerm(runs, (term) => own.add(term))
    for (const term of own) counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  return counts
}

/** All words that are frequent enough; and of pairs those that stand together much more often than chance would have it. */
function chooseTerms(
  texts: readonly Run[][],
  papersByTerm: ReadonlyMap<string, number>,
  { terms, minPapers, minPairPapers }: Options,
): string[] {
  const words = [...papersByTerm]
    .filter(([term, papers]) => !term.includes(' ') && papers >= minPapers)
    .map(([term]) => term)
  const uses = countUses(texts)
  const all = [...uses].reduce((sum, [term, count]) => (term.includes(' ') ? sum : sum + count), 0)
  const pairs = [...papersByTerm]
    .filter(([term, papers]) => term.includes(' ') && papers >= minPairPapers)
    .map(([term]) => ({ term, surprise: surpriseOf(term, uses, all) }))
    // Ties go by the alphabet: the same papers must always give the same file.
    .sort((a, b) => b.surprise - a.surprise || (a.term < b.term ? -1 : 1))
    .slice(0, Math.max(0, terms - words.length))
  return [...words, ...pairs.map(({ term }) => term)].sort()
}

function countUses(texts: readonly Run[][]): Map<string, number> {
  const uses = new Map<string, number>()
  for (const runs of texts) eachTerm(runs, (term) => uses.set(term, (uses.get(term) ?? 0) + 1))
  return uses
}

/** How often a pair is used, times the logarithm of how much more often than if its words did not care for each other. */
function surpriseOf(pair: string, uses: ReadonlyMap<string, number>, all: number): number {
  const [first = '', second = ''] = pair.split(' ')
  const count = uses.get(pair) ?? 0
  return count * Math.log((count * all) / ((uses.get(first) ?? 1) * (uses.get(second) ?? 1)))
}

/** Each row by its own scale: rare terms lie near the middle, and would lose all by a common one. */
function toBytes(vectors: Float32Array, width: number): Pick<LatentSpace, 'basis' | 'scales'> {
  const scales = new Float32Array(vectors.length / width)
  for (const [at, value] of vectors.entries()) {
    const row = Math.floor(at / width)
    scales[row] = Math.max(scales[row] ?? 0, Math.abs(value) / 127)
  }
  const basis = Int8Array.from(vectors, (value, at) =>
    Math.round(value / (scales[Math.floor(at / width)] || 1)),
  )
  return { basis, scales }
}
