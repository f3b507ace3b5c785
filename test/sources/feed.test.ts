import { describe, expect, test } from 'vitest'
import { feed } from '../../src/sources/feed.ts'
import { createHttp } from '../../src/sources/http.ts'
import type { Digest, DigestAnswer } from '../../src/sources/source.ts'
import { impatient, startOrigin } from './origin.ts'

const day = '2026-05-20'

async function open(body: string, type = 'application/rss+xml', etag = '') {
  const origin = await startOrigin((request, response) => {
    if (etag && request.headers['if-none-match'] === etag) return response.writeHead(304).end()
    return response.writeHead(200, { 'Content-Type': type, ...(etag ? { ETag: etag } : {}) }).end(body)
  })
  const planned = feed({ kind: 'feed', name: 'blog', url: `${origin.url}/feed.xml` })
  if (!planned.success) throw planned.error
  const http = createHttp(impatient({ retries: 0 }))
  const source = planned.data.open({ huggingFaceUrl: '', arxiv: { url: '', rssUrl: '', http }, http })
  return { source, requests: origin.requests }
}

function digestOf(answer: DigestAnswer): Digest {
  if (answer.kind !== 'digest') throw new Error(`expected a digest, not ${answer.kind}`)
  return answer.digest
}

async function read(body: string, type?: string): Promise<Digest> {
  return digestOf(await (await open(body, type)).source.fetchDigest(day, { etag: null }))
}

const rss = (...items: string[]) =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Blog</title>
    ${items.map((item) => `<item>${item}</item>`).join('')}</channel></rss>`
const on = (date: string) => `<pubDate>${new Date(`${date}T10:00:00Z`).toUTCString()}</pubDate>`
const ids = ({ listings }: Pick<Digest, 'listings'>) => listings.map(({ paper }) => paper.id)

describe('an entry is known by', () => {
  test.each([
    ['the arXiv id in its link', '<link>https://arxiv.org/abs/2605.00001v2</link>', 'arxiv:2605.00001'],
    [
      'the arXiv id in its DOI',
      '<link>https://a.example/x</link><prism:doi>10.48550/arXiv.2605.00001</prism:doi>',
      'arxiv:2605.00001',
    ],
    [
      'its DOI',
      '<link>https://a.example/x</link><prism:doi>10.1038/S41586-026-1</prism:doi>',
      'doi:10.1038/s41586-026-1',
    ],
    [
      'the DOI in its link',
      '<link>https://doi.org/10.1101/2026.05.01.123?x=1</link>',
      'doi:10.1101/2026.05.01.123',
    ],
  ])('%s', async (_, fields, id) => {
    expect(ids(await read(rss(`<title>T</title>${fields}${on(day)}`)))).toEqual([id])
  })

  test('its page, however that is spelled', async () => {
    const [first, ...others] = await Promise.all(
      [
        'https://www.blog.example/post/?b=2&amp;a=1',
        'http://blog.example/post?a=1&amp;b=2&amp;utm_source=feed#top',
      ].map(async (link) => ids(await read(rss(`<title>T</title><link>${link}</link>${on(day)}`)))[0]),
    )
    expect(first).toMatch(/^url:[\da-f]{32}$/)
    expect(others).toEqual([first])
  })

  test('nothing, and is dropped, where its link is no page', async () => {
    const { listings, dropped } = await read(
      rss(
        `<title>T</title><link>javascript:alert(1)</link>${on(day)}`,
        `<link>https://a.example/</link>${on(day)}`,
      ),
    )
    expect(listings).toEqual([])
    expect(dropped.map(({ reason }) => reason)).toEqual([
      'neither a link nor a DOI to know it by',
      'no title',
    ])
  })
})

test('HTML becomes text, and nothing of a script is left', async () => {
  const html =
    '<h1>News</h1><p>Robots &amp; <b>hands</b>.</p><script>alert(1)</script><img src=x onerror=alert(2)><a href="https://evil.example">more</a>'
  const { listings } = await read(
    rss(
      `<title>A &lt;i&gt;big&lt;/i&gt; step &amp;amp; more</title><link>https://a.example/p</link>${on(day)}
       <content:encoded><![CDATA[${html}]]></content:encoded><description>short</description>
       <dc:creator>Ada Example</dc:creator><category>Robots</category>`,
    ),
  )
  expect(listings[0]?.paper).toMatchObject({
    title: 'A big step & more',
    abstract: 'News Robots & hands. more',
    authors: ['Ada Example'],
    keywords: ['Robots'],
    pageUrl: 'https://a.example/p',
    publishedOn: day,
  })
})

