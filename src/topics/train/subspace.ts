import { randomNumbers } from './random.ts'
import { times, timesTransposed, type Rows } from './rows.ts'

/**
 * An orthonormal basis of the directions in which the rows vary most: latent semantic analysis (Deerwester et al.
 * 1990) by the randomised range finder with power iterations (Halko, Martinsson & Tropp 2011, algorithm 4.4).
 * A rotation of the singular vectors, which a model with one prior for all directions cannot tell from them.
 *
 * @returns `width` numbers per column of rows
 */
export function principalSubspace(rows: Rows, width: number, iterations: number): Float32Array {
  const random = randomNumbers(7)
  let basis: Float32Array = Float32Array.from({ length: rows.columnCount * width }, () => random() - 0.5)
  for (let round = 0; round < iterations; round += 1) {
    basis = timesTransposed(rows, times(rows, basis, width), width)
    orthonormalize(basis, width)
  }
  return basis
}

/** Modified Gram-Schmidt on the columns, done on a transposed copy to run along memory. */
function orthonormalize(basis: Float32Array, width: number): void {
  const height = basis.length / width
  const columns = Array.from({ length: width }, (_, k) =>
    Float64Array.from({ length: height }, (_none, row) => basis[row * width + k] ?? 0),
  )
  for (const [k, column] of columns.entries()) {
    for (const before of columns.slice(0, k)) {
      const overlap = dot(column, before)
      for (let row = 0; row < height; row += 1)
        column[row] = (column[row] ?? 0) - overlap * (before[row] ?? 0)
    }
    const length = Math.sqrt(dot(column, column)) || 1
    for (let row = 0; row < height; row += 1) {
      column[row] = (column[row] ?? 0) / length
      basis[row * width + k] = column[row] ?? 0
    }
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0)
  return sum
}
