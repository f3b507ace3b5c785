import { describe, expect, test } from 'vitest'
import { createHttp } from '../../src/sources/http.ts'
import { huggingFace } from '../../src/sources/huggingface.ts'
import type { Digest } from '../../src/sources/source.ts'
import { entries, entry, impatient, startJsonOrigin, startOrigin } from './origin.ts'

const day = '2026-05-20'

async function fetchFrom(url: string): Promise<Digest> {
  const source = huggingFace(url, createHttp(impatient({ retries: 1 })))
  const answer = await source.fetchDigest(day, { etag: null })
  if (answer.kind !== 'digest') throw new Error('expected a digest')
  return answer.digest
}

async function read(...list: unknown[]): Promise<Digest> {
  const origin = await startJsonOrigin(() => list)
  return fetchFrom(origin.url)
}

function paged(list: readonly unknown[]): (query: URLSearchParams) => unknown {
  return (query) => {
    const [limit, page] = [Number(query.get('limit') ?? 50), Number(query.get('p') ?? 0)]
    return list.slice(page * limit, (page + 1) * limit)
  }
}

describe('pages', () => {
  test('are followed until a short one', async () => {
    const origin = await startJsonOrigin(paged(entries(250)))
    const digest = await fetchFrom(origin.url)
    expect(digest.listings.map(({ position }) => position)).toEqual([...Array(250).keys()])
    expect(digest).toMatchObject({ dropped: [], incomplete: null, etag: null })
    expect(origin.requests.map(({ url }) => url)).toEqual(
      [0, 1, 2].map((page) => `/api/daily_papers?date=${day}&limit=100&p=${page}`),
    )
  })

  test('of exactly a hundred entries end with an empty one', async () => {
    const origin = await startJsonOrigin(paged(entries(100)))
    expect((await fetchFrom(origin.url)).listings).toHaveLength(100)
    expect(origin.requests).toHaveLength(2)
  })

  test('that fail later on leave the earlier ones', async () => {
    const { url } = await startOrigin((request, response) => {
      if (request.url?.endsWith('p=1')) response.writeHead(500).end()
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(entries(100)))
    })
    const digest = await fetchFrom(url)
    expect(digest.listings).toHaveLength(100)
    expect(digest.incomplete).toBe('page 2 of its list could not be had: it answered with HTTP 500')
  })

  test('that never end are not followed for ever', async () => {
    const origin = await startJsonOrigin(() => entries(100))
    const digest = await fetchFrom(origin.url)
    expect(origin.requests).toHaveLength(10)
    expect(digest.incomplete).toContain('no end')
    expect(digest.listings).toHaveLength(100)
    expect(digest.dropped).toHaveLength(900)
  })
})

test('a list on one page is asked for by its tag', async () => {
  const { url } = await startOrigin((request, response) => {
    if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304).end()
    return response
      .writeHead(200, { 'Content-Type': 'application/json', ETag: '"v1"' })
      .end(JSON.stringify(entries(3)))
  })
  const source = huggingFace(url, createHttp(impatient()))
  expect(await source.fetchDigest(day, { etag: null })).toMatchObject({ digest: { etag: '"v1"' } })
  expect(await source.fetchDigest(day, { etag: '"v1"' })).toEqual({ kind: 'unchanged' })
})

