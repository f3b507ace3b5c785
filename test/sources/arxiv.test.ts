import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { arxivPapers } from '../../src/sources/arxiv-api.ts'
import { submissionsOf } from '../../src/sources/arxiv-calendar.ts'
import { arxiv } from '../../src/sources/arxiv.ts'
import { createHttp } from '../../src/sources/http.ts'
import type { SourceTools } from '../../src/sources/kind.ts'
import type { Digest, DigestAnswer } from '../../src/sources/source.ts'
import { lacks, need } from '../helpers/requirements.ts'
import { impatient, startOrigin } from './origin.ts'

const day = '2026-05-20'
const recorded = (name: string) => readFileSync(join(need('arxiv'), name), 'utf8')

function access(url: string, rssUrl = 'http://127.0.0.1:9'): SourceTools['arxiv'] {
  return { url, rssUrl, http: createHttp(impatient({ retries: 1 })) }
}

async function ask(url: string, settings: object = {}, of = day, rssUrl?: string): Promise<DigestAnswer> {
  const planned = arxiv({ kind: 'arxiv', categories: ['cs.CL', 'cs.LG'], ...settings })
  if (!planned.success) throw planned.error
  const tools = { huggingFaceUrl: '', arxiv: access(url, rssUrl), http: createHttp(impatient()) }
  return planned.data.open(tools).fetchDigest(of, { etag: null })
}

async function digest(...asked: Parameters<typeof ask>): Promise<Digest> {
  const answer = await ask(...asked)
  if (answer.kind !== 'digest') throw new Error(`expected a digest, not ${answer.kind}`)
  return answer.digest
}

