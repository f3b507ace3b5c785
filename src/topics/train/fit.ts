import { topics } from '../catalogue.ts'
import type { Paper } from '../../papers/paper.ts'
import { cueFeatureCount, cueFeatures, cueTopic, segments, sentences, type Segment } from '../features.ts'
import { termFeatures, type Model, type Vocabulary } from '../model.ts'
import type { Labelled } from './corpus.ts'
import { fitLogistic } from './logistic.ts'
import { times, toRows, type Rows } from './rows.ts'
import { principalSubspace } from './subspace.ts'
import { chooseVocabulary } from './vocabulary.ts'

const width = topics.length

/** All that can be tuned; the defaults were chosen by the time-split cross-validation in docs/relevance.md. */
export const defaults = {
  minPapers: 10,
  terms: 9000,
  /** Dimensions of the subspace of all papers, labelled or not. */
  subspace: 150,
  iterations: 3,
  /** Standard deviations of the weights' priors. */
  termSpread: 2,
  ownCueSpread: 0.8,
  otherCueSpread: 0.17,
  subspaceSpread: 4,
  /** How much a labelled paper counts once more without keywords and summary, and once more in short. */
  bareWeight: 0.4,
  shortWeight: 0.3,
  maxRounds: 50,
}
export type Options = typeof defaults

/** A paper as poorer sources would give it, beside itself. */
export type Variant = { paper: Paper; weight: number }

export function variants(paper: Paper, { bareWeight, shortWeight }: Options): Variant[] {
  const bare = { ...paper, keywords: [], summary: null, organization: null }
  const short = { ...bare, abstract: sentences(paper.abstract).slice(0, 2).join(' ') }
  const hasMore = paper.keywords.length > 0 || paper.summary !== null
  const all = [
    { paper, weight: 1 },
    { paper: bare, weight: hasMore ? bareWeight : 0 },
    { paper: short, weight: shortWeight },
  ]
  return all.filter(({ weight }) => weight > 0)
}

/** Weights without limits yet: see `calibrate`. */
export function fit(examples: readonly Labelled[], corpus: readonly Paper[], options: Options): Model {
  const labelled = examples.map((one) => ({ parts: partsOf(one.paper), labels: labelRow(one) }))
  const vocabulary = chooseVocabulary(corpus.map(partsOf), labelled, {
    minPapers: options.minPapers,
    size: options.terms,
  })
  const inCorpus = corpus.map((paper) => termFeatures(vocabulary, partsOf(paper)))
  const termCount = vocabulary.idf.length
  const basis = principalSubspace(toRows(inCorpus, termCount), options.subspace, options.iterations)

  const rows = examples.flatMap((one) =>
    variants(one.paper, options).map((variant) => ({ ...variant, labels: labelRow(one) })),
  )
  const learned = fitLogistic(
    {
      rows: designRows(
        rows.map(({ paper }) => partsOf(paper)),
        vocabulary,
        basis,
        options.subspace,
      ),
      labels: Float32Array.from(rows.flatMap(({ labels }) => [...labels])),
      weights: Float32Array.from(rows.map(({ weight }) => weight)),
      width,
    },
    spreads(termCount, options),
    options.maxRounds,
  )
  const limits = new Float32Array(width)
  return { ...vocabulary, ...collapse(learned, basis, termCount, options.subspace), limits, slope: 1 }
}

/** Per topic of the catalogue 1 where the paper has it, 0 where not, and a half where that is doubtful. */
export function labelRow({ slugs, doubtful }: Omit<Labelled, 'paper'>): Float32Array {
  return Float32Array.from(topics, ({ slug }) => (slugs.has(slug) ? 1 : doubtful.has(slug) ? doubt : 0))
}

export const doubt = 0.5

const partsByPaper = new WeakMap<Paper, Segment[]>()
function partsOf(paper: Paper): Segment[] {
  const known = partsByPaper.get(paper)
  if (known) return known
  const made = segments(paper)
  partsByPaper.set(paper, made)
  return made
}

/** Terms, cues, and where the terms lie in the subspace. */
function designRows(
  texts: readonly Segment[][],
  vocabulary: Vocabulary,
  basis: Float32Array,
  dimensions: number,
): Rows {
  const terms = texts.map((parts) => termFeatures(vocabulary, parts))
  const termCount = vocabulary.idf.length
  const latent = times(toRows(terms, termCount), basis, dimensions)
  const rows = texts.map((parts, row) => {
    const columns = [...(terms[row]?.columns ?? [])]
    const values = [...(terms[row]?.values ?? [])]
    for (const [cue, value] of cueFeatures(parts).entries()) {
      if (value === 0) continue
      columns.push(termCount + cue)
      values.push(value)
    }
    for (let k = 0; k < dimensions; k += 1) {
      columns.push(termCount + cueFeatureCount + k)
      values.push(latent[row * dimensions + k] ?? 0)
    }
    return { columns, values }
  })
  return toRows(rows, termCount + cueFeatureCount + dimensions)
}

/** A topic's own cues may weigh more than others', which only tell it from its neighbours. */
function spreads(termCount: number, options: Options): Float32Array {
  const rows = termCount + cueFeatureCount + options.subspace
  const made = new Float32Array(rows * width).fill(options.termSpread)
  for (let cue = 0; cue < cueFeatureCount; cue += 1) {
    for (let t = 0; t < width; t += 1) {
      made[(termCount + cue) * width + t] =
        cueTopic(cue) === t ? options.ownCueSpread : options.otherCueSpread
    }
  }
  return made.fill(options.subspaceSpread, (termCount + cueFeatureCount) * width)
}

/** What the subspace has learned goes into the terms: w = u + V v, the same function with fewer numbers. */
function collapse(
  learned: Float64Array,
  basis: Float32Array,
  termCount: number,
  dimensions: number,
): Pick<Model, 'weights' | 'bias'> {
  const direct = termCount + cueFeatureCount
  const weights = Float32Array.from(learned.subarray(0, direct * width))
  for (let row = 0; row < termCount; row += 1) {
    for (let k = 0; k < dimensions; k += 1) {
      const share = basis[row * dimensions + k] ?? 0
      for (let t = 0; t < width; t += 1) {
        const at = row * width + t
        weights[at] = (weights[at] ?? 0) + share * (learned[(direct + k) * width + t] ?? 0)
      }
    }
  }
  return { weights, bias: Float32Array.from(learned.subarray((direct + dimensions) * width)) }
}
