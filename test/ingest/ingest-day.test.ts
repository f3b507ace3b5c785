import { describe, expect, test } from 'vitest'
import { ingestDay } from '../../src/ingest/ingest.ts'
import { entries, entry, startJsonOrigin, startOrigin } from '../sources/origin.ts'
import { huggingFaceAt, listing, listings, scriptedSource, testIngest, type TestIngest } from './deps.ts'

const day = '2026-05-20'
const now = '2026-05-20T10:00:00Z'
const later = '2026-05-20T10:30:00Z'

const papersOf = ({ db }: TestIngest) => db.selectFrom('papers').selectAll().orderBy('id').execute()
const digestOf = ({ db, source }: TestIngest, of = day) =>
  db
    .selectFrom('digests')
    .selectAll()
    .where('source', '=', source.name)
    .where('day', '=', of)
    .executeTakeFirstOrThrow()
const entriesOf = async ({ db }: TestIngest, of = day) => {
  const rows = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('day', '=', of)
    .orderBy('position')
    .execute()
  return rows.map((row) => row.paper_id)
}

test('a digest is written with its papers, their topics, signals and order', async () => {
  const origin = await startJsonOrigin(() => [
    entry('2605.00002'),
    { paper: { id: 7 } },
    entry('2605.00001'),
    entry('2605.00003'),
  ])
  const ingest = await testIngest(now, huggingFaceAt(origin.url))
  expect(await ingestDay(ingest, day)).toEqual({
    source: 'huggingface',
    day,
    isAlarming: false,
    state: 'fetched',
    problem: null,
    listed: 3,
    added: 3,
    updated: 0,
    dropped: [{ id: '7', reason: expect.stringContaining('paper.id') }],
  })
  expect(await entriesOf(ingest)).toEqual(['arxiv:2605.00002', 'arxiv:2605.00001', 'arxiv:2605.00003'])
  expect((await papersOf(ingest))[0]).toMatchObject({
    id: 'arxiv:2605.00001',
    authors: ['Ada Example'],
    topics: { agents: 0.9 },
    upvotes: 5,
    comments: 2,
    stars: null,
    first_listed_on: day,
  })
  expect(await digestOf(ingest)).toMatchObject({
    listed: 3,
    dropped: [{ id: '7', reason: expect.any(String) }],
    polled_at: new Date(now),
    changed_at: new Date(now),
  })
})

