import { topics } from './catalogue.ts'
import { cueFeatureCount, cueFeatures, eachTerm, type Segment } from './features.ts'

/** A linear classifier per topic over the same features. */
export type Model = {
  /** Row of each known word or pair of words. */
  rows: Map<string, number>
  idf: Float32Array
  /** One row per term and then per cue feature, one column per topic. */
  weights: Float32Array
  /** Zero is the decision: thresholds are already taken off. */
  bias: Float32Array
  /** Turns distance from the decision into a calibrated score. */
  slope: number
}

const topicCount = topics.length

/**
 * A paper's distances from each topic's decision: positive where it has the topic.
 *
 * Terms weigh (1 + ln tf) · idf at unit length, as in Manning, Raghavan & Schütze 2008, chapter 6.4.
 */
export function decide(model: Model, parts: readonly Segment[]): Float64Array {
  const sums = new Float64Array(topicCount)
  const terms = termFeatures(model, parts)
  for (const [row, value] of terms) addRow(sums, model.weights, row, value)
  const cues = cueFeatures(parts)
  for (let cue = 0; cue < cueFeatureCount; cue += 1) {
    const value = cues[cue] ?? 0
    if (value !== 0) addRow(sums, model.weights, model.idf.length + cue, value)
  }
  return sums.map((sum, topic) => sum + (model.bias[topic] ?? 0))
}

/** @returns rows with their values, of unit length together */
export function termFeatures(
  vocabulary: Pick<Model, 'rows' | 'idf'>,
  parts: readonly Segment[],
): Map<number, number> {
  const values = new Map<number, number>()
  eachTerm(parts, (term, weight) => {
    const row = vocabulary.rows.get(term)
    if (row !== undefined) values.set(row, (values.get(row) ?? 0) + weight)
  })
  let squares = 0
  for (const [row, count] of values) {
    const value = (count >= 1 ? 1 + Math.log(count) : count) * (vocabulary.idf[row] ?? 0)
    values.set(row, value)
    squares += value * value
  }
  const length = Math.sqrt(squares) || 1
  for (const [row, value] of values) values.set(row, value / length)
  return values
}

function addRow(sums: Float64Array, weights: Float32Array, row: number, value: number): void {
  const start = row * topicCount
  for (let topic = 0; topic < topicCount; topic += 1) {
    sums[topic] = (sums[topic] ?? 0) + value * (weights[start + topic] ?? 0)
  }
}
