import type { Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import type { ConsentedSubscriber } from './add.ts'
import { parseAddress } from './address.ts'
import { ignoredTitles, readColumns, type Column, type CsvColumns } from './csv-columns.ts'
import { readCsvRows } from './csv-rows.ts'
import { splitList } from './list-text.ts'
import { readStanding, readStrayCell, strictest, type Standing } from './opt-out-words.ts'
import { preferenceFields } from './preference-fields.ts'
import { collectInput, isListField, parseListedPreferences, type LeftOut } from './preferences.ts'
import { tellProblem, tellProblems } from './problems.ts'

/** What a row of a list says of one person. */
export type ImportRow =
  | { kind: 'bad'; email: string; reason: string }
  | {
      kind: 'active'
      subscriber: ConsentedSubscriber
      /** Values that were left out, in words. */
      warnings: string[]
      /** The row chooses nothing but topics that are not known: a typing error, unless the person is known. */
      onlyIfKnown: boolean
    }
  | { kind: 'optedOut'; subscriber: ConsentedSubscriber; suppression: string | null }

export type ReadOptions = {
  now: Date
  /** The file's name: Mailchimp names files by whether its people have subscribed. */
  fileName?: string
  /** A name that TextDecoder knows; guessed if left out. */
  encoding?: string | undefined
  /** Leave out columns that are not known, instead of refusing the file. */
  ignoreColumns?: boolean | undefined
  /** Called with what concerns the whole file, e.g. which program wrote it. */
  onNotice?: (notice: string) => void
}

/**
 * Rows after the first line, which names the columns.
 *
 * @throws {UserError} when the file is no CSV with a first line that can be used, before the first row
 */
export async function* readImportRows(
  csv: Readable,
  options: ReadOptions,
): AsyncGenerator<ImportRow & { line: number }> {
  let columns: CsvColumns | undefined
  const onFallback = (line: number, text: string) =>
    options.onNotice?.(
      `Line ${line} is not UTF-8, and was read as Windows-1252: “${text.slice(0, 100)}”. If letters are wrong, name ` +
        'the encoding with --encoding, or save the file as “CSV UTF-8”.',
    )
  for await (const row of readCsvRows(csv, { encoding: options.encoding, onFallback })) {
    const { line } = row
    if (!row.ok) yield { line, kind: 'bad', email: '', reason: row.reason }
    else if (row.cells.every((cell) => cell === '')) continue
    else if (!columns) columns = openColumns(row.cells, options)
    else if (row.cells.slice(columns.width).some((cell) => cell !== ''))
      yield tooLong(line, row.cells, columns)
    else yield { line, ...parseRow(columns, row.cells, options.now) }
  }
  if (!columns)
    throw new UserError('The file is empty. Its first line must name the columns: email, topics, …')
}

function tooLong(line: number, cells: readonly string[], { columns }: CsvColumns) {
  const email = columns.find(({ role }) => role.kind === 'email')
  return {
    line,
    kind: 'bad' as const,
    email: cells[email?.index ?? 0] ?? '',
    reason: `has ${cells.length} cells, more than the first line; one with a separator in it needs quotes around it`,
  }
}

function openColumns(header: readonly string[], options: ReadOptions): CsvColumns {
  const columns = readColumns(header, options)
  const { format } = columns
  if (format === 'Mailchimp' && /non-?subscribed/i.test(options.fileName ?? ''))
    throw new UserError(
      'Nothing was imported. Mailchimp’s file of contacts who have not subscribed is no list.',
    )
  const ignored = ignoredTitles(columns)
  if (format) options.onNotice?.(`Recognised as ${format}’s export.`)
  if (ignored.length > 0) options.onNotice?.(`Columns that are not read: ${ignored.join(', ')}.`)
  return columns
}

/** @param now days after it are no days of signing up */
function parseRow({ columns, format }: CsvColumns, cells: readonly string[], now: Date): ImportRow {
  const textOf = (column: Column) => unguard(cells[column.index] ?? '')
  const read = columns.filter(({ role }) => role.kind !== 'ignored')
  const email = read.filter(({ role }) => role.kind === 'email').map(textOf)[0] ?? ''
  const checked = parseAddress(email)
  if (!checked.ok) return { kind: 'bad', email, reason: tellProblem(checked.problem) }
  const standing = standingOf(columns, textOf)
  if (standing.kind === 'unclear') return { kind: 'bad', email, reason: standing.reason }
  const input = collectInput((field) => {
    const own = read.filter(({ role }) => role.kind === 'preference' && role.field === field)
    const text = own.map(textOf).find((one) => one !== '')
    return text !== undefined && isListField(field) ? splitList(text).map(unguard) : text
  })
  const parsed = parseListedPreferences(input)
  const { address } = checked
  if (standing.kind === 'optedOut') {
    const subscriber = { address, preferences: parsed.ok ? parsed.preferences : {} }
    return { kind: 'optedOut', subscriber, suppression: standing.suppression }
  }
  if (read.some((column) => textOf(column).includes('\uFFFD')))
    return { kind: 'bad', email, reason: 'has characters that cannot be read; save the file as “CSV UTF-8”' }
  if (!parsed.ok) return { kind: 'bad', email, reason: tellProblems(parsed.problems).join(' ') }
  const { preferences, leftOut } = parsed
  const created = createdAtOf(read, textOf, now)
  const warnings = [...leftOut.map(describeLeftOut), ...created.warnings]
  const follows = [preferences.topics, preferences.keywords, preferences.authors, preferences.organizations]
  const onlyIfKnown =
    format !== 'Paperboy' &&
    leftOut.some(({ field }) => field === 'topics') &&
    follows.every((list) => (list ?? []).length === 0)
  return {
    kind: 'active',
    subscriber: { address, preferences, ...(created.at && { createdAt: created.at }) },
    warnings,
    onlyIfKnown,
  }
}

function standingOf(columns: readonly Column[], textOf: (column: Column) => string): Standing {
  return strictest(
    columns.flatMap((column) => {
      const { role, name } = column
      if (role.kind === 'standing') return [readStanding(role.of, name, textOf(column))]
      return role.kind === 'ignored' ? [readStrayCell(textOf(column))] : []
    }),
  )
}

/** When they signed up elsewhere, from the first column that says so. */
function createdAtOf(
  columns: readonly Column[],
  textOf: (column: Column) => string,
  now: Date,
): { at: Date | null; warnings: string[] } {
  const column = columns.find(
    ({ role, ...one }) => role.kind === 'createdAt' && textOf({ role, ...one }) !== '',
  )
  if (!column) return { at: null, warnings: [] }
  const text = textOf(column)
  const at = readDay(text)
  if (at && at <= now) return { at, warnings: [] }
  const why = at ? 'is still to come' : 'is not a day like 2026-05-31'
  return { at: null, warnings: [`${column.title}: “${text.slice(0, 40)}” ${why}, and was left out`] }
}

/** A day, maybe with a time, as ISO 8601 or SQL write it. Without a zone it is UTC. */
function readDay(text: string): Date | null {
  const [, day, time = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?.*)?$/.exec(
      text,
    ) ?? []
  if (day === undefined) return null
  const at = new Date(`${day}T${time}${zone === 'UTC' ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2')}`)
  return Number.isNaN(at.getTime()) ? null : at
}

function describeLeftOut({ field, value, why }: LeftOut): string {
  return `${preferenceFields[field].csv[0]}: “${value.slice(0, 100)}” is ${why}, and was left out`
}

/** Takes off the apostrophe that `exportSubscribers` puts before what a spreadsheet would run. */
function unguard(cell: string): string {
  return cell.replace(/^'(?=[=+\-@])/, '')
}
