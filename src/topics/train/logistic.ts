import { minimize } from './minimize.ts'
import { rowCount, type Rows } from './rows.ts'

export type Examples = {
  rows: Rows
  /** `width` numbers per row: 1 is yes, 0 is no, between them is doubt. */
  labels: Float32Array
  /** How much each row counts. */
  weights: Float32Array
  width: number
}

/**
 * One-vs-rest logistic regression for all columns of labels at once, with a normal prior on every weight.
 *
 * @param spread the prior's standard deviation, `width` per column of rows; the bias has none
 * @returns `width` weights per column of rows, then the biases
 */
export function fitLogistic(examples: Examples, spread: Float32Array, maxRounds: number): Float64Array {
  const { rows, width } = examples
  const size = (rows.columnCount + 1) * width
  const odds = priorOdds(examples)
  const stiffness = new Float64Array(size)
  const unit = curvatureUnits(examples, odds, spread, stiffness)
  const point = new Float64Array(size)
  const weights = new Float64Array(size)
  const slopes = new Float64Array(size)
  minimize(
    (at, gradient) => {
      for (let i = 0; i < size; i += 1) weights[i] = (at[i] ?? 0) * (unit[i] ?? 0)
      for (let t = 0; t < width; t += 1)
        weights[size - width + t] = (weights[size - width + t] ?? 0) + (odds[t] ?? 0)
      let value = loss(examples, weights, slopes)
      for (let i = 0; i < size; i += 1) {
        const pull = (stiffness[i] ?? 0) * (at[i] ?? 0)
        value += 0.5 * pull * (at[i] ?? 0)
        gradient[i] = (slopes[i] ?? 0) * (unit[i] ?? 0) + pull
      }
      return value
    },
    point,
    maxRounds,
    1e-3,
  )
  return point.map((x, i) => x * (unit[i] ?? 0) + (i < size - width ? 0 : (odds[i - size + width] ?? 0)))
}

/** The log-odds of each column of labels, where its bias starts. */
function priorOdds({ labels, weights, width }: Examples): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const yes = new Float64Array(width)
  for (const [at, label] of labels.entries()) {
    yes[at % width] = (yes[at % width] ?? 0) + label * (weights[Math.floor(at / width)] ?? 0)
  }
  return yes.map((count) => Math.log((count + 1) / (total - count + 1)))
}

/**
 * The unit for each weight in which the function curves alike in all directions, as far as a diagonal can do that:
 * L-BFGS then needs tens of rounds, not hundreds.
 *
 * @param stiffness gets the prior's pull in these units
 */
function curvatureUnits(
  { rows, weights, width }: Examples,
  odds: Float64Array,
  spread: Float32Array,
  stiffness: Float64Array,
): Float64Array {
  const squares = new Float64Array(rows.columnCount + 1)
  for (let row = 0; row < rowCount(rows); row += 1) {
    const weight = weights[row] ?? 0
    squares[rows.columnCount] = (squares[rows.columnCount] ?? 0) + weight
    for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at += 1) {
      const column = rows.columns[at] ?? 0
      squares[column] = (squares[column] ?? 0) + weight * (rows.values[at] ?? 0) ** 2
    }
  }
  return Float64Array.from(stiffness, (_, i) => {
    const variance = 0.25 / Math.cosh((odds[i % width] ?? 0) / 2) ** 2
    const precision = i < spread.length ? 1 / (spread[i] ?? 1) ** 2 : 0
    const curvature = precision + variance * (squares[Math.floor(i / width)] ?? 0) + 1e-6
    stiffness[i] = precision / curvature
    return 1 / Math.sqrt(curvature)
  })
}

/** Sum of −log p over rows and columns, its gradient into `slopes`. */
function loss(
  { rows, labels, weights: rowWeights, width }: Examples,
  weights: Float64Array,
  slopes: Float64Array,
) {
  const bias = rows.columnCount * width
  const sums = new Float64Array(width)
  slopes.fill(0)
  let total = 0
  for (let row = 0; row < rowCount(rows); row += 1) {
    const start = rows.starts[row] ?? 0
    const end = rows.starts[row + 1] ?? 0
    for (let t = 0; t < width; t += 1) sums[t] = weights[bias + t] ?? 0
    for (let at = start; at < end; at += 1) {
      const from = (rows.columns[at] ?? 0) * width
      const value = rows.values[at] ?? 0
      for (let t = 0; t < width; t += 1) sums[t] = (sums[t] ?? 0) + value * (weights[from + t] ?? 0)
    }
    const rowWeight = rowWeights[row] ?? 0
    for (let t = 0; t < width; t += 1) {
      const sum = sums[t] ?? 0
      const label = labels[row * width + t] ?? 0
      total += rowWeight * (Math.max(sum, 0) + Math.log1p(Math.exp(-Math.abs(sum))) - label * sum)
      const slope = rowWeight * (1 / (1 + Math.exp(-sum)) - label)
      sums[t] = slope
      slopes[bias + t] = (slopes[bias + t] ?? 0) + slope
    }
    for (let at = start; at < end; at += 1) {
      const to = (rows.columns[at] ?? 0) * width
      const value = rows.values[at] ?? 0
      for (let t = 0; t < width; t += 1) slopes[to + t] = (slopes[to + t] ?? 0) + value * (sums[t] ?? 0)
    }
  }
  return total
}
