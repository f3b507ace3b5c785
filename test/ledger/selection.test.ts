import { readFileSync, readdirSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Reason, Selection } from '../../src/store/schema.ts'
import { readSelection, writeSelection } from '../../src/ledger/selection.ts'

const text = fc.string({ unit: 'grapheme' })
const reasons: fc.Arbitrary<Reason> = fc.oneof(
  fc.record({ kind: fc.constant('topic' as const), topic: text }),
  fc.record(
    { kind: fc.constant('keyword' as const), keyword: text, matched: text },
    { requiredKeys: ['kind', 'keyword'] },
  ),
  fc.record({ kind: fc.constant('likeness' as const), keyword: text }),
  fc.record({ kind: fc.constant('author' as const), author: text }),
  fc.record({ kind: fc.constant('organization' as const), organization: text }),
  fc.record({ kind: fc.constantFrom('trending' as const, 'discovery' as const) }),
)
const selections = fc.array(fc.record({ paper: text, reason: reasons }, { noNullPrototype: true }))

test('a selection is read as it was written, and takes one line', () => {
  fc.assert(
    fc.property(selections, (selection) => {
      const written = writeSelection(selection)
      expect(written).not.toContain('\n')
      expect(readSelection(written)).toEqual(selection)
    }),
  )
})

test('a reason of no kind that there is is an error, and not another reason', () => {
  expect(() => readSelection('[["arxiv:2605.00001", "whim", "robotics"]]')).toThrow('"whim"')
})

test('selections of before are kept by the migration', { timeout: 120_000 }, async () => {
  const folder = new URL('../../src/store/migrations/', import.meta.url)
  const db = new PGlite()
  onTestFinished(() => db.close())
  const migrate = async (names: string[]) => {
    for (const name of names) await db.exec(readFileSync(new URL(name, folder), 'utf8'))
  }
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const at = names.indexOf('0018_selections_as_written.sql')
  await migrate(names.slice(0, at))
  const old = [
    { paper: 'arxiv:2605.00003', reason: { kind: 'keyword', keyword: 'say "when"', said: 'said “when”' } },
    { paper: 'arxiv:2605.00001', reason: { kind: 'keyword', keyword: 'robots' } },
    { paper: 'arxiv:2605.00002', reason: { kind: 'topic', topic: 'robotics' } },
    { paper: 'sample:1', reason: { kind: 'author', author: 'Ada Example' } },
    { paper: 'sample:2', reason: { kind: 'organization', organization: 'Example Lab' } },
    { paper: 'sample:3', reason: { kind: 'trending' } },
    { paper: 'sample:4', reason: { kind: 'outside' } },
  ]
  await db.exec(`select make_deliveries_month('2026-05-01')`)
  const insert = (subscriber: number, selection: unknown[]) =>
    db.query(
      `insert into deliveries (month, edition_id, subscriber_id, range_no, status, selection, composed_at)
        values ('2026-05-01', 1, $1, 0, 'submitted', $2, now())`,
      [subscriber, JSON.stringify(selection)],
    )
  await insert(1, old)
  await insert(2, [])
  await migrate(names.slice(at, at + 1))
  const { rows } = await db.query<{ selection: string }>(
    'select selection from deliveries order by subscriber_id',
  )
  const kept: Selection = [
    { paper: 'arxiv:2605.00003', reason: { kind: 'keyword', keyword: 'say "when"', matched: 'said “when”' } },
    { paper: 'arxiv:2605.00001', reason: { kind: 'keyword', keyword: 'robots' } },
    { paper: 'arxiv:2605.00002', reason: { kind: 'topic', topic: 'robotics' } },
    { paper: 'sample:1', reason: { kind: 'author', author: 'Ada Example' } },
    { paper: 'sample:2', reason: { kind: 'organization', organization: 'Example Lab' } },
    { paper: 'sample:3', reason: { kind: 'trending' } },
    { paper: 'sample:4', reason: { kind: 'discovery' } },
  ]
  expect(rows.map(({ selection }) => readSelection(selection))).toEqual([kept, []])
})
