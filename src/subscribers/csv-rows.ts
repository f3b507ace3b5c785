import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { messageOf } from '../errors.ts'

/** A row's cells, or why it has none. The line is that on which it starts, the first being 1. */
export type CsvRow = { line: number } & ({ ok: true; cells: string[] } | { ok: false; reason: string })

/** More lines than a cell between quotes will ever hold. */
const maxRowLines = 50

/**
 * Reads a CSV file row by row in flat memory. Where a quote is never closed, only its own line is lost: a parser of
 * the whole stream would take everything up to the next quote into that cell, and many people with it.
 */
export async function* readCsvRows(csv: Readable): AsyncGenerator<CsvRow> {
  const open: string[] = []
  let number = 0
  for await (const line of linesOf(csv)) {
    number += 1
    open.push(number === 1 ? line.replace(/^\uFEFF/, '') : line)
    while (open.length > 0) {
      const end = endOfRow(open)
      if (end === 0 && open.length < maxRowLines) break
      yield takeRow(open, end, number)
    }
  }
  while (open.length > 0) yield takeRow(open, endOfRow(open), number)
}

/** A stream that breaks off must not pass for the end of the file, which is all that readline makes of it. */
async function* linesOf(csv: Readable): AsyncGenerator<string> {
  let failure: Error | undefined
  csv.once('error', (error) => {
    failure = error
  })
  yield* createInterface({ input: csv, crlfDelay: Number.POSITIVE_INFINITY })
  if (failure) throw failure
}

/** @returns how many of the open lines make up the first row, 0 where a quote is still open */
function endOfRow(open: readonly string[]): number {
  let quotes = 0
  for (const [index, line] of open.entries()) {
    quotes += line.split('"').length - 1
    if (quotes % 2 === 0) return index + 1
  }
  return 0
}

/**
 * Takes the first row out of the open lines.
 *
 * @param lastLine the number of the last of them
 */
function takeRow(open: string[], end: number, lastLine: number): CsvRow {
  const line = lastLine - open.length + 1
  const lines = open.slice(0, Math.max(end, 1))
  try {
    if (end === 0) throw new Error('a quote is opened and not closed')
    const cells = cellsOf(lines.join('\n'))
    open.splice(0, end)
    return { line, ok: true, cells }
  } catch (error) {
    // The lines after it may be rows of their own.
    open.shift()
    return { line, ok: false, reason: `not a CSV row: ${messageOf(error)}` }
  }
}

function cellsOf(row: string): string[] {
  if (!row.includes('"')) return row.split(',').map((cell) => cell.trim())
  const rows = parse(row, { trim: true, relax_column_count: true })
  return rows[0] ?? []
}
