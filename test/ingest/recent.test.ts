import { describe, expect, test } from 'vitest'
import { daysBetween } from '../../src/ingest/days.ts'
import { backfill, ingestRecent } from '../../src/ingest/ingest.ts'
import { listings, scriptedSource, testIngest, type TestIngest } from './deps.ts'

const digestWith = (day: string, count = 6) => ({ [day]: { listings: listings(day, count) } })
const daysOf = (reports: { day: string }[]) => reports.map(({ day }) => day)
const watermark = async ({ db }: TestIngest) => {
  const rows = await db.selectFrom('watermarks').selectAll().execute()
  return rows.map(({ name, at }) => `${name} ${at.toISOString()}`)
}

describe('a first start', () => {
  test('takes a whole week, once', async () => {
    const source = scriptedSource({ ...digestWith('2026-05-19'), ...digestWith('2026-05-20') })
    const ingest = await testIngest('2026-05-20T10:00:00Z', source)
    expect(daysOf(await ingestRecent(ingest))).toEqual(daysBetween('2026-05-13', '2026-05-20'))
    expect(daysOf(await ingestRecent(ingest))).toEqual(['2026-05-19', '2026-05-20'])
    expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-19T00:00:00.000Z'])
  })

  test('on a Sunday goes back to the papers of Friday', async () => {
    const source = scriptedSource({ ...digestWith('2026-05-21'), ...digestWith('2026-05-22') })
    const ingest = await testIngest('2026-05-24T10:00:00Z', source)
    const reports = await ingestRecent(ingest)
    expect(reports.slice(-3).map(({ day, state }) => [day, state])).toEqual([
      ['2026-05-22', 'fetched'],
      ['2026-05-23', 'empty'],
      ['2026-05-24', 'empty'],
    ])
    expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-23T00:00:00.000Z'])
  })

  test('goes back no further than a week, and not at all while the source is down', async () => {
    const nothing = await testIngest('2026-05-20T10:00:00Z', scriptedSource({}))
    expect(daysOf(await ingestRecent(nothing))).toHaveLength(8)
    const down = scriptedSource({
      '2026-05-24': 'it is down',
      '2026-05-23': 'it is down',
      ...digestWith('2026-05-22'),
    })
    const ingest = await testIngest('2026-05-24T10:00:00Z', down)
    expect(daysOf(await ingestRecent(ingest))).toEqual(['2026-05-23', '2026-05-24'])
    expect(await watermark(ingest)).toEqual([])
  })

  test('while the source is down is made good once it is back', async () => {
    const days: Parameters<typeof scriptedSource>[0] = {
      '2026-05-23': 'down',
      '2026-05-24': 'down',
      ...digestWith('2026-05-22'),
    }
    const ingest = await testIngest('2026-05-24T10:00:00Z', scriptedSource(days))
    await ingestRecent(ingest)
    delete days['2026-05-23']
    delete days['2026-05-24']
    expect(daysOf(await ingestRecent(ingest))).toEqual(daysBetween('2026-05-17', '2026-05-24'))
  })
})

