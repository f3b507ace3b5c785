import type { SparseRow } from '../model.ts'

/** A sparse matrix, row after row. */
export type Rows = { starts: Int32Array; columns: Int32Array; values: Float32Array; columnCount: number }

export function toRows(rows: readonly SparseRow[], columnCount: number): Rows {
  const size = rows.reduce((sum, row) => sum + row.columns.length, 0)
  const made: Rows = {
    starts: new Int32Array(rows.length + 1),
    columns: new Int32Array(size),
    values: new Float32Array(size),
    columnCount,
  }
  let at = 0
  for (const [index, row] of rows.entries()) {
    made.columns.set(row.columns, at)
    made.values.set(row.values, at)
    at += row.columns.length
    made.starts[index + 1] = at
  }
  return made
}

export function rowCount(rows: Rows): number {
  return rows.starts.length - 1
}

/** rows · dense, where dense has `width` numbers per column of rows. */
export function times(rows: Rows, dense: Float32Array, width: number): Float32Array {
  const product = new Float32Array(rowCount(rows) * width)
  eachCell(rows, (row, column, value) => {
    const from = column * width
    const to = row * width
    for (let k = 0; k < width; k += 1)
      product[to + k] = (product[to + k] ?? 0) + value * (dense[from + k] ?? 0)
  })
  return product
}

/** rowsᵀ · dense, where dense has `width` numbers per row of rows. */
export function timesTransposed(rows: Rows, dense: Float32Array, width: number): Float32Array {
  const product = new Float32Array(rows.columnCount * width)
  eachCell(rows, (row, column, value) => {
    const from = row * width
    const to = column * width
    for (let k = 0; k < width; k += 1)
      product[to + k] = (product[to + k] ?? 0) + value * (dense[from + k] ?? 0)
  })
  return product
}

function eachCell(rows: Rows, visit: (row: number, column: number, value: number) => void): void {
  for (let row = 0; row < rowCount(rows); row += 1) {
    const end = rows.starts[row + 1] ?? 0
    for (let at = rows.starts[row] ?? 0; at < end; at += 1) {
      visit(row, rows.columns[at] ?? 0, rows.values[at] ?? 0)
    }
  }
}
