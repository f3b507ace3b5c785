import type { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { messageOf } from '../errors.ts'
import { readTextLines, type TextEncoding } from './csv-lines.ts'

/** A row's cells, or why it has none. The line is that on which it starts, the first being 1. */
export type CsvRow = { line: number } & ({ ok: true; cells: string[] } | { ok: false; reason: string })

/** More lines than a cell between quotes will ever hold. */
const maxRowLines = 50

/**
 * Reads a CSV file row by row in flat memory. Cells are separated by what a first line `sep=;` names, or else by the comma,
 * semicolon, tab or bar that the first line has most of. Where a quote is never closed, only its own line is lost: a parser
 * of the whole stream would take everything up to the next quote into that cell, and many people with it.
 */
export async function* readCsvRows(csv: Readable, encoding: TextEncoding = {}): AsyncGenerator<CsvRow> {
  const open: string[] = []
  let number = 0
  let separator: string | undefined
  for await (const line of readTextLines(csv, encoding)) {
    number += 1
    if (separator === undefined && line.trim() === '') continue
    if (separator === undefined) {
      const named = /^"?sep=(.)"?[\s;,]*$/i.exec(line)?.[1]
      separator = named ?? guessSeparator(line)
      if (named) continue
    }
    open.push(line)
    while (open.length > 0) {
      const end = endOfRow(open)
      if (end === 0 && open.length < maxRowLines) break
      yield takeRow(open, end, number, separator)
    }
  }
  while (open.length > 0) yield takeRow(open, endOfRow(open), number, separator ?? ',')
}

/** @param header the first line */
function guessSeparator(header: string): string {
  const unquoted = header.replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map((separator) => ({
    separator,
    count: unquoted.split(separator).length - 1,
  }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).separator
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
function takeRow(open: string[], end: number, lastLine: number, separator: string): CsvRow {
  const line = lastLine - open.length + 1
  const lines = open.slice(0, Math.max(end, 1))
  try {
    if (end === 0) throw new Error('a quote is opened and not closed')
    const cells = cellsOf(lines.join('\n'), separator)
    open.splice(0, end)
    return { line, ok: true, cells }
  } catch (error) {
    // The lines after it may be rows of their own.
    open.shift()
    return { line, ok: false, reason: `not a CSV row: ${messageOf(error)}` }
  }
}

function cellsOf(row: string, separator: string): string[] {
  if (!row.includes('"')) return row.split(separator).map((cell) => cell.trim())
  const rows = parse(row, { delimiter: separator, trim: true, relax_column_count: true })
  return rows[0] ?? []
}
