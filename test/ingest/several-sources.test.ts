import { describe, expect, test } from 'vitest'
import { ingestDay, ingestRecent } from '../../src/ingest/ingest.ts'
import { countsFrom } from '../../src/ingest/write-papers.ts'
import type { DigestAnswer, Listing, Source } from '../../src/sources/source.ts'
import { listing, listings, scriptedSource, testIngest, type TestIngest } from './deps.ts'

const now = '2026-05-20T10:00:00Z'
const paperOf = ({ db }: TestIngest) =>
  db.selectFrom('papers').selectAll().where('id', '=', 'a').executeTakeFirstOrThrow()

/** A source of another name that lists these on each of these days. */
function named(name: string, days: Record<string, Listing[]>, rank = 1): Source {
  const scripted = scriptedSource(
    Object.fromEntries(Object.entries(days).map(([day, some]) => [day, { listings: some }])),
  )
  return { ...scripted, name, rank }
}

describe('a paper of several sources', () => {
  const lists = (changes: Partial<Listing['paper']>, upvotes = 0) => [
    listing('a', changes, { upvotes }),
    listing('b'),
    listing('c'),
  ]

  test('is one paper, whose votes add up', async () => {
    const ingest = await testIngest(now, scriptedSource({}))
    const sources = [
      named('one', { '2026-05-20': lists({}, 30) }),
      named('two', { '2026-05-20': lists({}, 12) }),
    ]
    for (const source of [...sources, ...sources]) await ingestDay({ ...ingest, source }, '2026-05-20')
    expect((await paperOf(ingest)).upvotes).toBe(42)
    expect(await ingest.db.selectFrom('papers').select('id').execute()).toHaveLength(3)
  })

  test('keeps each field of the source that ranks first, and everything that any of them knows', async () => {
    const ingest = await testIngest(now, scriptedSource({}))
    const rich = named('rich', {
      '2026-05-20': lists({
        title: 'The title',
        abstract: 'An abstract of some length.',
        authors: ['Ada Example', 'Ben Sample'],
        publishedOn: '2026-05-18',
        summary: 'It helps.',
      }),
    })
    const poor = named(
      'poor',
      {
        '2026-05-20': lists({
          title: 'the title!',
          abstract: 'An abstract of a length.',
          authors: ['A. Example'],
          publishedOn: '2026-05-19',
          categories: ['cs.CL'],
          comment: '9 pages',
        }),
      },
      2,
    )
    for (const source of [rich, poor, rich, poor]) await ingestDay({ ...ingest, source }, '2026-05-20')
    const changedAt = (await paperOf(ingest)).updated_at
    expect(await paperOf(ingest)).toMatchObject({
      title: 'The title',
      abstract: 'An abstract of some length.',
      authors: ['Ada Example', 'Ben Sample'],
      published_on: '2026-05-18',
      summary: 'It helps.',
      categories: ['cs.CL'],
      comment: '9 pages',
    })
    ingest.at('2026-05-20T11:00:00Z')
    for (const source of [rich, poor]) await ingestDay({ ...ingest, source }, '2026-05-20')
    expect((await paperOf(ingest)).updated_at).toEqual(changedAt)
  })

  test('takes a much longer abstract from whoever has it', async () => {
    const ingest = await testIngest(now, scriptedSource({}))
    const link = named('links', { '2026-05-20': lists({ abstract: 'A title alone' }) })
    const whole = named('whole', {
      '2026-05-20': lists({ abstract: 'A whole abstract. '.repeat(20), title: 'Right' }),
    })
    for (const source of [link, whole, link]) await ingestDay({ ...ingest, source }, '2026-05-20')
    expect(await paperOf(ingest)).toMatchObject({ title: 'On a', abstract: 'A whole abstract. '.repeat(20) })
  })

  test('is news again when another source lists it days later', async () => {
    const ingest = await testIngest(now, scriptedSource({}))
    const early = named('early', { '2026-05-12': lists({}), '2026-05-18': lists({}) })
    const late = named('late', { '2026-05-19': lists({}) })
    for (const day of ['2026-05-12', '2026-05-18']) await ingestDay({ ...ingest, source: early }, day)
    expect((await paperOf(ingest)).first_listed_on).toBe('2026-05-12')
    await ingestDay({ ...ingest, source: late }, '2026-05-19')
    expect((await paperOf(ingest)).first_listed_on).toBe('2026-05-19')
  })
})

