import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { backfill } from '../../src/ingest/ingest.ts'
import { startHfReplay } from '../helpers/hf-replay.ts'
import { lacks, need } from '../helpers/requirements.ts'
import { huggingFaceAt, listings, scriptedSource, testIngest } from './deps.ts'

const now = '2026-05-30T07:00:00Z'

test('takes the days in order, reports each when it is written, and moves no watermark', async () => {
  const source = scriptedSource({
    '2026-05-18': { listings: listings('2026-05-18', 4) },
    '2026-05-19': 'it is down',
    '2026-05-20': { listings: listings('2026-05-20', 5) },
  })
  const ingest = await testIngest(now, source)
  const told: string[] = []
  const reports = await backfill(ingest, '2026-05-16', '2026-05-20', ({ day }) => told.push(day))
  expect(reports.map(({ day, state, listed }) => [day, state, listed])).toEqual([
    ['2026-05-16', 'empty', 0],
    ['2026-05-17', 'empty', 0],
    ['2026-05-18', 'fetched', 4],
    ['2026-05-19', 'failed', 0],
    ['2026-05-20', 'fetched', 5],
  ])
  expect(told).toEqual(reports.map(({ day }) => day))
  expect(await ingest.db.selectFrom('watermarks').selectAll().execute()).toEqual([])
})

test('asks for a few days ahead, not for all', async () => {
  const source = scriptedSource({})
  const ingest = await testIngest(now, source)
  const ahead: number[] = []
  let written = 0
  await backfill(ingest, '2026-04-01', '2026-04-30', () => {
    written += 1
    ahead.push(source.asked.length - written)
  })
  expect(source.asked).toHaveLength(30)
  expect(Math.max(...ahead)).toBeGreaterThan(0)
  expect(Math.max(...ahead)).toBeLessThanOrEqual(4)
})

test('stops when it is told to, and keeps what is written', async () => {
  const source = scriptedSource({ '2026-05-18': { listings: listings('2026-05-18', 4) } })
  const ingest = await testIngest(now, source)
  const stop = new AbortController()
  const running = backfill({ ...ingest, signal: stop.signal }, '2026-05-18', '2026-05-29', () => {
    stop.abort(new Error('enough'))
  })
  await expect(running).rejects.toThrow('enough')
  expect(await ingest.db.selectFrom('digests').select('day').execute()).toEqual([{ day: '2026-05-18' }])
})

const Recorded = z.array(z.object({ paper: z.object({ id: z.string() }) }))

function recordedEntries(first: string, last: string): Set<string> {
  const folder = need('recordings')
  const days = readdirSync(folder)
    .map((name) => name.slice(0, 10))
    .filter((day) => day >= first && day <= last)
  return new Set(
    days.flatMap((day) => {
      const text = gunzipSync(readFileSync(join(folder, `${day}.json.gz`))).toString()
      return Recorded.parse(JSON.parse(text)).map(({ paper }) => `${day} arxiv:${paper.id}`)
    }),
  )
}

describe.skipIf(lacks('recordings'))('of recorded days', () => {
  test('loses no entry, and finds nothing new the second time', { timeout: 120_000 }, async () => {
    const [first, last] = ['2025-01-01', '2025-03-15']
    const ingest = await testIngest(now, huggingFaceAt(await startHfReplay({ now })))
    const reports = await backfill(ingest, first, last)
    const rows = await ingest.db.selectFrom('digest_entries').select(['day', 'paper_id']).execute()
    const recorded = recordedEntries(first, last)
    expect(recorded.size).toBeGreaterThan(500)
    expect(new Set(rows.map((row) => `${row.day} ${row.paper_id}`))).toEqual(recorded)
    expect(reports.flatMap(({ dropped }) => dropped)).toEqual([])
    const again = await backfill(ingest, first, last)
    expect(again.filter(({ added, updated }) => added + updated > 0)).toEqual([])
  })
})