/** What arXiv's API answers, with entries made up. */
function apiFeed(ids: string[], total: number): string {
  const entries = ids.map(
    (id) => `<entry><id>http://arxiv.org/abs/${id}</id><title>On ${id}: a &lt; b</title>
      <published>2026-05-18T19:00:00Z</published><updated>2026-05-18T19:00:00Z</updated>
      <summary>We prove that p&lt;q and
        q&gt;r.</summary><author><name>Ada Example</name></author><author><name>Ben Sample</name></author>
      <link href="http://arxiv.org/abs/${id}" rel="alternate" type="text/html"/>
      <arxiv:comment>12 pages</arxiv:comment><arxiv:primary_category term="cs.LG"/>
      <category term="cs.CL"/><category term="cs.LG"/></entry>`,
  )
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
    xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><title>q</title>
    <opensearch:totalResults>${total}</opensearch:totalResults>${entries.join('')}</feed>`
}

function idsOf(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `2605.${String(at + 1).padStart(5, '0')}v1`)
}

const atom = { 'Content-Type': 'application/atom+xml; charset=UTF-8' }

/** An API that has so many papers for every question. */
function startApi(ids: string[]) {
  return startOrigin((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams
    const start = Number(query.get('start'))
    const page = ids.slice(start, start + Number(query.get('max_results')))
    response.writeHead(200, atom).end(apiFeed(page, ids.length))
  })
}

describe('a day of some categories, by the API', () => {
  test('is what was submitted in its time, with categories, all authors and comment', async () => {
    const origin = await startApi(['2605.00001v2', 'hep-th/9901001v1'])
    const { listings, dropped, incomplete } = await digest(origin.url)
    expect(listings.map(({ paper }) => paper.id)).toEqual(['arxiv:2605.00001', 'arxiv:hep-th/9901001'])
    expect(listings[0]).toEqual({
      paper: {
        id: 'arxiv:2605.00001',
        title: 'On 2605.00001v2: a < b',
        abstract: 'We prove that p<q and q>r.',
        authors: ['Ada Example', 'Ben Sample'],
        organization: null,
        summary: null,
        keywords: [],
        thumbnailUrl: null,
        figureUrl: null,
        codeUrl: null,
        projectUrl: null,
        pageUrl: null,
        categories: ['cs.LG', 'cs.CL'],
        comment: '12 pages',
        publishedOn: '2026-05-18',
      },
      signals: { upvotes: 0, comments: 0, stars: null },
      position: 0,
      listedOn: day,
    })
    expect({ dropped, incomplete }).toEqual({ dropped: [], incomplete: null })
    const query = new URL(origin.requests[0]?.url ?? '', 'http://x').searchParams
    expect(query.get('search_query')).toBe(
      '(cat:cs.CL OR cat:cs.LG) AND submittedDate:[202605181800 TO 202605191759]',
    )
  })

  test('is followed page by page to its end', async () => {
    const origin = await startApi(idsOf(1201))
    expect((await digest(origin.url)).listings).toHaveLength(1201)
    expect(origin.requests).toHaveLength(3)
  })

  test('whose page is empty before the end is asked for again, and else kept as far as it came', async () => {
    const origin = await startOrigin((request, response) => {
      const isFirst = new URL(request.url ?? '', 'http://x').searchParams.get('start') === '0'
      response.writeHead(200, atom).end(apiFeed(isFirst ? idsOf(500) : [], 600))
    })
    const answer = await digest(origin.url)
    expect(answer.listings).toHaveLength(500)
    expect(answer.leftOut).toEqual({ missing: 100 })
    expect(answer.incomplete).toMatch(/page 2 .* says that there are 600 papers, and sends none/)
    expect(origin.requests).toHaveLength(3)
  })

  test('of a weekend is empty without a question', async () => {
    expect((await digest('http://127.0.0.1:9', {}, '2026-05-23')).listings).toEqual([])
  })

  test.each(['<html>busy</html>', apiFeed(idsOf(3), 3).slice(0, 900)])(
    'fails where the answer is %j',
    async (body) => {
      const { url } = await startOrigin((_, response) => response.writeHead(200, atom).end(body))
      await expect(digest(url)).rejects.toThrow('it is broken or cut short')
    },
  )

  test('comes from the feed where the API is down, and is then known to be another list', async () => {
    const api = await startOrigin((_, response) => response.writeHead(503).end())
    const rss = await startOrigin((_, response) => response.writeHead(200, atom).end(rssFeed(day)))
    const answer = await digest(api.url, {}, day, rss.url)
    expect(answer.listings.map(({ paper }) => paper.id)).toEqual(['arxiv:2605.00001', 'arxiv:2605.00002'])
    expect(answer.incomplete).toMatch(/its API failed: it answered with HTTP 503/)
  })

  test('fails where both are down, and says why the API did', async () => {
    const api = await startOrigin((_, response) => response.writeHead(503).end())
    await expect(digest(api.url)).rejects.toThrow('it answered with HTTP 503')
  })
})

/** As rss.arxiv.org/atom writes it. */
function rssFeed(of: string): string {
  const entry = (id: string, type: string) => `<entry><id>oai:arXiv.org:${id}v1</id><title>On ${id}</title>
    <link href="https://arxiv.org/abs/${id}" rel="alternate" type="text/html"/>
    <summary>arXiv:${id}v1 Announce Type: ${type}
Abstract: We show ${id}.</summary><category term="cs.CL"/><published>${of}T00:00:00-04:00</published>
    <dc:creator>Ada Example, Ben Sample</dc:creator></entry>`
  return `<?xml version='1.0' encoding='UTF-8'?><feed xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns="http://www.w3.org/2005/Atom"><title>cs.CL</title><updated>${of}T04:00:19+00:00</updated>
    ${entry('2605.00001', 'new')}${entry('2605.00002', 'cross')}${entry('2601.00003', 'replace')}</feed>`
}

describe('a day of some categories, by the feed', () => {
  test('has what is new and cross-listed, without new versions', async () => {
    const rss = await startOrigin((_, response) => response.writeHead(200, atom).end(rssFeed(day)))
    const { listings, leftOut } = await digest('http://127.0.0.1:9', { via: 'rss' }, day, rss.url)
    expect(leftOut).toEqual({ replaced: 1 })
    expect(rss.requests[0]?.url).toBe('/atom/cs.CL+cs.LG')
    expect(listings.map(({ paper }) => [paper.id, paper.abstract, paper.authors])).toEqual([
      ['arxiv:2605.00001', 'We show 2605.00001.', ['Ada Example', 'Ben Sample']],
      ['arxiv:2605.00002', 'We show 2605.00002.', ['Ada Example', 'Ben Sample']],
    ])
  })

  test('is gone once the feed is of a later day, and empty before its own', async () => {
    const rss = await startOrigin((_, response) => response.writeHead(200, atom).end(rssFeed(day)))
    const of = (asked: string) => ask('http://127.0.0.1:9', { via: 'rss' }, asked, rss.url)
    expect(await of('2026-05-19')).toEqual({ kind: 'gone', reason: 'its feed is of 2026-05-20 alone' })
    expect(await of('2026-05-21')).toMatchObject({ kind: 'digest', digest: { listings: [] } })
  })
})

test.each([
  ['2026-05-18', '2026-05-14T18:00:00Z', '2026-05-15T18:00:00Z'],
  ['2026-05-19', '2026-05-15T18:00:00Z', '2026-05-18T18:00:00Z'],
  ['2026-05-20', '2026-05-18T18:00:00Z', '2026-05-19T18:00:00Z'],
  ['2026-11-03', '2026-10-30T18:00:00Z', '2026-11-02T19:00:00Z'],
])('%s announces what was submitted from %s to %s', (of, from, to) => {
  const { from: first, to: last } = submissionsOf(of)
  expect([`${first.toString()}`, `${last.toString()}`]).toEqual([from, to])
})

describe.skipIf(lacks('arxiv'))('what arXiv really sent', () => {
  const serve = (name: string) =>
    startOrigin((_, response) => response.writeHead(200, atom).end(recorded(name)))
  const papersIn = async (name: string) =>
    arxivPapers(access((await serve(name)).url), ['2510.14968'], undefined)

  test('is read with versions, old-style ids, comments and categories', async () => {
    expect((await papersIn('james-akl_xiv_arxiv_response.xml'))[0]).toMatchObject({
      id: 'arxiv:2510.14968',
      title: 'RDD: Retrieval-Based Demonstration Decomposer for Planner Alignment in Long-Horizon Tasks',
      authors: ['Mingxuan Yan', 'Yuping Wang', 'Zechun Liu', 'Jiachen Li'],
      categories: ['cs.RO', 'cs.AI', 'cs.CV', 'cs.LG', 'cs.SY', 'eess.SY'],
      comment: expect.stringMatching(/^39th Conference on Neural/),
      publishedOn: '2025-10-16',
    })
    expect(await papersIn('arXiv_arxiv-docs_user-manual_example.xml')).toMatchObject([
      { id: 'arxiv:hep-ex/0307015', categories: ['hep-ex'], authors: ['H1 Collaboration'] },
    ])
    expect(await papersIn('joe-antognini_zoia_arxiv_response.xml')).toMatchObject([
      { id: 'arxiv:1601.00001', abstract: expect.stringContaining('B\\"uttiker') },
    ])
    expect(await papersIn('scout-cpu_personal-news-feed_arxiv_2026-07-31.xml')).toHaveLength(25)
    expect(await papersIn('james-akl_xiv_arxiv_empty.xml')).toEqual([])
  })

  test('as an error is one', async () => {
    await expect(papersIn('arXiv_arxiv-docs_user-manual_error.xml')).rejects.toThrow(
      'it answered with an error',
    )
  })

  test('as a feed of one category, whole and cut short', async () => {
    const whole = await serve('TideDra_zotero-arxiv-daily_atom_cs.AI_2025-08-20.xml')
    const rss = { via: 'rss', categories: ['cs.AI'] }
    const { listings, dropped } = await digest('http://127.0.0.1:9', rss, '2025-08-20', whole.url)
    expect(dropped).toEqual([])
    expect(listings[0]?.paper).toMatchObject({
      id: 'arxiv:2508.13426',
      authors: ['Chunhua Liu', 'Kabir Manandhar Shrestha', 'Sukai Huang'],
      abstract: expect.stringMatching(/^As large language models/),
      categories: ['cs.CL', 'cs.AI'],
      publishedOn: '2025-08-20',
    })
    const cut = await serve('rss.arxiv.org_cs.CV_2025-09-18.truncated.xml')
    await expect(digest('http://127.0.0.1:9', rss, '2025-09-18', cut.url)).rejects.toThrow('cut short')
  })
})