test.each([
  [['2026-05-12'], '2026-05-12'],
  [['2026-05-19', '2026-05-12'], '2026-05-19'],
  [['2026-05-12', '2026-06-01'], '2026-06-01'],
  // Whoever had it in the last days before would not be known to have had it.
  [['2026-05-12', '2026-06-02'], '2026-05-12'],
])('of first days %j the age counts from %s', (days, from) => {
  expect(countsFrom(days)).toBe(from)
})

describe('a list of the newest entries', () => {
  const feed = (answers: Record<string, DigestAnswer>): Source => ({
    name: 'feed',
    fetchDigest: (day) =>
      Promise.resolve(answers[day] ?? { kind: 'gone', reason: 'its feed begins with 2026-05-19' }),
  })
  const shown = (some: Listing[], others: Listing[] = []): DigestAnswer => ({
    kind: 'digest',
    digest: { listings: some, dropped: [], incomplete: null, etag: null, window: { others, quietDays: 5 } },
  })

  test('says nothing of days before it began, and its few entries are no problem', async () => {
    const source = feed({ '2026-05-20': shown([listing('a')]), '2026-05-19': shown([listing('b')]) })
    const ingest = await testIngest(now, source)
    const reports = await ingestRecent(ingest)
    expect(
      reports.filter(({ state }) => state !== 'gone').map(({ day, state, problem }) => [day, state, problem]),
    ).toEqual([
      ['2026-05-19', 'fetched', null],
      ['2026-05-20', 'fetched', null],
    ])
    expect(await ingest.db.selectFrom('digests').select('day').execute()).toHaveLength(2)
  })

  test('out of which a day has fallen leaves it as it was, and a day missed for good is a failure', async () => {
    const ingest = await testIngest(now, feed({ '2026-05-20': shown([listing('a')]) }))
    await ingestDay(ingest, '2026-05-20')
    ingest.at('2026-05-22T10:00:00Z')
    const gone = { ...ingest, source: feed({}) }
    expect(await ingestDay(gone, '2026-05-20')).toMatchObject({ state: 'fetched', problem: null, listed: 1 })
    expect(await ingestDay(gone, '2026-05-21')).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('begins with'),
    })
  })

  test('lists entries without a date once, on the day on which they are seen first', async () => {
    const ingest = await testIngest(now, feed({ '2026-05-20': shown([], [listing('a'), listing('b')]) }))
    expect(await ingestDay(ingest, '2026-05-20')).toMatchObject({ listed: 2 })
    ingest.at('2026-05-21T10:00:00Z')
    const next = feed({ '2026-05-21': shown([], [listing('c'), listing('a'), listing('b')]) })
    expect(await ingestDay({ ...ingest, source: next }, '2026-05-21')).toMatchObject({
      state: 'fetched',
      listed: 1,
      added: 1,
    })
  })

  test('is stale once it has had nothing new for longer than it may', async () => {
    const ingest = await testIngest(now, feed({ '2026-05-20': shown([listing('a')]) }))
    await ingestDay(ingest, '2026-05-20')
    const quiet = async (day: string) => {
      ingest.at(`${day}T10:00:00Z`)
      return ingestDay({ ...ingest, source: feed({ [day]: shown([]) }) }, day)
    }
    expect(await quiet('2026-05-25')).toMatchObject({ state: 'empty', problem: null })
    expect(await quiet('2026-05-26')).toMatchObject({
      state: 'stale',
      problem: 'it has had nothing new since 2026-05-20, for more than 5 days',
    })
  })
})

test('one source that is down says nothing of another', async () => {
  const ingest = await testIngest(now, scriptedSource({}))
  const good = named('good', { '2026-05-20': listings('2026-05-20', 4) })
  const bad: Source = { ...scriptedSource({ '2026-05-20': 'it is down' }), name: 'bad' }
  expect(await ingestDay({ ...ingest, source: good }, '2026-05-20')).toMatchObject({ state: 'fetched' })
  expect(await ingestDay({ ...ingest, source: bad }, '2026-05-20')).toMatchObject({ state: 'failed' })
})