describe('a later poll', () => {
  test('fills in what arrives late, and erases nothing that is missing again', async () => {
    const days = { [day]: { listings: [listing('a'), listing('b'), listing('c')] } }
    const ingest = await testIngest(now, scriptedSource(days))
    await ingestDay(ingest, day)
    const full = {
      summary: 'It helps.',
      keywords: ['rl'],
      codeUrl: 'https://example.org/',
      title: 'Retitled',
    }
    days[day] = { listings: [listing('a', full), listing('b'), listing('c')] }
    ingest.at(later)
    expect(await ingestDay(ingest, day)).toMatchObject({ listed: 3, added: 0, updated: 1 })
    days[day] = { listings: [listing('a', { title: 'Retitled' }), listing('b'), listing('c')] }
    expect(await ingestDay(ingest, day)).toMatchObject({ updated: 0 })
    const [a] = await papersOf(ingest)
    expect(a).toMatchObject({
      title: 'Retitled',
      summary: 'It helps.',
      keywords: ['rl'],
      code_url: 'https://example.org/',
    })
    expect(a?.updated_at).toEqual(new Date(later))
    expect(a?.created_at).toEqual(new Date(now))
  })

  test('classifies anew only papers whose text has changed', async () => {
    const days = { [day]: { listings: [listing('a'), listing('b'), listing('c')] } }
    const classified: string[] = []
    const ingest = await testIngest(now, scriptedSource(days))
    const classify = (paper: { id: string }) => {
      classified.push(paper.id)
      return {}
    }
    await ingestDay({ ...ingest, classify }, day)
    days[day] = {
      listings: [listing('a', {}, { upvotes: 50 }), listing('b', { summary: 'New.' }), listing('c')],
    }
    await ingestDay({ ...ingest, classify }, day)
    expect(classified).toEqual(['a', 'b', 'c', 'b'])
  })

  test('takes a snapshot of signals that moved, and keeps the old ones', async () => {
    const days = { [day]: { listings: [listing('a', {}, { upvotes: 3 }), listing('b'), listing('c')] } }
    const ingest = await testIngest(now, scriptedSource(days))
    await ingestDay(ingest, day)
    days[day] = { listings: [listing('a', {}, { upvotes: 8 }), listing('b'), listing('c')] }
    ingest.at(later)
    await ingestDay(ingest, day)
    const snapshots = await ingest.db
      .selectFrom('signal_snapshots')
      .select(['paper_id', 'upvotes', 'taken_at'])
      .orderBy('paper_id')
      .orderBy('taken_at')
      .execute()
    expect(snapshots).toEqual([
      { paper_id: 'a', upvotes: 3, taken_at: new Date(now) },
      { paper_id: 'a', upvotes: 8, taken_at: new Date(later) },
      { paper_id: 'b', upvotes: 1, taken_at: new Date(now) },
      { paper_id: 'c', upvotes: 1, taken_at: new Date(now) },
    ])
    expect((await papersOf(ingest))[0]?.upvotes).toBe(8)
  })

  test('moves the time of change only when readers could see one', async () => {
    const days = { [day]: { listings: listings(day, 3) } }
    const ingest = await testIngest(now, scriptedSource(days))
    await ingestDay(ingest, day)
    ingest.at(later)
    await ingestDay(ingest, day)
    expect(await digestOf(ingest)).toMatchObject({ polled_at: new Date(later), changed_at: new Date(now) })
    days[day] = { listings: listings(day, 4) }
    await ingestDay(ingest, day)
    expect((await digestOf(ingest)).changed_at).toEqual(new Date(later))
  })

  test('of an unchanged list costs one short answer', async () => {
    const origin = await startOrigin((request, response) => {
      if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304).end()
      return response
        .writeHead(200, { 'Content-Type': 'application/json', ETag: '"v1"' })
        .end(JSON.stringify(entries(4)))
    })
    const ingest = await testIngest(now, huggingFaceAt(origin.url))
    await ingestDay(ingest, day)
    ingest.at(later)
    expect(await ingestDay(ingest, day)).toMatchObject({
      state: 'fetched',
      problem: null,
      listed: 4,
      added: 0,
    })
    expect(await digestOf(ingest)).toMatchObject({
      etag: '"v1"',
      polled_at: new Date(later),
      changed_at: new Date(now),
    })
  })

  test('asks for everything again after a problem', async () => {
    let isDown = false
    const origin = await startOrigin((request, response) => {
      if (isDown) return response.writeHead(404).end()
      if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304).end()
      return response
        .writeHead(200, { 'Content-Type': 'application/json', ETag: '"v1"' })
        .end(JSON.stringify(entries(4)))
    })
    const ingest = await testIngest(now, huggingFaceAt(origin.url))
    await ingestDay(ingest, day)
    isDown = true
    expect(await ingestDay(ingest, day)).toMatchObject({
      state: 'fetched',
      problem: 'it answered with HTTP 404',
      listed: 4,
    })
    isDown = false
    expect(await ingestDay(ingest, day)).toMatchObject({ state: 'fetched', problem: null, listed: 4 })
  })
})

test('a paper that returns days later keeps its age, and backfilling an earlier day makes it older', async () => {
  const source = scriptedSource({
    '2026-05-19': { listings: [listing('a'), ...listings('2026-05-19', 5)] },
    '2026-05-20': { listings: [listing('a'), ...listings('2026-05-20', 5)] },
    '2026-05-21': { listings: [listing('a'), ...listings('2026-05-21', 5)] },
  })
  const ingest = await testIngest('2026-05-21T10:00:00Z', source)
  const firstListedOn = async () => (await papersOf(ingest)).find(({ id }) => id === 'a')?.first_listed_on
  await ingestDay(ingest, '2026-05-20')
  await ingestDay(ingest, '2026-05-21')
  expect(await firstListedOn()).toBe('2026-05-20')
  await ingestDay(ingest, '2026-05-19')
  expect(await firstListedOn()).toBe('2026-05-19')
})

