import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { dropBelow, markNumbers, writeNumbers } from '../../src/ledger/written-numbers.ts'
import { testContext } from '../helpers/context.ts'

const greatest = 2 ** 31 - 1
const anywhere = fc.uniqueArray(fc.integer({ min: 1, max: greatest }), { maxLength: 40 })
const nearby = fc.uniqueArray(fc.integer({ min: 950, max: 1250 }), { maxLength: 60 })
const numbers = fc.oneof(anywhere, nearby)
/** As composing leaves them: one text for each mail, joined. */
const mails = fc.array(numbers, { maxLength: 5 })

const join = (texts: readonly number[][]) => texts.map(writeNumbers).join('')

/** Which of some numbers a text has, in their order. */
function among(written: string, wanted: readonly number[]): number[] {
  const first = Math.min(...wanted)
  const places = new Int32Array(wanted.length > 0 ? Math.max(...wanted) - first + 1 : 0).fill(-1)
  for (const [at, number] of wanted.entries()) places[number - first] = at
  const marks = new Uint8Array(wanted.length)
  markNumbers(written, { first, places }, marks)
  return wanted.filter((_, at) => marks[at] === 1)
}

test('joined texts have the numbers of each of them, and no others', () => {
  fc.assert(
    fc.property(mails, fc.oneof(nearby, fc.constant([greatest])), (lists, others) => {
      const all = new Set(lists.flat())
      const written = join(lists)
      expect(among(written, others)).toEqual(others.filter((number) => all.has(number)))
      const wanted = lists.flat().filter((number) => number >= 950 && number <= 1250)
      expect(among(written, [...new Set(wanted)])).toEqual([...new Set(wanted)])
    }),
  )
})

test('numbers that are still used are never dropped, and the others by whole mails', () => {
  fc.assert(
    fc.property(
      mails,
      fc.oneof(fc.integer({ min: 900, max: 1300 }), fc.constant(Infinity)),
      (lists, least) => {
        const texts = lists.filter((list) => list.length > 0)
        const first = texts.findIndex((list) => Math.max(...list) >= least)
        expect(dropBelow(join(texts), least)).toBe(join(first < 0 ? [] : texts.slice(first)))
      },
    ),
  )
})

test('a long text keeps only numbers that are still used, though it was never cut before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), fc.nat(200), (least, more) => {
      const all = Array.from({ length: 3000 }, (_, n) => 1 + n * 3)
      const written = writeNumbers(all) + writeNumbers([9000 + more])
      const kept = new Set([...all, 9000 + more].filter((number) => number >= least))
      expect(dropBelow(written, least)).toBe(writeNumbers([...kept]))
    }),
    { numRuns: 20 },
  )
})

test('a mail of eight papers takes less than twenty characters', () => {
  expect(writeNumbers([120_007, 120_012, 120_020, 120_071, 120_100, 120_133, 120_140, 120_299])).toHaveLength(
    15,
  )
  expect(writeNumbers([])).toBe('')
})

test('the database writes and reads numbers as this program does', async () => {
  const { db } = await testContext()
  const samples = fc.sample(fc.tuple(numbers, mails), 100)
  const { rows } = await sql<{ written: string; read: number[] }>`
    select write_numbers(numbers::integer[]) as written, read_numbers(joined) as read
    from unnest(
      ${samples.map(([own]) => `{${own.join()}}`)}::text[], ${samples.map(([, lists]) => join(lists))}::text[]
    ) with ordinality as sample (numbers, joined, n) order by n`.execute(db)
  const ascending = (list: number[]) => list.toSorted((a, b) => a - b)
  expect(rows).toEqual(
    samples.map(([own, lists]) => ({ written: writeNumbers(own), read: lists.flatMap(ascending) })),
  )
})
