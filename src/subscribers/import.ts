import type { Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import type { Db } from '../store/open.ts'
import { addConsented, type ConsentedSubscriber } from './add.ts'
import { parseAddress } from './address.ts'
import { readCsvRows } from './csv-rows.ts'
import { splitList } from './list-text.ts'
import { preferenceFields } from './preference-fields.ts'
import { collectInput, isListField, parseListedPreferences, type LeftOut } from './preferences.ts'

const batchSize = 1000

export type ImportResult = { imported: number; updated: number; rejected: number }

/** A row that was left out, and why, for the operator to put right. */
export type RejectedRow = { line: number; email: string; reason: string }

/** A value that was left out of a row that was imported, in words. */
export type ImportWarning = { line: number; email: string; warning: string }

export type ImportOptions = {
  now: Date
  /** By which those are known again who were erased. */
  secretKeys: readonly string[]
  onRejected?: (row: RejectedRow) => void
  onWarning?: (warning: ImportWarning) => void
  /** Called after every batch with the number of rows read so far. */
  onProgress?: (rows: number) => void
}

/**
 * Imports an operator's own consented list, one row after the other in flat memory. The first line names the columns:
 * `email`, and if wanted any that `exportSubscribers` writes, lists with ; or | between. Of `status`, only active ones
 * are taken. An address that comes twice takes what the later row says. Whoever has left, was erased or is suppressed
 * stays so. A topic, time zone or language that is not known (any more) is left out with a warning, its person imported.
 *
 * @throws {UserError} when the file is no CSV with such a first line
 */
export async function importSubscribers(
  db: Db,
  csv: Readable,
  options: ImportOptions,
): Promise<ImportResult> {
  const result: ImportResult = { imported: 0, updated: 0, rejected: 0 }
  const reject = (row: RejectedRow) => {
    result.rejected += 1
    options.onRejected?.(row)
  }
  const batch = new Map<string, PendingRow>()
  let rows = 0
  const flush = async () => {
    await saveBatch(db, [...batch.values()], options, result, reject)
    batch.clear()
    options.onProgress?.(rows)
  }
  for await (const { line, cells } of readRows(csv, reject)) {
    rows += 1
    const parsed = parseRow(cells)
    if (!parsed.ok) {
      reject({ line, email: cells['email'] ?? '', reason: parsed.reason })
      continue
    }
    const { email, emailKey } = parsed.subscriber.address
    for (const one of parsed.leftOut) options.onWarning?.({ line, email, warning: describeLeftOut(one) })
    // The same address again must find the earlier row in the database.
    if (batch.has(emailKey) || batch.size === batchSize) await flush()
    batch.set(emailKey, { ...parsed.subscriber, line })
  }
  await flush()
  return result
}

type Cells = Record<string, string>
type PendingRow = ConsentedSubscriber & { line: number }

async function saveBatch(
  db: Db,
  batch: PendingRow[],
  { now, secretKeys }: ImportOptions,
  result: ImportResult,
  reject: (row: RejectedRow) => void,
): Promise<void> {
  const consent = { how: 'import', at: now.toISOString() } as const
  const outcomes = await addConsented(db, batch, consent, now, secretKeys)
  for (const { address, line } of batch) {
    const outcome = outcomes.get(address.emailKey)
    if (outcome === 'imported' || outcome === 'updated') result[outcome] += 1
    else
      reject({ line, email: address.email, reason: `${outcome}: stays so until they subscribe themselves` })
  }
}

/** Rows by their column names. */
async function* readRows(
  csv: Readable,
  reject: (row: RejectedRow) => void,
): AsyncGenerator<{ line: number; cells: Cells }> {
  let names: string[] | undefined
  for await (const row of readCsvRows(csv)) {
    if (!row.ok) {
      reject({ line: row.line, email: '', reason: row.reason })
      continue
    }
    const { line, cells } = row
    if (cells.every((cell) => cell === '')) continue
    if (!names) {
      names = columnNames(cells)
      continue
    }
    if (cells.length > names.length) {
      const reason = `has ${cells.length} cells, more than the first line; one with a comma needs quotes around it`
      reject({ line, email: cells[names.indexOf('email')] ?? '', reason })
      continue
    }
    yield { line, cells: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) }
  }
  if (!names) throw new UserError('The file is empty. Its first line must name the columns: email, topics, …')
}

function columnNames(header: string[]): string[] {
  const names = header.map((name) => name.toLowerCase().replace(/[\s-]+/g, '_'))
  if (names.includes('email')) return names
  throw new UserError(
    `The first line must name the columns, and one must be called email. It reads: ${header.join(',').slice(0, 200)}`,
  )
}

type ParsedRow =
  { ok: true; subscriber: ConsentedSubscriber; leftOut: LeftOut[] } | { ok: false; reason: string }

function parseRow(cells: Cells): ParsedRow {
  const cell = (name: string) => unguard(cells[name] ?? '') || undefined
  const checked = parseAddress(cell('email') ?? '')
  if (!checked.ok) return { ok: false, reason: checked.problem }
  const status = cell('status') ?? 'active'
  // An export holds everyone: who has left there must not be mailed from here.
  if (status !== 'active') return { ok: false, reason: `not active in the list, but ${status}` }
  const input = collectInput((name) => {
    const text = preferenceFields[name].csv.map(cell).find((one) => one !== undefined)
    return text !== undefined && isListField(name) ? splitList(text) : text
  })
  const parsed = parseListedPreferences(input)
  if (!parsed.ok) return { ok: false, reason: Object.values(parsed.problems).join(' ') }
  const { preferences, leftOut } = parsed
  return { ok: true, subscriber: { address: checked.address, preferences }, leftOut }
}

function describeLeftOut({ field, value, why }: LeftOut): string {
  return `${preferenceFields[field].csv[0]}: “${value.slice(0, 100)}” is ${why}, and was left out`
}

/** Takes off the apostrophe that `exportSubscribers` puts before what a spreadsheet would run. */
function unguard(cell: string): string {
  return cell.replace(/^'(?=[=+\-@])/, '')
}
