import { expect, test } from 'vitest'
import { folderOf, readSourceTree, type SourceFile } from '../helpers/source-tree.ts'

/** The one folder that writes SQL on a table. */
const owners: Record<string, string> = {
  papers: 'papers',
  digest_entries: 'papers',
  signal_snapshots: 'papers',
  paper_vectors: 'papers',
  digests: 'ingest',
  digest_receipts: 'ingest',
  watermarks: 'ingest',
  installation: 'store',
  subscribers: 'subscribers',
  suppressions: 'subscribers',
  erased_addresses: 'subscribers',
  bounce_events: 'bounces',
  soft_bounces: 'bounces',
  marks: 'marks',
  tastes: 'marks',
  seeds: 'marks',
  seed_imports: 'seeds',
  candidate_sets: 'editions',
  editions: 'editions',
  edition_ranges: 'editions',
  notes: 'editions',
  deliveries: 'ledger',
  paper_numbers: 'ledger',
  mail_histories: 'ledger',
  lanes: 'smtp',
  lane_domains: 'smtp',
  lane_domain_places: 'smtp',
  outbox: 'outbox',
  subscription_requests: 'subscribers',
}

/** Statements that read another owner's table, where a second statement would cost speed or atomicity. */
const joins: { file: string; tables: string[]; reason: string }[] = [
  {
    file: 'src/ingest/digests.ts',
    tables: ['notes'],
    reason: 'whether a kept page is still the newest is one question, for each page view',
  },
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
    file: 'src/subscribers/unconfirmed.ts',
    tables: ['outbox'],
    reason: 'who was asked lately stays: decided by the statement that deletes, for perhaps 100,000 rows',
  },
  {
    file: 'src/ledger/claim.ts',
    tables: ['editions', 'subscribers', 'suppressions'],
    reason: 'whether a message is still wanted is decided by the statement that claims its row',
  },
  {
    file: 'src/ledger/settle.ts',
    tables: ['editions', 'subscribers', 'suppressions'],
    reason: 'a round is one statement: it records outcomes and checks the next messages',
  },
  {
    file: 'src/ledger/insert.ts',
    tables: ['subscribers'],
    reason: 'copies schedule and language without a trip through this process, a million times',
  },
  {
    file: 'src/ledger/paper-numbers.ts',
    tables: ['papers'],
    reason:
      'which papers have or need a number, and which can still be candidates, is a question of their days',
  },
  {
    file: 'src/ledger/turns.ts',
    tables: ['editions', 'edition_ranges', 'subscribers', 'suppressions'],
    reason: 'orders all who wait or come due in one statement, without a trip through this process',
  },
  {
    file: 'src/ledger/missing.ts',
    tables: ['subscribers'],
    reason: 'a page of the missed with their addresses',
  },
  {
    file: 'src/ledger/history.ts',
    tables: ['editions', 'subscribers', 'bounce_events'],
    reason:
      'a delivery is told with its slot and what a report said later; replies are erased where their subscriber is gone',
  },
  {
    file: 'src/ledger/months.ts',
    tables: ['editions'],
    reason:
      'the month of an edition’s deliveries is that of its slot, and a statement that knows it reads no other',
  },
  {
    file: 'src/ledger/find-delivery.ts',
    tables: ['editions'],
    reason: 'the name of a delivery’s message has a part that is its edition’s',
  },
  {
    file: 'src/ledger/count.ts',
    tables: ['editions'],
    reason: 'deliveries have no index by time: the slots of their editions lead to them',
  },
  {
    file: 'src/bounces/figures.ts',
    tables: ['deliveries', 'editions', 'subscribers'],
    reason: 'who has left after a message is decided by what else was sent to them before',
  },
  {
    file: 'src/bounces/rates.ts',
    tables: ['deliveries', 'editions'],
    reason: 'the first messages of an edition and what came back of them, in one statement',
  },
  {
    file: 'src/bounces/record-bounces.ts',
    tables: ['deliveries', 'subscribers'],
    reason: 'whether bounces are in a row depends on what was sent between them',
  },
  {
    file: 'src/editions/ranges.ts',
    tables: ['deliveries'],
    reason: 'a range closes only if nothing in it waits at that moment',
  },
  {
    file: 'src/editions/accounting.ts',
    tables: ['deliveries'],
    reason: 'between two statements a range may be composed, and would count twice or not at all',
  },
  {
    file: 'src/editions/edition.ts',
    tables: ['deliveries', 'subscribers'],
    reason: 'freezes a million recipients without a trip through this process',
  },
  {
    file: 'src/editions/schedule-changes.ts',
    tables: ['deliveries'],
    reason:
      'whether an edition has someone is written in its ranges until it is composed, and then in its deliveries',
  },
  {
    file: 'src/outbox/quiet-mails.ts',
    tables: ['subscribers', 'deliveries', 'editions', 'suppressions'],
    reason: 'whom nothing matched for a week, and who has no such mail yet, among all who want one',
  },
  {
    file: 'src/outbox/mail-rows.ts',
    tables: ['subscribers', 'suppressions'],
    reason: 'whether a mail may still be sent is decided by the statement that claims its row',
  },
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
  const found = readSourceTree().flatMap((file) =>
    foreignTables(file).map(({ table, isWrite }) => ({ key: `${file.path} ${table}`, isWrite })),
  )
  const faults = found.filter(({ key, isWrite }) => isWrite || !listed.has(key))
  expect(faults.map(({ key, isWrite }) => `${key}${isWrite ? ' (writes)' : ''}`)).toEqual([])
  const needed = new Set(found.map(({ key }) => key))
  expect([...listed].filter((key) => !needed.has(key))).toEqual([])
})

test('pages, commands and jobs hold no SQL', () => {
  const callers = readSourceTree().filter(({ path }) => /^(?:jobs|src\/web|src\/commands)\//.test(path))
  const faults = callers.filter(({ text }) => isQuerying.test(text)).map(({ path }) => path)
  expect(faults).toEqual([])
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
