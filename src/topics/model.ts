import { topics } from './catalogue.ts'
import { cueFeatureCount, cueFeatures, type Segment } from './features.ts'
import { wordId } from './tokens.ts'

/** What is known of a word: its own row, the rows of pairs that it begins by the id of the other word, and whether it ends any. */
type Entry = { row: number; pairs: Map<number, number>; endsPair: boolean }
const none = -1

/** The known words and pairs of words. */
export type Vocabulary = {
  /** In the order of their rows. */
  terms: readonly string[]
  idf: Float32Array
  /** By word id. */
  index: readonly (Entry | undefined)[]
}

/** The columns of a row that are not zero, and what stands in them. */
export type SparseRow = { columns: number[]; values: number[] }

/** A linear classifier per topic over the same features. */
export type Model = Vocabulary & {
  /** One row per term and then per cue feature, one column per topic. */
  weights: Float32Array
  bias: Float32Array
  /** Per topic the least that it takes to have it. */
  limits: Float32Array
  /** Turns distance from the decision into a calibrated score. */
  slope: number
}

const topicCount = topics.length

/**
 * How much each other topic that a paper probably has speaks against one, as a log-odds: papers have one to three main
 * subjects, so that the fourth needs better reasons than the first. By time-split cross-validation, where 0.3 to 1 do alike.
 */
const rivalry = 0.7

/**
 * A paper's distances from each topic's decision: not negative where it has the topic.
 *
 * Terms weigh (1 + ln tf) · idf at unit length, as in Manning, Raghavan & Schütze 2008, chapter 6.4.
 */
export function decide(model: Model, parts: readonly Segment[]): Float64Array {
  const sums = new Float64Array(topicCount)
  const terms = termFeatures(model, parts)
  for (const [at, row] of terms.columns.entries()) addRow(sums, model.weights, row, terms.values[at] ?? 0)
  const cues = cueFeatures(parts)
  for (let cue = 0; cue < cueFeatureCount; cue += 1) {
    const value = cues[cue] ?? 0
    if (value !== 0) addRow(sums, model.weights, model.idf.length + cue, value)
  }
  const odds = sums.map((sum, topic) => sum + (model.bias[topic] ?? 0))
  const chances = odds.map((value) => 1 / (1 + Math.exp(-value)))
  const together = chances.reduce((sum, chance) => sum + chance, 0)
  return odds.map((value, topic) => {
    const others = together - (chances[topic] ?? 0)
    return value - rivalry * others - (model.limits[topic] ?? 0)
  })
}

export function toVocabulary(terms: readonly string[], idf: Float32Array): Vocabulary {
  const entries = new Map<number, Entry>()
  const entryOf = (word: string) => {
    const id = wordId(word)
    const entry = entries.get(id) ?? { row: none, pairs: new Map(), endsPair: false }
    entries.set(id, entry)
    return entry
  }
  for (const [row, term] of terms.entries()) {
    const [first = '', second] = term.split(' ')
    if (second === undefined) {
      entryOf(first).row = row
    } else {
      entryOf(second).endsPair = true
      entryOf(first).pairs.set(wordId(second), row)
    }
  }
  const index = Array.from({ length: Math.max(-1, ...entries.keys()) + 1 }, (_, id) => entries.get(id))
  return { terms, idf, index }
}

/** All zero between calls: to make one for each paper would take as long as the rest of its classification. */
let scratch = new Float64Array(0)

/** @returns rows with their values, of unit length together */
export function termFeatures({ index, idf }: Vocabulary, parts: readonly Segment[]): SparseRow {
  if (scratch.length < idf.length) scratch = new Float64Array(idf.length)
  const counts = scratch
  const columns: number[] = []
  const count = (row: number, weight: number) => {
    const before = counts[row] ?? 0
    if (before === 0) columns.push(row)
    counts[row] = before + weight
  }
  for (const { words, weight } of parts) {
    let previous: Entry | undefined
    for (const { id } of words) {
      const entry = index[id]
      if (entry !== undefined && entry.row !== none) count(entry.row, weight)
      // Pairs are looked up by their parts: joining them for each word of a paper would cost more than all the rest.
      if (entry?.endsPair && previous !== undefined) {
        const row = previous.pairs.get(id)
        if (row !== undefined) count(row, weight)
      }
      previous = entry !== undefined && entry.pairs.size > 0 ? entry : undefined
    }
  }
  const values = columns.map((row) => damped(counts[row] ?? 0) * (idf[row] ?? 0))
  for (const row of columns) counts[row] = 0
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1
  return { columns, values: values.map((value) => value / length) }
}

function damped(count: number): number {
  return count >= 1 ? 1 + Math.log(count) : count
}

function addRow(sums: Float64Array, weights: Float32Array, row: number, value: number): void {
  const start = row * topicCount
  for (let topic = 0; topic < topicCount; topic += 1) {
    sums[topic] = (sums[topic] ?? 0) + value * (weights[start + topic] ?? 0)
  }
}
