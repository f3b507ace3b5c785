import { expect, test } from 'vitest'
import { enrich } from '../../src/ingest/enrich.ts'
import { ingestDay } from '../../src/ingest/ingest.ts'
import { createHttp } from '../../src/sources/http.ts'
import { impatient, startOrigin } from '../sources/origin.ts'
import { listing, scriptedSource, testIngest } from './deps.ts'

const now = '2026-05-20T10:00:00Z'
const atom = { 'Content-Type': 'application/atom+xml' }

const feedOf = (entries: string) =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>q</title>${entries}</feed>`
const entryOf = (id: string) => `<entry><id>http://arxiv.org/abs/${id}v3</id><title>Other title</title>
  <summary>About it.</summary><published>2026-05-01T00:00:00Z</published>
  <author><name>Ada Example</name></author><author><name>Ben Sample</name></author>
  <arxiv:comment>Accepted at X</arxiv:comment><arxiv:primary_category term="cs.RO"/>
  <category term="cs.AI"/><category term="cs.RO"/></entry>`
const errorEntry = `<entry><id>http://arxiv.org/api/errors#incorrect_id</id><title>Error</title>
  <summary>incorrect id format</summary></entry>`

/** An API that knows every paper but one, and takes no request with a wrong id. */
function startApi(unknown = '', wrong = '') {
  return startOrigin((request, response) => {
    const ids = (new URL(request.url ?? '', 'http://x').searchParams.get('id_list') ?? '').split(',')
    const entries = ids.includes(wrong) ? [errorEntry] : ids.filter((id) => id !== unknown).map(entryOf)
    response.writeHead(200, atom).end(feedOf(entries.join('')))
  })
}

async function prepare(url: string) {
  const ids = ['2605.00001', '2605.00002', '2605.00003']
  const papers = [...ids.map((id) => listing(`arxiv:${id}`)), listing('doi:10.1000/x')]
  const ingest = await testIngest(now, scriptedSource({ '2026-05-20': { listings: papers } }))
  await ingestDay(ingest, '2026-05-20')
  const arxiv = { url, rssUrl: '', http: createHttp(impatient({ retries: 0 })) }
  return {
    deps: {
      ...ingest,
      arxiv,
      classify: (paper: { categories: string[] }) => ({ robotics: paper.categories.length / 10 }),
    },
    paper: (id: string) =>
      ingest.db.selectFrom('papers').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  }
}

test('papers gain categories, all authors and the comment, and are classified anew, once', async () => {
  const origin = await startApi()
  const { deps, paper } = await prepare(origin.url)
  expect(await enrich(deps)).toBe(3)
  expect(await enrich(deps)).toBe(0)
  expect(origin.requests).toHaveLength(1)
  expect(await paper('arxiv:2605.00001')).toMatchObject({
    title: 'Other title',
    authors: ['Ada Example', 'Ben Sample'],
    categories: ['cs.RO', 'cs.AI'],
    comment: 'Accepted at X',
    published_on: '2026-05-01',
    topics: { robotics: 0.2 },
    upvotes: 1,
    enriched_at: new Date(now),
  })
  expect((await paper('doi:10.1000/x')).enriched_at).toBeNull()
  // The next poll of the source itself takes nothing back.
  await ingestDay(deps, '2026-05-20')
  expect(await paper('arxiv:2605.00001')).toMatchObject({
    categories: ['cs.RO', 'cs.AI'],
    comment: 'Accepted at X',
  })
})

test('a paper that arXiv does not know, or whose id it refuses, costs no other, and is not asked for again', async () => {
  const origin = await startApi('2605.00002', '2605.00003')
  const { deps, paper } = await prepare(origin.url)
  expect(await enrich(deps)).toBe(3)
  expect((await paper('arxiv:2605.00001')).categories).toEqual(['cs.RO', 'cs.AI'])
  for (const id of ['arxiv:2605.00002', 'arxiv:2605.00003']) {
    expect(await paper(id)).toMatchObject({ categories: [], enriched_at: new Date(now) })
  }
  expect(await enrich(deps)).toBe(0)
})

test('while arXiv is down nothing changes, and the papers are asked for again', async () => {
  const { deps, paper } = await prepare('http://127.0.0.1:9')
  expect(await enrich(deps)).toBe(0)
  expect((await paper('arxiv:2605.00001')).enriched_at).toBeNull()
  const origin = await startApi()
  expect(await enrich({ ...deps, arxiv: { ...deps.arxiv, url: origin.url } })).toBe(3)
})
