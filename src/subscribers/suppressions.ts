import { stringify } from 'csv-stringify/sync'
import type { Readable } from 'node:stream'
import type { Db } from '../store/open.ts'
import { parseAddress } from './address.ts'
import { readCsvRows } from './csv-rows.ts'
import { findErased } from './erasure-record.ts'

/** An address that must not be mailed, in lower case, and why. */
export type Suppression = {
  email: string
  reason: string
  /** The words that told it, such as a server's; null where there are none. */
  evidence: string | null
  at: Date
}

/** What became of an address that was to be suppressed; one that was erased is kept nowhere, and never mailed. */
export type Suppressed = 'added' | 'known' | 'erased'

type Given = { emailKey: string; reason: string; evidence: string | null }

/** @param after an address; the page begins behind it, in the order of addresses */
export async function pageOfSuppressions(db: Db, after: string, limit: number): Promise<Suppression[]> {
  return db
    .selectFrom('suppressions')
    .select(['email_key as email', 'reason', 'evidence', 'created_at as at'])
    .where('email_key', '>', after)
    .orderBy('email_key')
    .limit(limit)
    .execute()
}

/**
 * Suppresses addresses, also of people who are not known here. One that is suppressed already keeps its first reason.
 *
 * @param given no address twice
 */
export async function addSuppressions(
  db: Db,
  given: readonly Given[],
  now: Date,
  secretKeys: readonly string[],
): Promise<Map<string, Suppressed>> {
  const erased = await findErased(
    db,
    secretKeys,
    given.map(({ emailKey }) => emailKey),
  )
  const rows = given
    .filter(({ emailKey }) => !erased.has(emailKey))
    .map(({ emailKey, reason, evidence }) => ({ email_key: emailKey, reason, evidence, created_at: now }))
  const added = await insert(db, rows)
  return new Map(
    given.map(({ emailKey }) => [
      emailKey,
      erased.has(emailKey) ? 'erased' : added.has(emailKey) ? 'added' : 'known',
    ]),
  )
}

async function insert(
  db: Db,
  rows: readonly { email_key: string; reason: string; evidence: string | null; created_at: Date }[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const added = await db
    .insertInto('suppressions')
    .values([...rows])
    .onConflict((conflict) => conflict.doNothing())
    .returning('email_key')
    .execute()
  return new Set(added.map((row) => row.email_key))
}

/** @returns why the address was suppressed, or null where it was not */
export async function removeSuppression(db: Db, emailKey: string): Promise<string | null> {
  const removed = await db
    .deleteFrom('suppressions')
    .where('email_key', '=', emailKey)
    .returning('reason')
    .executeTakeFirst()
  return removed?.reason ?? null
}

const pageSize = 1000

/** Every suppression as lines of a CSV file that `importSuppressions` reads. */
export async function* exportSuppressions(db: Db): AsyncGenerator<string> {
  yield stringify([['email', 'reason', 'at', 'evidence']])
  let after = ''
  for (;;) {
    const page = await pageOfSuppressions(db, after, pageSize)
    if (page.length > 0) {
      const cells = page.map(({ email, reason, at, evidence }) => [email, reason, at.toISOString(), evidence])
      yield stringify(cells, { escape_formulas: true })
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = last.email
  }
}

/** Rows by what became of them. */
export type SuppressionImport = Record<Suppressed | 'rejected', number>

type ImportOptions = {
  now: Date
  secretKeys: readonly string[]
  /** Where a row names none. */
  reason: string
  onRejected: (row: { line: number; problem: string }) => void
}

/** Suppresses the addresses of a CSV file: its first column, or that named email; those named reason and evidence tell why. */
export async function importSuppressions(
  db: Db,
  csv: Readable,
  { now, secretKeys, reason, onRejected }: ImportOptions,
): Promise<SuppressionImport> {
  const counts: SuppressionImport = { added: 0, known: 0, erased: 0, rejected: 0 }
  const batch = new Map<string, Given>()
  const flush = async () => {
    const results = await addSuppressions(db, [...batch.values()], now, secretKeys)
    for (const result of results.values()) counts[result] += 1
    batch.clear()
  }
  let columns: Columns | null = null
  for await (const row of readCsvRows(csv)) {
    if (row.ok && columns === null) {
      columns = columnsOf(row.cells)
      if (columns.isHeader) continue
    }
    const address = parseAddress(row.ok ? unguarded(row.cells[columns?.email ?? 0]) : '')
    if (row.ok && address.ok) {
      const why = unguarded(row.cells[columns?.reason ?? -1]).slice(0, longestReason) || reason
      const evidence = unguarded(row.cells[columns?.evidence ?? -1]).slice(0, longestEvidence) || null
      batch.set(address.address.emailKey, { emailKey: address.address.emailKey, reason: why, evidence })
      if (batch.size >= pageSize) await flush()
      continue
    }
    counts.rejected += 1
    onRejected({ line: row.line, problem: row.ok ? 'is no address' : row.reason })
  }
  await flush()
  return counts
}

const longestReason = 200
const longestEvidence = 500

type Columns = { email: number; reason: number; evidence: number; isHeader: boolean }

/** A file without names of columns holds addresses alone. */
function columnsOf(cells: readonly string[]): Columns {
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const email = names.findIndex((name) => /^(?:e-?mail|email.?address|address)$/.test(name))
  const isHeader = email >= 0
  const found = (name: string) => (isHeader ? names.indexOf(name) : -1)
  return { email: Math.max(email, 0), reason: found('reason'), evidence: found('evidence'), isHeader }
}

/** Without the quote that keeps a spreadsheet from running a cell. */
function unguarded(cell: string | undefined): string {
  return (cell ?? '').trim().replace(/^'(?=[=+\-@])/, '')
}