test('JSON Feed and RDF are read too', async () => {
  const json = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'x',
    items: [
      {
        id: '1',
        url: 'https://a.example/1',
        title: 'a < b',
        content_text: 'p<q',
        date_published: `${day}T01:00:00Z`,
      },
    ],
  }
  const fromJson = await read(JSON.stringify(json), 'application/feed+json')
  expect(fromJson.listings[0]?.paper).toMatchObject({ title: 'a < b', abstract: 'p<q' })
  const rdf = `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>t</title>
    </channel><item rdf:about="https://a.example/1"><title>T</title><link>https://a.example/1</link>
    <dc:date>${day}</dc:date><dc:identifier>doi:10.1101/2026.01</dc:identifier></item></rdf:RDF>`
  expect(ids(await read(rdf, 'text/xml'))).toEqual(['doi:10.1101/2026.01'])
})

describe('the days of a feed', () => {
  const three = rss(
    `<title>new</title><link>https://a.example/3</link>${on('2026-05-20')}`,
    `<title>old</title><link>https://a.example/1</link>${on('2026-05-18')}`,
    `<title>undated</title><link>https://a.example/u</link>`,
  )

  test('share one request, and end where the feed does', async () => {
    const { source, requests } = await open(three)
    const of = (asked: string) => source.fetchDigest(asked, { etag: null })
    const title = ({ listings }: Digest) => listings.map(({ paper }) => paper.title)
    expect(title(digestOf(await of('2026-05-20')))).toEqual(['new'])
    expect(title(digestOf(await of('2026-05-19')))).toEqual([])
    expect(title(digestOf(await of('2026-05-18')))).toEqual(['old'])
    expect(await of('2026-05-17')).toEqual({ kind: 'gone', reason: 'its feed begins with 2026-05-18' })
    expect(requests).toHaveLength(1)
    expect(
      digestOf(await of(day)).window?.others.map(({ paper, listedOn }) => [paper.title, listedOn]),
    ).toEqual([
      ['old', '2026-05-18'],
      ['undated', null],
    ])
  })

  test('are asked for by tag', async () => {
    const { source } = await open(three, 'application/xml', '"v1"')
    expect(digestOf(await source.fetchDigest(day, { etag: null })).etag).toBe('"v1"')
    expect(await source.fetchDigest(day, { etag: '"v1"' })).toEqual({ kind: 'unchanged' })
  })
})

describe('a hostile feed', () => {
  test('that declares entities sets off no bomb, and reads no file', async () => {
    const levels = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`)
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">${levels.join('')}
      <!ENTITY f SYSTEM "file:///etc/passwd">]>${rss(`<title>&l9; &f;</title><link>https://a.example/</link>${on(day)}`).slice(21)}`
    const title = await read(bomb).then(
      ({ listings }) => listings[0]?.paper.title ?? '',
      (error: unknown) => String(error),
    )
    expect(title.length).toBeLessThan(200)
    expect(title).not.toContain('root:')
  })

  test.each([
    ['deep XML', `<rss version="2.0"><channel>${'<a>'.repeat(200_000)}`],
    [
      'deep HTML',
      rss(
        `<title>T</title><link>https://a.example/</link>${on(day)}<description><![CDATA[${'<div>'.repeat(100_000)}x]]></description>`,
      ),
    ],
    [
      'many tags that do not end',
      rss(
        `<title>T</title><link>https://a.example/</link>${on(day)}<description><![CDATA[${'<a '.repeat(100_000)}]]></description>`,
      ),
    ],
    ['a web page', '<!doctype html><title>Not found</title>'],
    [
      'JSON of another shape',
      '{"version": "https://jsonfeed.org/version/1.1", "items": [1, null, {"title": 7}]}',
    ],
    ['nothing', ''],
  ])('of %s is an answer or a clear failure, within moments', async (_, body) => {
    const outcome = await read(body).then(
      () => 'read',
      (error: unknown) => (error instanceof Error ? error.name : ''),
    )
    expect(['read', 'SourceError']).toContain(outcome)
  })
})