test('signals of several sources add up', async () => {
  const one = scriptedSource({ [day]: { listings: [listing('a', {}, { upvotes: 3 }), ...listings(day, 3)] } })
  const other = {
    ...scriptedSource({ [day]: { listings: [listing('a', {}, { upvotes: 4 }), ...listings(day, 3)] } }),
    name: 'other',
  }
  const ingest = await testIngest(now, one)
  await ingestDay(ingest, day)
  await ingestDay({ ...ingest, source: other }, day)
  await ingestDay(ingest, day)
  expect((await papersOf(ingest)).find(({ id }) => id === 'a')?.upvotes).toBe(7)
})

test('a list that shrinks is partial, and the earlier papers stay', async () => {
  const days = { [day]: { listings: listings(day, 5) } }
  const ingest = await testIngest(now, scriptedSource(days))
  await ingestDay(ingest, day)
  days[day] = { listings: listings(day, 2) }
  expect(await ingestDay(ingest, day)).toMatchObject({ state: 'partial', listed: 5 })
  days[day] = { listings: [] }
  expect(await ingestDay(ingest, day)).toMatchObject({ state: 'partial', listed: 5 })
  expect(await entriesOf(ingest)).toHaveLength(5)
  days[day] = { listings: listings(day, 6) }
  expect(await ingestDay(ingest, day)).toMatchObject({ state: 'fetched', problem: null, listed: 6 })
})

test('the list of the day before under a new date is stale and adds nothing', async () => {
  const same = { listings: listings('2026-05-19', 6) }
  const ingest = await testIngest(now, scriptedSource({ '2026-05-19': same, [day]: same }))
  await ingestDay(ingest, '2026-05-19')
  const report = await ingestDay(ingest, day)
  expect(report).toMatchObject({
    state: 'stale',
    listed: 0,
    problem: '6 of 6 entries are those of 2026-05-19',
  })
  expect(await entriesOf(ingest)).toEqual([])
})

test('hostile text goes in as text, and comes out as it went in', async () => {
  const title = `'); drop table papers; -- <script>alert("${'x'.repeat(50)}")</script> {$SL^{2}A$} "quoted" \\n 🙂`
  const origin = await startJsonOrigin(() => [
    entry('2605.00001', {
      title: `${title}\u0000\u202e`,
      authors: [{ name: 'A, "B" {C}\r\nBcc: x@example.org' }],
    }),
    entry('2605.00002', { summary: '\ud800 lone', ai_keywords: ['{}', 'NULL', '"'] }),
    { paper: { id: '\u0000\ud800', title: 'x', summary: 'y' } },
    entry('2605.00003'),
  ])
  const ingest = await testIngest(now, huggingFaceAt(origin.url))
  const report = await ingestDay(ingest, day)
  expect(report).toMatchObject({ listed: 3, dropped: [{ reason: expect.stringContaining('not an id') }] })
  const [first, second] = await papersOf(ingest)
  expect(first).toMatchObject({ title, authors: ['A, "B" {C} Bcc: x@example.org'] })
  expect(second).toMatchObject({ abstract: '\ufffd lone', keywords: ['{}', 'NULL', '"'] })
})

test('several polls of the same days at once leave what one would', async () => {
  const source = scriptedSource({
    '2026-05-19': { listings: [listing('a'), ...listings('2026-05-19', 5)] },
    [day]: { listings: [listing('a'), ...listings(day, 5)] },
  })
  const ingest = await testIngest(now, source)
  const days = ['2026-05-19', day, day, '2026-05-19', day]
  const reports = await Promise.all(days.map((one) => ingestDay(ingest, one)))
  expect(reports.map(({ state }) => state)).toEqual(days.map(() => 'fetched'))
  expect(reports.reduce((sum, { added }) => sum + added, 0)).toBe(11)
  expect(await entriesOf(ingest)).toHaveLength(6)
})

test('an error in the program is thrown, not written down as a failure of the source', async () => {
  const ingest = await testIngest(now, scriptedSource({ [day]: { listings: listings(day, 3) } }))
  const classify = () => {
    throw new Error('a bug')
  }
  await expect(ingestDay({ ...ingest, classify }, day)).rejects.toThrow('a bug')
  expect(await ingest.db.selectFrom('digests').selectAll().execute()).toEqual([])
})