describe('a later poll', () => {
  test('catches up on every day since the last one', async () => {
    const days = {
      ...digestWith('2026-05-19'),
      ...digestWith('2026-05-20'),
      ...digestWith('2026-05-21'),
      ...digestWith('2026-05-22'),
    }
    const ingest = await testIngest('2026-05-20T10:00:00Z', scriptedSource(days))
    await ingestRecent(ingest)
    ingest.at('2026-05-26T00:10:00Z')
    expect(daysOf(await ingestRecent(ingest))).toEqual([
      '2026-05-20',
      '2026-05-21',
      '2026-05-22',
      '2026-05-23',
      '2026-05-24',
      '2026-05-25',
      '2026-05-26',
    ])
    expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-25T00:00:00.000Z'])
    expect(daysOf(await ingestRecent(ingest))).toEqual(['2026-05-25', '2026-05-26'])
  })

  test('asks again for days that failed, and only for those', async () => {
    const days: Parameters<typeof scriptedSource>[0] = {
      ...digestWith('2026-05-18'),
      ...digestWith('2026-05-19'),
      '2026-05-20': 'it is down',
      ...digestWith('2026-05-21'),
      ...digestWith('2026-05-22'),
    }
    const ingest = await testIngest('2026-05-19T10:00:00Z', scriptedSource(days))
    await ingestRecent(ingest)
    ingest.at('2026-05-23T10:00:00Z')
    await ingestRecent(ingest)
    expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-19T00:00:00.000Z'])
    expect(daysOf(await ingestRecent(ingest))).toEqual(['2026-05-20', '2026-05-22', '2026-05-23'])
    Object.assign(days, digestWith('2026-05-20'))
    await ingestRecent(ingest)
    expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-22T00:00:00.000Z'])
    expect(daysOf(await ingestRecent(ingest))).toEqual(['2026-05-22', '2026-05-23'])
  })

  test('asks again for a good day whose last good answer came before its end', async () => {
    const days: Parameters<typeof scriptedSource>[0] = {
      ...digestWith('2026-05-19'),
      ...digestWith('2026-05-20', 4),
    }
    const ingest = await testIngest('2026-05-20T10:00:00Z', scriptedSource(days))
    await ingestRecent(ingest)
    Object.assign(days, {
      '2026-05-20': 'it is down',
      '2026-05-21': 'it is down',
      '2026-05-22': 'it is down',
    })
    for (const at of ['2026-05-21T10:00:00Z', '2026-05-22T10:00:00Z']) {
      ingest.at(at)
      await ingestRecent(ingest)
    }
    Object.assign(days, digestWith('2026-05-20', 9), digestWith('2026-05-21'), digestWith('2026-05-22'))
    const reports = await ingestRecent(ingest)
    expect(reports.map(({ day, listed, problem }) => [day, listed, problem])).toEqual([
      ['2026-05-20', 9, null],
      ['2026-05-21', 6, null],
      ['2026-05-22', 6, null],
    ])
  })

  test('goes back two weeks at the most, and goes on from there', async () => {
    const ingest = await testIngest('2026-04-01T10:00:00Z', scriptedSource(digestWith('2026-03-31')))
    await ingestRecent(ingest)
    ingest.at('2026-05-20T10:00:00Z')
    const days = daysOf(await ingestRecent(ingest))
    expect([days.length, days[0]]).toEqual([15, '2026-05-06'])
    expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-19T00:00:00.000Z'])
  })

  test('by several schedulers at once leaves what one would', async () => {
    const source = scriptedSource({ ...digestWith('2026-05-19'), ...digestWith('2026-05-20') })
    const ingest = await testIngest('2026-05-20T10:00:00Z', source)
    await Promise.all([ingestRecent(ingest), ingestRecent(ingest), ingestRecent(ingest)])
    expect(await ingest.db.selectFrom('digest_entries').selectAll().execute()).toHaveLength(12)
    expect(await ingest.db.selectFrom('signal_snapshots').selectAll().execute()).toHaveLength(12)
    expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-19T00:00:00.000Z'])
  })

  test('is not confused by a backfill of other days', async () => {
    const days = {
      ...digestWith('2026-03-02'),
      ...digestWith('2026-05-12'),
      ...digestWith('2026-05-19'),
      ...digestWith('2026-05-20'),
    }
    const ingest = await testIngest('2026-05-20T10:00:00Z', scriptedSource(days))
    await ingestRecent(ingest)
    await backfill(ingest, '2026-03-02', '2026-03-03')
    await backfill(ingest, '2026-05-12', '2026-05-12')
    ingest.at('2026-05-21T10:00:00Z')
    expect(daysOf(await ingestRecent(ingest))).toEqual(['2026-05-20', '2026-05-21'])
    expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-20T00:00:00.000Z'])
  })
})

test.each(['2037-01-01', '2026-05-22'])('a watermark of %s, ahead of the clock, is set back', async (day) => {
  const source = scriptedSource({ ...digestWith('2026-05-19'), ...digestWith('2026-05-20') })
  const ingest = await testIngest('2026-05-20T10:00:00Z', source)
  await ingestRecent(ingest)
  const [{ name } = { name: '' }] = await ingest.db.selectFrom('watermarks').select('name').execute()
  await ingest.db
    .updateTable('watermarks')
    .set({ at: new Date(day) })
    .where('name', '=', name)
    .execute()
  await ingestRecent(ingest)
  expect(await watermark(ingest)).toEqual(['ingest:scripted 2026-05-19T00:00:00.000Z'])
})
