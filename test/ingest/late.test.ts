import { describe, expect, test } from 'vitest'
import { backfill, ingestDay, ingestRecent } from '../../src/ingest/ingest.ts'
import { feed as feedKind } from '../../src/sources/feed.ts'
import { createHttp } from '../../src/sources/http.ts'
import type { Digest, Listing, Source } from '../../src/sources/source.ts'
import { impatient, startOrigin } from '../sources/origin.ts'
import { listing, listings, scriptedSource, testIngest, type TestIngest } from './deps.ts'

const daysOf = (reports: { day: string }[]) => reports.map(({ day }) => day)

/** The days under which each paper stands, and the day from which its age counts. */
async function placesOf({ db }: TestIngest, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('digest_entries')
    .innerJoin('papers', 'papers.id', 'digest_entries.paper_id')
    .select(['digest_entries.day', 'papers.title', 'papers.first_listed_on'])
    .where('papers.title', 'in', ids)
    .orderBy('papers.title')
    .orderBy('digest_entries.day')
    .execute()
  return rows.map((row) => `${row.title} ${row.day} ${row.first_listed_on}`)
}

describe('an entry of a feed', () => {
  /** A feed as its server has it at the moment: each title with its date. */
  async function startFeed(now: string) {
    let entries: [string, string | null][] = []
    const origin = await startOrigin((_, response) => {
      const items = entries.map(
        ([title, date]) =>
          `<item><title>${title}</title><link>https://lab.example/${title}</link>${date ? `<pubDate>${new Date(`${date}T10:00:00Z`).toUTCString()}</pubDate>` : ''}</item>`,
      )
      response.setHeader('Content-Type', 'application/rss+xml')
      response.end(`<rss version="2.0"><channel><title>Lab</title>${items.join('')}</channel></rss>`)
    })
    const planned = feedKind({ kind: 'feed', name: 'lab', url: `${origin.url}/feed.xml` })
    if (!planned.success) throw planned.error
    const http = createHttp(impatient())
    const open = () => planned.data.open({ huggingFaceUrl: '', arxiv: { url: '', rssUrl: '', http }, http })
    const ingest = await testIngest(now, open())
    return {
      ingest,
      poll: (shown: [string, string | null][], at: string) => {
        entries = shown
        ingest.at(at)
        return ingestRecent({ ...ingest, source: open() })
      },
      open,
    }
  }
  const early: [string, string][] = [
    ['archive', '2026-05-05'],
    ['old', '2026-05-15'],
    ['yesterday', '2026-05-19'],
  ]
  const late: [string, string][] = [
    ['threedays', '2026-05-18'],
    ['aweek', '2026-05-14'],
  ]

  test('that is dated some days ago is listed on the day on which it is first seen, once', async () => {
    const { ingest, poll } = await startFeed('2026-05-20T10:00:00Z')
    await poll(early, '2026-05-20T10:00:00Z')
    for (const at of ['2026-05-21T10:00:00Z', '2026-05-21T11:00:00Z', '2026-05-22T10:00:00Z']) {
      await poll([...early, ...late], at)
    }
    expect(await placesOf(ingest, ['archive', 'old', 'yesterday', 'threedays', 'aweek'])).toEqual([
      'aweek 2026-05-21 2026-05-21',
      'old 2026-05-15 2026-05-15',
      'threedays 2026-05-21 2026-05-21',
      'yesterday 2026-05-19 2026-05-19',
    ])
  })

  test('that is dated before the feed began is found too', async () => {
    const { ingest, poll } = await startFeed('2026-05-20T10:00:00Z')
    await poll([['first', '2026-05-19']], '2026-05-20T10:00:00Z')
    await poll(
      [
        ['first', '2026-05-19'],
        ['back', '2026-05-16'],
      ],
      '2026-05-21T10:00:00Z',
    )
    expect(await placesOf(ingest, ['back'])).toEqual(['back 2026-05-21 2026-05-21'])
  })

  test('that is dated yesterday stands under yesterday, and one dated ahead under today', async () => {
    const { ingest, poll } = await startFeed('2026-05-20T10:00:00Z')
    await poll(early, '2026-05-20T10:00:00Z')
    await poll(
      [...early, ['night', '2026-05-20'], ['print', '2026-08-01'], ['undated', null]],
      '2026-05-21T10:00:00Z',
    )
    expect(await placesOf(ingest, ['night', 'print', 'undated'])).toEqual([
      'night 2026-05-20 2026-05-20',
      'print 2026-05-21 2026-05-21',
      'undated 2026-05-21 2026-05-21',
    ])
  })

  test('of an archive that a feed starts to show is not news', async () => {
    const { ingest, poll } = await startFeed('2026-05-20T10:00:00Z')
    await poll(early, '2026-05-20T10:00:00Z')
    await poll([...early, ['grown', '2026-05-10']], '2026-07-20T10:00:00Z')
    await poll(
      [...early, ['grown', '2026-05-10'], ['months', '2026-06-10'], ['weeks', '2026-07-01']],
      '2026-07-21T10:00:00Z',
    )
    expect(await placesOf(ingest, ['grown', 'months', 'weeks'])).toEqual(['weeks 2026-07-21 2026-07-21'])
  })

  test('is listed by its date by a backfill of a past day', async () => {
    const { ingest, poll, open } = await startFeed('2026-05-20T10:00:00Z')
    await poll(early, '2026-05-20T10:00:00Z')
    await backfill({ ...ingest, source: open() }, '2026-05-04', '2026-05-06')
    expect(await placesOf(ingest, ['archive'])).toEqual(['archive 2026-05-05 2026-05-05'])
  })
})

