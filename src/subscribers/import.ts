import type { Readable } from 'node:stream'
import type { Db } from '../store/open.ts'
import { addConsented } from './add.ts'
import { findKnown } from './find.ts'
import { readImportRows, type ImportRow, type ReadOptions } from './import-rows.ts'
import { recordOptOuts } from './opt-out.ts'

const batchSize = 1000

/** How many rows came to what: the last is of those that were left out. */
export type ImportResult = {
  imported: number
  updated: number
  unsubscribed: number
  suppressed: number
  rejected: number
}

/** A row that was left out, and why, for the operator to put right. */
export type RejectedRow = { line: number; email: string; reason: string }

/** What the operator should know of a row that was not left out, in words. */
export type ImportWarning = { line: number; email: string; warning: string }

export type ImportOptions = ReadOptions & {
  /** By which those are known again who were erased. */
  secretKeys: readonly string[]
  /** Only say what would happen. */
  dryRun?: boolean | undefined
  onRejected?: (row: RejectedRow) => void
  onWarning?: (warning: ImportWarning) => void
  /** Called after every batch with the number of rows read so far. */
  onProgress?: (rows: number) => void
}

/**
 * Imports an operator's own consented list, one row after the other in flat memory. The first line names the columns:
 * `email`, and if wanted any that `exportSubscribers` writes, lists with ; or | between; exports of some other programs are
 * recognised. Rows that say that a person has left or takes no mail are recorded as such, and never mailed. An address that
 * comes twice takes what the later row says, unless one of them is an opt-out. Whoever has left, was erased or is suppressed
 * here stays so. A topic, time zone or language that is not known (any more) is left out with a warning and its person
 * imported, unless that topic is all that a new person has chosen.
 *
 * @throws {UserError} before anything is written, when the file is no CSV with a first line that can be used
 */
export async function importSubscribers(
  db: Db,
  csv: Readable,
  options: ImportOptions,
): Promise<ImportResult> {
  const result: ImportResult = { imported: 0, updated: 0, unsubscribed: 0, suppressed: 0, rejected: 0 }
  const reject = (row: RejectedRow) => {
    result.rejected += 1
    options.onRejected?.(row)
  }
  const batch = new Map<string, PendingRow>()
  const earlier = new Map<string, Counted>()
  let rows = 0
  const flush = async () => {
    const outcomes = await (options.dryRun ? tryBatch : saveBatch)(db, [...batch.values()], options)
    for (const [emailKey, row] of batch) {
      const found = outcomes.get(emailKey) ?? { rejected: 'could not be saved' }
      const outcome = options.dryRun ? afterEarlier(earlier, emailKey, row, found) : found
      if ('rejected' in outcome) reject({ line: row.line, email: emailOf(row), reason: outcome.rejected })
      else result[outcome.counted] += 1
      if ('counted' in outcome) warn(row, outcome, options)
    }
    batch.clear()
    options.onProgress?.(rows)
  }
  for await (const { line, ...row } of readImportRows(csv, options)) {
    rows += 1
    if (row.kind === 'bad') {
      reject({ line, email: row.email, reason: row.reason })
      continue
    }
    const { emailKey } = row.subscriber.address
    // The same address again must find the earlier row in the database.
    if (batch.has(emailKey) || batch.size === batchSize) await flush()
    batch.set(emailKey, { ...row, line })
  }
  await flush()
  return result
}

type PendingRow = Exclude<ImportRow, { kind: 'bad' }> & { line: number }
type Counted = Exclude<keyof ImportResult, 'rejected'>
type Outcome = { counted: Counted; warning?: string } | { rejected: string }

/** @returns what became of each, by its key */
async function saveBatch(
  db: Db,
  batch: readonly PendingRow[],
  { now, secretKeys }: ImportOptions,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  const known = await findKnown(db, batch.filter(isDoubtful).map(keyOf))
  const optedOut = batch.flatMap((row) =>
    row.kind === 'optedOut' ? [{ ...row.subscriber, suppression: row.suppression }] : [],
  )
  const mailed = await recordOptOuts(db, optedOut, now, secretKeys)
  for (const { address, suppression } of optedOut) {
    const counted = suppression === null ? 'unsubscribed' : 'suppressed'
    const hasEnded = mailed.has(address.emailKey)
    outcomes.set(address.emailKey, { counted, ...(hasEnded && { warning: endedAs(counted) }) })
  }
  const active = batch.filter((row) => row.kind === 'active')
  const wanted = active.filter((row) => !isDoubtful(row) || known.has(keyOf(row)))
  const consent = { how: 'import', at: now.toISOString() } as const
  const added = await addConsented(
    db,
    wanted.map((row) => row.subscriber),
    consent,
    now,
    secretKeys,
  )
  for (const row of active) {
    const outcome = added.get(keyOf(row))
    if (outcome === 'imported' || outcome === 'updated') outcomes.set(keyOf(row), { counted: outcome })
    else outcomes.set(keyOf(row), { rejected: outcome ? staysSo(outcome) : doubtOf(row) })
  }
  return outcomes
}

/** What would become of each: the same statements, taken back. */
async function tryBatch(
  db: Db,
  batch: readonly PendingRow[],
  options: ImportOptions,
): Promise<Map<string, Outcome>> {
  const trx = await db.startTransaction().execute()
  try {
    return await saveBatch(trx, batch, options)
  } finally {
    await trx.rollback().execute()
  }
}

/** In a dry run the database does not know what the rows before would have changed. */
function afterEarlier(
  earlier: Map<string, Counted>,
  emailKey: string,
  row: PendingRow,
  found: Outcome,
): Outcome {
  const before = earlier.get(emailKey)
  if (before === undefined || row.kind === 'optedOut') {
    if (!('counted' in found)) return found
    earlier.set(emailKey, before === 'suppressed' ? before : found.counted)
    if (before === undefined) return found
    const { counted } = found
    return isActive(before) ? { counted, warning: endedAs(counted) } : { counted }
  }
  return isActive(before) ? { counted: 'updated' } : { rejected: staysSo(before) }
}

function isActive(counted: Counted): boolean {
  return counted === 'imported' || counted === 'updated'
}

function endedAs(counted: Counted): string {
  return `was active here, and is ${counted} now`
}

function warn(row: PendingRow, { warning }: { warning?: string }, { onWarning }: ImportOptions): void {
  const warnings = [...(row.kind === 'active' ? row.warnings : []), ...(warning ? [warning] : [])]
  for (const one of warnings) onWarning?.({ line: row.line, email: emailOf(row), warning: one })
}

function staysSo(standing: string): string {
  return `${standing}: stays so until they subscribe themselves`
}

function doubtOf(row: PendingRow): string {
  const why = row.kind === 'active' ? row.warnings.join('; ') : ''
  return `chooses only what is not known, and would get what trends: ${why}`
}

function isDoubtful(row: PendingRow): boolean {
  return row.kind === 'active' && row.onlyIfKnown
}

function keyOf(row: PendingRow): string {
  return row.subscriber.address.emailKey
}

function emailOf(row: PendingRow): string {
  return row.subscriber.address.email
}
