import { expect, test } from 'vitest'
import { folderOf, readSourceTree, type SourceFile } from '../helpers/source-tree.ts'

/** The one folder that writes SQL on a table. */
const owners: Record<string, string> = {
  papers: 'papers',
  digest_entries: 'papers',
  signal_snapshots: 'papers',
  digests: 'ingest',
  watermarks: 'ingest',
  subscribers: 'subscribers',
  suppressions: 'subscribers',
  erased_addresses: 'subscribers',
  soft_bounces: 'bounces',
  candidate_sets: 'editions',
  editions: 'editions',
  edition_ranges: 'editions',
  deliveries: 'ledger',
  lanes: 'smtp',
  lane_domains: 'smtp',
  lane_domain_places: 'smtp',
  transactional_mails: 'outbox',
  operator_mails: 'outbox',
}

/** Statements that read another owner's table, because a second statement would cost speed or atomicity. */
const joins: { file: string; tables: string[]; reason: string }[] = [
  {
    file: 'src/papers/readable.ts',
    tables: ['digests'],
    reason: 'search ranks and counts only papers of good digests, so a second question would carry every id',
  },
  {
    file: 'src/papers/digest-view.ts',
    tables: ['digests'],
    reason: 'a day is shown if its digest is good and has entries: both in one answer, for each page view',
  },
  {
    file: 'src/ledger/ledger.ts',
    tables: ['subscribers', 'suppressions'],
    reason: 'a claim decides by who still wants the mail, in the statement that takes the row',
  },
]

/** Still to be moved to their owners. Nothing may be added. */
const toMove: string[] = [
  'src/bounces/record-bounces.ts deliveries',
  'src/bounces/record-bounces.ts subscribers',
  'src/bounces/record-bounces.ts suppressions',
  'src/commands/edition-control.ts editions',
  'src/commands/edition.ts editions',
  'src/commands/send.ts edition_ranges',
  'src/deliver/operator-mails.ts operator_mails',
  'src/deliver/reconcile.ts deliveries',
  'src/deliver/reconcile.ts edition_ranges',
  'src/deliver/reconcile.ts editions',
  'src/deliver/transactional.ts subscribers',
  'src/deliver/transactional.ts suppressions',
  'src/deliver/transactional.ts transactional_mails',
  'src/editions/accounting.ts deliveries',
  'src/editions/compose.ts deliveries',
  'src/editions/compose.ts subscribers',
  'src/editions/edition-state.ts deliveries',
  'src/editions/edition.ts deliveries',
  'src/editions/edition.ts subscribers',
  'src/editions/prune.ts deliveries',
  'src/editions/prune.ts transactional_mails',
  'src/ledger/ledger.ts candidate_sets',
  'src/ledger/ledger.ts edition_ranges',
  'src/ledger/ledger.ts editions',
  'src/ledger/missing.ts edition_ranges',
  'src/ledger/missing.ts subscribers',
  'src/ledger/settle.ts editions',
  'src/ledger/settle.ts subscribers',
  'src/ledger/settle.ts suppressions',
  'src/subscribers/erase.ts deliveries',
  'src/subscribers/find.ts deliveries',
  'src/subscribers/find.ts editions',
  'src/subscribers/held-data.ts deliveries',
  'src/subscribers/held-data.ts editions',
  'src/subscribers/held-data.ts transactional_mails',
  'src/subscribers/request-mail.ts transactional_mails',
  'src/web/operator/health.ts -',
  'src/web/operator/measures.ts deliveries',
  'src/web/operator/measures.ts editions',
  'src/web/operator/measures.ts suppressions',
  'src/web/why/routes.tsx deliveries',
  'src/web/why/routes.tsx editions',
]

test('every table has one owner', () => {
  const schema = readSourceTree().find(({ path }) => path === 'src/store/schema.ts')?.text ?? ''
  const [, columns = ''] = /export type Database = \{\n([\s\S]*?)\n\}/.exec(schema) ?? []
  const tables = [...columns.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name)
  expect(tables.length).toBeGreaterThan(10)
  expect(Object.keys(owners).sort()).toEqual(tables.sort())
})

test('only the owner of a table writes SQL on it', () => {
  const listed = new Set(joins.flatMap(({ file, tables }) => tables.map((table) => `${file} ${table}`)))
  const open = new Set(toMove)
  const found = readSourceTree().flatMap((file) =>
    foreignTables(file).map(({ table, isWrite }) => ({ key: `${file.path} ${table}`, isWrite })),
  )
  const faults = found.filter(({ key, isWrite }) => !open.has(key) && (isWrite || !listed.has(key)))
  expect(faults.map(({ key, isWrite }) => `${key}${isWrite ? ' (writes)' : ''}`)).toEqual([])
  const needed = new Set(found.map(({ key }) => key))
  expect([...listed].filter((key) => !needed.has(key))).toEqual([])
})

test('pages, commands and jobs hold no SQL', () => {
  const callers = readSourceTree().filter(({ path }) => /^(?:jobs|src\/web|src\/commands)\//.test(path))
  const open = new Set(toMove.map((key) => key.split(' ')[0]))
  const faults = callers.filter(({ text }) => isQuerying.test(text)).map(({ path }) => path)
  expect(faults.filter((path) => !open.has(path))).toEqual([])
})

const isQuerying =
  /^import \{[^}]*\} from 'kysely|\b(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\bsql(?:<[^`]*>)?`/m

const names = Object.keys(owners).join('|')
const reads = new RegExp(
  `(?:\\b(?:from|join)\\s+(?:public\\.)?|\\b(?:selectFrom|\\w+Join)\\(\\s*\\[?')(${names})\\b`,
  'g',
)
const writes = new RegExp(
  `(?:\\b(?:insert into|update|delete from|merge into|(?:alter|truncate) table)\\s+(?:public\\.)?|` +
    `\\b(?:insertInto|updateTable|deleteFrom|mergeInto)\\(\\s*')(${names})\\b`,
  'g',
)

/** The tables that a file names in SQL or in a query, and does not own. */
function foreignTables({ path, text }: SourceFile): { table: string; isWrite: boolean }[] {
  if (path === 'src/store/schema.ts') return []
  const found = (pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, table = '']) => table))
  const written = found(writes)
  return [...new Set([...written, ...found(reads)])]
    .filter((table) => owners[table] !== folderOf(path))
    .map((table) => ({ table, isWrite: written.has(table) }))
}
