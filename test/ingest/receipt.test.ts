import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ingestDay, ingestRecent } from '../../src/ingest/ingest.ts'
import { readDayDetails, readReceipts, receiptOf } from '../../src/ingest/receipt.ts'
import { repeatedReason, type Digest, type Listing } from '../../src/sources/source.ts'
import { listing, listings, scriptedSource, testIngest } from './deps.ts'

const day = '2026-05-19'
const whole = { dropped: [], incomplete: null, etag: null }

test('what was announced is what was kept and what was left out, whatever the answer', () => {
  const count = fc.nat(1000)
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.array(fc.constantFrom(repeatedReason, 'no title', 'paper.id: missing')),
      fc.record({ repeated: count, replaced: count, limit: count, missing: count }, { requiredKeys: [] }),
      (papers, reasons, leftOut) => {
        const dropped = reasons.map((reason) => ({ id: null, reason }))
        const receipt = receiptOf({ ...whole, listings: listings(day, papers), dropped, leftOut })
        expect(Object.values(receipt.leftOut).reduce((sum, one) => sum + one, receipt.kept)).toBe(
          receipt.announced,
        )
        expect(receipt.kept).toBe(papers)
      },
    ),
  )
})

/** Polls one day, with another answer at each of these times. */
async function poll(answers: [string, Partial<Digest> | string][]) {
  const ingest = await testIngest('2026-05-20T10:00:00Z', scriptedSource({}))
  for (const [at, digest] of answers) {
    ingest.at(at)
    await ingestDay({ ...ingest, source: scriptedSource({ [day]: digest }) }, day)
  }
  const [receipt] = await readReceipts(ingest.db, { source: 'scripted', from: day, to: day })
  return { ingest, receipt }
}

test('each reason is counted, and a list that shrinks or fails later takes nothing back', async () => {
  const bad = [
    { id: 'arxiv:2026-05-19/0', reason: repeatedReason },
    { id: null, reason: 'no title' },
  ]
  const full = { listings: listings(day, 8), dropped: bad, leftOut: { replaced: 3 } }
  const { receipt } = await poll([
    ['2026-05-19T10:00:00Z', { listings: listings(day, 5) }],
    ['2026-05-19T12:00:00Z', full],
    ['2026-05-19T14:00:00Z', { listings: listings(day, 4) }],
    ['2026-05-19T16:00:00Z', 'it answered with HTTP 500'],
  ])
  expect(receipt).toMatchObject({
    state: 'partial',
    receipt: { announced: 13, kept: 8, leftOut: { repeated: 1, unreadable: 1, replaced: 3 } },
    late: 0,
  })
})

test('what is missing of a list is no more once it came', async () => {
  const cut = { listings: listings(day, 5), incomplete: 'page 2 could not be had', leftOut: { missing: 3 } }
  const { receipt: before } = await poll([['2026-05-19T10:00:00Z', cut]])
  expect(before?.receipt).toEqual({ announced: 8, kept: 5, leftOut: { missing: 3 } })
  const { receipt: after } = await poll([
    ['2026-05-19T10:00:00Z', cut],
    ['2026-05-19T11:00:00Z', { listings: listings(day, 8) }],
  ])
  expect(after?.receipt).toEqual({ announced: 8, kept: 8, leftOut: {} })
})

test('a day of which no answer could be used has no receipt', async () => {
  const { receipt } = await poll([['2026-05-19T10:00:00Z', 'it answered with HTTP 500']])
  expect(receipt).toMatchObject({ state: 'failed', receipt: null })
})

test('papers that are held and come later are counted with their own day', async () => {
  const growing = (some: Listing[]) => ({
    ...scriptedSource({ [day]: { listings: some, growsLate: true } }),
    askAgainAfterDays: [1, 2, 3],
  })
  const ingest = await testIngest('2026-05-20T10:00:00Z', scriptedSource({}))
  await ingestDay({ ...ingest, source: growing(listings(day, 8)) }, day)
  ingest.at('2026-05-22T10:00:00Z')
  const withdrawn = listing('held', { comment: 'This paper has been withdrawn by the author' })
  await ingestRecent({ ...ingest, source: growing([...listings(day, 8), withdrawn]) })
  await ingestDay(
    { ...ingest, source: { ...scriptedSource({ [day]: { listings: listings(day, 4) } }), name: 'other' } },
    day,
  )
  const [receipt] = await readReceipts(ingest.db, { source: 'scripted', from: day, to: day })
  expect(receipt).toMatchObject({ receipt: { announced: 9, kept: 9 }, late: 1 })
  expect(await readDayDetails(ingest.db, { source: 'scripted', day })).toEqual({ shared: 4, withdrawn: 1 })
})