test('a list without dates of its own that repeats that of the day before is stale', async () => {
  const one = { listings: listings('2026-05-19', 12) }
  const ingest = await testIngest('2026-05-20T10:00:00Z', scriptedSource({ '2026-05-19': one }))
  await ingestDay(ingest, '2026-05-19')
  const again = scriptedSource({
    '2026-05-20': { listings: [...one.listings, ...listings('2026-05-20', 3)] },
  })
  expect(await ingestDay({ ...ingest, source: again }, '2026-05-20')).toMatchObject({
    state: 'stale',
    problem: '12 of 15 entries are those of 2026-05-19',
  })
})

describe('a source that adds to its lists days later', () => {
  const growing = (days: Record<string, Listing[]>): Source & { asked: string[] } => {
    const scripted = scriptedSource(
      Object.fromEntries(
        Object.entries(days).map(([day, some]): [string, Partial<Digest>] => [
          day,
          { listings: some, growsLate: true },
        ]),
      ),
    )
    return { ...scripted, askAgainAfterDays: [1, 3, 7, 14] }
  }
  const week = Object.fromEntries(
    [
      '2026-05-11',
      '2026-05-12',
      '2026-05-13',
      '2026-05-14',
      '2026-05-15',
      '2026-05-18',
      '2026-05-19',
      '2026-05-20',
      '2026-05-21',
      '2026-05-22',
    ].map((day) => [day, listings(day, 8)]),
  )

  test('is asked again at rising gaps, on weekdays', async () => {
    const source = growing(week)
    const ingest = await testIngest('2026-05-12T10:00:00Z', source)
    const askedOf = async (day: string) => {
      source.asked.length = 0
      ingest.at(`${day}T10:00:00Z`)
      await ingestRecent(ingest)
      return source.asked.filter((asked) => asked >= '2026-05-11').toSorted()
    }
    await askedOf('2026-05-12')
    expect(await askedOf('2026-05-13')).toEqual(['2026-05-12', '2026-05-13'])
    for (const day of ['2026-05-14', '2026-05-15', '2026-05-16', '2026-05-17', '2026-05-18'])
      await askedOf(day)
    // 3 days after Saturday is no question; 7 days after the 12th is.
    expect(await askedOf('2026-05-19')).toEqual(['2026-05-12', '2026-05-18', '2026-05-19'])
    expect(await askedOf('2026-05-19')).toEqual(['2026-05-18', '2026-05-19'])
  })

  test('has a latecomer listed on the day on which it is first seen, and once', async () => {
    const ingest = await testIngest('2026-05-13T10:00:00Z', growing(week))
    const at = async (instant: string, days: Record<string, Listing[]>) => {
      ingest.at(instant)
      return ingestRecent({ ...ingest, source: growing(days) })
    }
    await at('2026-05-13T10:00:00Z', week)
    await at('2026-05-14T10:00:00Z', week)
    const held = { ...week, '2026-05-13': [...listings('2026-05-13', 8), listing('held', { title: 'held' })] }
    await at('2026-05-16T10:00:00Z', held)
    await at('2026-05-16T12:00:00Z', held)
    await at('2026-05-17T10:00:00Z', held)
    await at('2026-05-20T10:00:00Z', held)
    expect(await placesOf(ingest, ['held'])).toEqual(['held 2026-05-16 2026-05-16'])
    const days = await ingest.db
      .selectFrom('digests')
      .select(['day', 'state', 'listed', 'problem'])
      .where('day', 'in', ['2026-05-13', '2026-05-16', '2026-05-17'])
      .orderBy('day')
      .execute()
    expect(days).toEqual([
      { day: '2026-05-13', state: 'fetched', listed: 8, problem: null },
      { day: '2026-05-16', state: 'fetched', listed: 1, problem: null },
      { day: '2026-05-17', state: 'empty', listed: 0, problem: null },
    ])
  })

  test('and has papers of today and of an earlier day lists both', async () => {
    const ingest = await testIngest('2026-05-19T10:00:00Z', growing(week))
    await ingestRecent(ingest)
    ingest.at('2026-05-20T10:00:00Z')
    await ingestRecent(ingest)
    ingest.at('2026-05-22T10:00:00Z')
    const held = { ...week, '2026-05-19': [...listings('2026-05-19', 8), listing('two', { title: 'two' })] }
    const reports = await ingestRecent({ ...ingest, source: growing(held) })
    expect(reports.at(-1)).toMatchObject({ day: '2026-05-22', state: 'fetched', problem: null, listed: 9 })
    expect(await placesOf(ingest, ['two'])).toEqual(['two 2026-05-22 2026-05-22'])
  })

  test('of which a working day is empty where others are not is asked until it has its papers', async () => {
    const ingest = await testIngest('2026-05-14T10:00:00Z', growing({}))
    const at = async (instant: string, days: Record<string, Listing[]>) => {
      ingest.at(instant)
      return ingestRecent({ ...ingest, source: growing(days) })
    }
    const lacking = { ...week, '2026-05-15': [] }
    await at('2026-05-14T10:00:00Z', lacking)
    expect((await at('2026-05-15T10:00:00Z', lacking)).at(-1)).toMatchObject({
      state: 'empty',
      problem: null,
    })
    expect((await at('2026-05-16T10:00:00Z', lacking)).find(({ day }) => day === '2026-05-15')).toMatchObject(
      {
        state: 'partial',
        problem: 'it lists none where 8 are usual: a holiday, or an index that lags',
      },
    )
    const later = { ...week, '2026-05-15': listings('2026-05-15', 90) }
    const reports = await at('2026-05-18T10:00:00Z', later)
    expect(reports.find(({ day }) => day === '2026-05-15')).toMatchObject({ state: 'fetched', listed: 90 })
    expect(daysOf(await at('2026-05-18T12:00:00Z', later))).toEqual(['2026-05-17', '2026-05-18'])
  })
})