describe('an entry', () => {
  test('is read from where each field sits', async () => {
    const { listings } = await read(
      entry(
        '2605.00001',
        {
          title: 'Two  lines\n of a title',
          submittedOnDailyAt: '2026-05-20T00:00:00.000Z',
          ai_summary: 'It does this.',
          ai_keywords: [' RL ', 'rl', 'agents'],
          githubRepo: 'https://github.com/\nexample/code',
          githubStars: 12,
          projectPage: 'https://example.org',
          mediaUrls: ['https://cdn.example.org/film.mp4', 'https://cdn.example.org/figure.png'],
          organization: { name: 'ex', fullname: 'Example Lab' },
          upvotes: 41,
        },
        { thumbnail: 'https://cdn.example.org/t.png', numComments: 3 },
      ),
    )
    expect(listings).toEqual([
      {
        paper: {
          id: 'arxiv:2605.00001',
          title: 'Two lines of a title',
          abstract: 'An abstract about 2605.00001.',
          authors: ['Ada Example'],
          organization: 'Example Lab',
          summary: 'It does this.',
          keywords: ['RL', 'agents'],
          thumbnailUrl: 'https://cdn.example.org/t.png',
          figureUrl: 'https://cdn.example.org/figure.png',
          codeUrl: 'https://github.com/example/code',
          projectUrl: 'https://example.org/',
          pageUrl: 'https://huggingface.co/papers/2605.00001',
          categories: [],
          comment: null,
          publishedOn: '2026-05-19',
        },
        signals: { upvotes: 41, comments: 3, stars: 12 },
        position: 0,
        listedOn: '2026-05-20',
      },
    ])
  })

  test('of 2024 has few fields, and its thumbnail under another name', async () => {
    const { listings } = await read(
      entry(
        '2405.00001',
        { upvotes: undefined },
        { numComments: undefined, mediaUrl: 'https://cdn.example.org/t.png' },
      ),
    )
    expect(listings[0]).toMatchObject({
      paper: {
        organization: null,
        summary: null,
        keywords: [],
        thumbnailUrl: 'https://cdn.example.org/t.png',
      },
      signals: { upvotes: 0, comments: 0, stars: null },
      listedOn: null,
    })
  })

  test.for([
    [{ organization: { fullname: 'Outer' } }, 'Outer'],
    [{ submitterOrganization: { name: 'submitter' } }, 'submitter'],
    [{ organization: { fullname: ' ' } }, null],
  ] as const)('whose organisation is %j names %j', async ([outer, organization]) => {
    const { listings } = await read(entry('2605.00001', {}, outer))
    expect(listings[0]?.paper.organization).toBe(organization)
  })

  test('is the same paper in every version', async () => {
    const { listings, dropped } = await read(
      entry('2605.00001v3'),
      entry('2605.00001'),
      entry('hep-th/9901001v2'),
    )
    expect(listings.map(({ paper }) => paper.id)).toEqual(['arxiv:2605.00001', 'arxiv:hep-th/9901001'])
    expect(dropped).toEqual([{ id: 'arxiv:2605.00001', reason: 'listed a second time in the same digest' }])
  })

  test('keeps its paper when an optional field has a wrong type or a hostile value', async () => {
    const { listings, dropped } = await read(
      entry(
        '2605.00001',
        {
          authors: [{ name: 'Ada' }, { name: 7 }, null, { name: '\r\nBcc: x@example.org' }],
          githubStars: 'many',
          githubRepo: 'javascript:alert(1)',
          ai_keywords: ['ok', 3, null],
          ai_summary: { text: 'no' },
          publishedAt: '0000-13-45T00:00:00Z',
          upvotes: -4,
          mediaUrls: [3, 'http://a.example/1.png', 'https://a.example/2.gif', 'javascript:alert(1)//.png'],
        },
        { thumbnail: '//evil.example/t.png', numComments: 1e300 },
      ),
    )
    expect(dropped).toEqual([])
    expect(listings[0]).toMatchObject({
      paper: {
        authors: ['Ada', 'Bcc: x@example.org'],
        codeUrl: null,
        keywords: ['ok'],
        summary: null,
        thumbnailUrl: null,
        figureUrl: null,
        publishedOn: null,
      },
      signals: { upvotes: 0, comments: 0, stars: null },
    })
  })
})

describe('a malformed entry is dropped with its id and a reason', () => {
  const malformed: [string, unknown, string | null, RegExp][] = [
    ['a number', 7, null, /entry/],
    ['null', null, null, /entry/],
    ['no paper', {}, null, /paper/],
    ['a numeric id', { paper: { id: 42, title: null } }, '42', /paper\.id.*paper\.title.*paper\.summary/],
    ['an id with a path', entry('../../etc/passwd'), '../../etc/passwd', /not an id of arXiv/],
    ['an invisible title', entry('2605.00009', { title: '\u200b\n' }), '2605.00009', /title: empty/],
    ['no abstract', entry('2605.00009', { summary: undefined }), '2605.00009', /paper\.summary/],
  ]

  test.for(malformed)('%s', async ([, bad, id, reason]) => {
    const { listings, dropped } = await read(entry('2605.00001'), bad, entry('2605.00002'))
    expect(listings.map(({ paper, position }) => [paper.id, position])).toEqual([
      ['arxiv:2605.00001', 0],
      ['arxiv:2605.00002', 2],
    ])
    expect(dropped).toEqual([{ id, reason: expect.stringMatching(reason) }])
  })
})

test.for([{}, { error: 'no' }, null, 'text', 7])(
  'an answer of another shape, as %j, is no digest',
  async (body) => {
    const origin = await startJsonOrigin(() => body)
    await expect(fetchFrom(origin.url)).rejects.toThrow('another shape')
  },
)

test('a day that the source does not have yet is said as such', async () => {
  const { url } = await startOrigin((_, response) => {
    response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"error":"Invalid date"}')
  })
  await expect(fetchFrom(url)).rejects.toThrow(/no list for 2026-05-20 yet.*HTTP 400/)
})
