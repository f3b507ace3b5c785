import { expect, test } from 'vitest'
import { ingestDay, ingestRecent } from '../../src/ingest/ingest.ts'
import { readSourceHealth } from '../../src/ingest/source-health.ts'
import { listings, scriptedSource, testIngest } from './deps.ts'

const now = '2026-05-20T10:10:00Z'
const schedule = '*/30 * * * *'

test('a source tells its days, its watermark, its problems and when it is asked next', async () => {
  const source = scriptedSource({
    '2026-05-19': { listings: listings('2026-05-19', 5), dropped: [{ id: '7', reason: 'no title' }] },
    '2026-05-20': 'it answered with HTTP 500',
  })
  const ingest = await testIngest(now, source)
  await ingestRecent(ingest)
  const [health] = await readSourceHealth(ingest.db, [{ ...source, schedule }], new Date(now))
  expect(health).toMatchObject({
    name: 'scripted',
    schedule,
    nextPollAt: new Date('2026-05-20T10:30:00Z'),
    lastPollAt: new Date(now),
    watermark: '2026-05-19',
    badDays: 1,
  })
  expect(health?.days.slice(0, 3)).toEqual([
    {
      day: '2026-05-20',
      state: 'failed',
      problem: 'it answered with HTTP 500',
      listed: 0,
      dropped: 0,
      polledAt: new Date(now),
    },
    { day: '2026-05-19', state: 'fetched', problem: null, listed: 5, dropped: 1, polledAt: new Date(now) },
    { day: '2026-05-18', state: 'empty', problem: null, listed: 0, dropped: 0, polledAt: new Date(now) },
  ])
})

test('a source that was never asked has no days yet, and days of long ago are left out', async () => {
  const source = scriptedSource({ '2026-04-01': { listings: listings('2026-04-01', 5) } })
  const ingest = await testIngest(now, source)
  await ingestDay(ingest, '2026-04-01')
  const health = await readSourceHealth(
    ingest.db,
    [
      { name: 'other', schedule: '5 4 * * *' },
      { name: 'scripted', schedule },
    ],
    new Date(now),
  )
  expect(health).toEqual([
    {
      name: 'other',
      schedule: '5 4 * * *',
      nextPollAt: new Date('2026-05-21T04:05:00Z'),
      lastPollAt: null,
      watermark: null,
      days: [],
      badDays: 0,
      receipts: [],
    },
    expect.objectContaining({ name: 'scripted', lastPollAt: new Date(now), days: [] }),
  ])
})
