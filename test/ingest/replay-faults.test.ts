import { describe, expect, test } from 'vitest'
import { backfill, ingestDay } from '../../src/ingest/ingest.ts'
import { startHfReplay, type Fault } from '../helpers/hf-replay.ts'
import { lacks } from '../helpers/requirements.ts'
import { huggingFaceAt, testIngest } from './deps.ts'

const now = '2026-05-20T10:00:00Z'
const fresh = '2026-05-20'
const good = '2026-05-19'

const noSleep = () => Promise.resolve()

/** The state of a day that was never polled, the state of one that was fetched, and what the operator is told. */
const outcomes: [Fault, string, string, RegExp | null][] = [
  ['429', 'fetched', 'fetched', null],
  ['500', 'fetched', 'fetched', null],
  ['garbage', 'fetched', 'fetched', null],
  ['slow', 'failed', 'fetched', /no answer from .* within 0\.3 s/],
  ['hang', 'failed', 'fetched', /no answer from .* within 0\.3 s/],
  ['truncated', 'failed', 'fetched', /connection .* failed/],
  ['html', 'failed', 'fetched', /text\/html instead of JSON/],
  ['stale', 'stale', 'fetched', /entries say that they were listed earlier/],
  ['empty', 'empty', 'partial', /lists 0 where there were/],
  ['partial', 'partial', 'partial', /lists (only )?1\b/],
]

describe.skipIf(lacks('recordings'))('an origin with the fault', () => {
  test.for(outcomes)(
    '%s leaves a new day %s and a fetched day %s',
    async ([fault, ifNew, ifGood, problem]) => {
      const timeoutMs = fault === 'slow' || fault === 'hang' ? 300 : 5000
      const faulty = huggingFaceAt(await startHfReplay({ now, fault }), { timeoutMs, sleep: noSleep })
      const ingest = await testIngest(now, faulty)

      const first = await ingestDay(ingest, fresh)
      expect(first.state).toBe(ifNew)
      const isUsable = ifNew === 'fetched' || ifNew === 'partial'
      if (isUsable) expect(first.listed).toBeGreaterThan(0)
      else expect(first).toMatchObject({ listed: 0, added: 0 })
      expect(first.dropped).toHaveLength(fault === 'garbage' ? 1 : 0)
      // A weekday without papers is empty, which is no error.
      if (problem && fault !== 'empty') expect(first.problem).toMatch(problem)
      else expect(first.problem).toBeNull()

      const healthy = huggingFaceAt(await startHfReplay({ now }))
      const whole = await ingestDay({ ...ingest, source: healthy }, good)
      expect(whole).toMatchObject({ state: 'fetched', problem: null })
      // With its tag the day would be answered with a short 304, which these faults leave alone.
      await ingest.db.updateTable('digests').set({ etag: null }).execute()
      const again = await ingestDay(ingest, good)
      expect(again).toMatchObject({ state: ifGood, listed: whole.listed, added: 0 })
      if (problem) expect(again.problem).toMatch(problem)
      else expect(again.problem).toBeNull()
      const kept = await ingest.db
        .selectFrom('digest_entries')
        .select('paper_id')
        .where('day', '=', good)
        .execute()
      expect(kept).toHaveLength(whole.listed)

      // The fault passes, and the next poll puts everything right.
      for (const day of [fresh, good]) {
        const mended = await ingestDay({ ...ingest, source: healthy }, day)
        expect(mended).toMatchObject({ state: 'fetched', problem: null })
      }
    },
  )
})

describe.skipIf(lacks('recordings'))('the recorded origin', () => {
  test('cut short to one entry is partial where earlier days are known, too', async () => {
    const ingest = await testIngest(now, huggingFaceAt(await startHfReplay({ now })))
    await backfill(ingest, '2026-05-11', '2026-05-19')
    const source = huggingFaceAt(await startHfReplay({ now, fault: 'partial' }))
    const report = await ingestDay({ ...ingest, source }, fresh)
    expect(report).toMatchObject({
      state: 'partial',
      listed: 1,
      problem: expect.stringMatching(/only 1 where \d+ are usual/),
    })
  })

  test('has no list for a day to come, and a weekend is empty', async () => {
    const ingest = await testIngest(now, huggingFaceAt(await startHfReplay({ now })))
    expect(await ingestDay(ingest, '2026-05-21')).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('no list for 2026-05-21 yet'),
    })
    expect(await ingestDay(ingest, '2026-05-17')).toMatchObject({ state: 'empty', problem: null, listed: 0 })
  })

  test('that asks for a pause is given it', async () => {
    const { pausesMs, ...options } = pauses()
    const ingest = await testIngest(now, huggingFaceAt(await startHfReplay({ now, fault: '429' }), options))
    expect((await ingestDay(ingest, fresh)).state).toBe('fetched')
    expect(Math.max(...pausesMs)).toBeGreaterThan(1500)
  })
})

function pauses() {
  const pausesMs: number[] = []
  const sleep = (ms: number) => {
    pausesMs.push(ms)
    return Promise.resolve()
  }
  return { pausesMs, sleep }
}
