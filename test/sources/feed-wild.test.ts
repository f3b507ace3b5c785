import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText } from '../../src/charset.ts'
import { dayOf } from '../../src/sources/feed-dates.ts'
import { feed } from '../../src/sources/feed.ts'
import { titleText } from '../../src/sources/html-text.ts'
import { createHttp } from '../../src/sources/http.ts'
import { findDoi, identify } from '../../src/sources/identity.ts'
import { readNames } from '../../src/sources/names.ts'
import type { Digest } from '../../src/sources/source.ts'
import { impatient, startOrigin } from './origin.ts'

const day = '2026-05-20'
const on = '<pubDate>Wed, 20 May 2026 10:00:00 GMT</pubDate>'

/** Reads a feed over HTTP. `/moved` redirects to `/lab/feed.xml`. */
async function read(
  body: string | Uint8Array,
  type = 'application/xml',
  path = '/lab/feed.xml',
): Promise<Digest> {
  const origin = await startOrigin((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { Location: '/lab/feed.xml' }).end()
    return response.writeHead(200, type ? { 'Content-Type': type } : {}).end(body)
  })
  const planned = feed({ kind: 'feed', name: 'blog', url: origin.url + path })
  if (!planned.success) throw planned.error
  const http = createHttp(impatient({ retries: 0 }))
  const source = planned.data.open({ huggingFaceUrl: '', arxiv: { url: '', rssUrl: '', http }, http })
  const answer = await source.fetchDigest(day, { etag: null })
  if (answer.kind !== 'digest') throw new Error(`expected a digest, not ${answer.kind}`)
  const links = answer.digest.listings.map(({ paper }) => {
    if (paper.pageUrl) paper.pageUrl = paper.pageUrl.replace(origin.url, 'http://feed.test')
  })
  expect(links).toHaveLength(answer.digest.listings.length)
  return answer.digest
}

const rss = (...items: string[]) =>
  `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lab</title>${items
    .map((item) => `<item>${item}${on}</item>`)
    .join('')}</channel></rss>`
const titles = ({ listings }: Digest) => listings.map(({ paper }) => paper.title)
const pages = ({ listings }: Digest) => listings.map(({ paper }) => paper.pageUrl)

describe('the encoding of a feed', () => {
  // Written by hand: Node encodes UTF-8, Latin-1 and UTF-16 alone.
  const cyrillic = Buffer.from([0xd0, 0xee, 0xe1, 0xee, 0xf2, 0xfb])
  const chinese = Buffer.from([0xbb, 0xfa, 0xc6, 0xf7, 0xc8, 0xcb])
  const of = (title: Buffer, declaration = '') =>
    Buffer.concat([
      Buffer.from(
        `${declaration}<rss version="2.0"><channel><item><link>https://a.example/1</link>${on}<title>`,
      ),
      title,
      Buffer.from('</title></item></channel></rss>'),
    ])
  const declared = (name: string) => `<?xml version="1.0" encoding="${name}"?>`
  const utf16 = Buffer.from(
    `${declared('utf-16')}${rss('<title>Roboter für alle</title><link>https://a.example/1</link>')}`,
    'utf16le',
  )

  test.each<[string, Uint8Array, string, string]>([
    ['windows-1251 in the header', of(cyrillic), 'text/xml; charset=windows-1251', 'Роботы'],
    ['windows-1251 in the declaration', of(cyrillic, declared('windows-1251')), 'text/xml', 'Роботы'],
    [
      'koi8-r in quotes',
      of(Buffer.from([0xf2, 0xcf, 0xc2, 0xcf, 0xd4]), ''),
      'text/xml; charset="KOI8-R"',
      'Робот',
    ],
    ['GB2312', of(chinese, declared('gb2312')), 'application/rss+xml', '机器人'],
    [
      'Shift_JIS',
      of(Buffer.from([0x83, 0x8d, 0x83, 0x7b, 0x83, 0x62, 0x83, 0x67]), declared('Shift_JIS')),
      'text/xml',
      'ロボット',
    ],
    [
      'EUC-KR, in the header alone',
      of(Buffer.from([0xb7, 0xce, 0xba, 0xbf])),
      'application/xml;charset=euc-kr',
      '로봇',
    ],
    ['Big5', of(Buffer.from([0xbe, 0xf7, 0xbe, 0xb9, 0xa4, 0x48]), declared('big5')), 'text/xml', '機器人'],
    ['Latin-1', of(Buffer.from('Schrödinger', 'latin1'), declared('ISO-8859-1')), 'text/xml', 'Schrödinger'],
    ['none, and not UTF-8', of(Buffer.from('Über \x93Roboter\x94', 'latin1')), 'text/xml', 'Über “Roboter”'],
    [
      'UTF-8 in the declaration, and not so',
      of(Buffer.from('Über', 'latin1'), declared('utf-8')),
      'text/xml',
      'Über',
    ],
    [
      'Latin-1 by a server that names it for all',
      of(Buffer.from('Über Роботы')),
      'text/xml; charset=ISO-8859-1',
      'Über Роботы',
    ],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'text/xml', 'Roboter für alle'],
    ['UTF-16 without one', utf16, 'text/xml; charset=utf-8', 'Roboter für alle'],
    ['UTF-16, the other way around', Buffer.from(utf16).swap16(), 'text/xml', 'Roboter für alle'],
    ['UTF-8 with a mark', of(Buffer.from('Über')), 'text/xml', 'Über'],
    ['one that nobody knows', of(Buffer.from('Robots'), declared('x-klingon')), 'text/xml', 'Robots'],
  ])('is %s', async (_, bytes, type, title) => {
    expect(titles(await read(bytes, type))).toEqual([title])
  })

  test('of any text in UTF-8 or UTF-16 is found', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((body) => `<rss>${body}</rss>`)
    fc.assert(
      fc.property(text, (given) => {
        expect(decodeText(Buffer.from(given), 'text/xml')).toBe(given)
        expect(decodeText(Buffer.from(given, 'utf16le'), 'text/xml')).toBe(given)
        expect(decodeText(Buffer.from(`\uFEFF${given}`), 'text/xml; charset=latin1')).toBe(given)
      }),
    )
  })
})

describe('a good feed is read whatever its server calls it', () => {
  const good = rss('<title>Robots</title><link>https://a.example/1</link>')
  const json = JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    items: [{ id: '1', url: '/1', title: 'Robots', date_published: `${day}T01:00:00Z` }],
  })
  test.each([
    ['text/html', good],
    [
      'application/octet-stream',
      `<?xml version="1.0"?><!-- made by hand --><?xml-stylesheet href="a.xsl"?>\n${good}`,
    ],
    ['', good],
    ['binary/octet-stream', json],
  ])('%j', async (type, body) => {
    expect(titles(await read(body, type))).toEqual(['Robots'])
  })

  test('but a web page is refused', async () => {
    const page = `<!doctype html><html><body><pre>${good}</pre></body></html>`
    await expect(read(page, 'text/html; charset=utf-8')).rejects.toThrow(
      'it answered with text/html instead of a feed',
    )
  })
})

describe('relative links', () => {
  test('start from the address of the feed, after redirects', async () => {
    const digest = await read(
      rss('<title>A</title><link>posts/1</link>', '<title>B</title><link>//b.example/2</link>'),
      'text/xml',
      '/moved',
    )
    expect(pages(digest)).toEqual(['http://feed.test/lab/posts/1', 'http://b.example/2'])
  })

  test('start from xml:base, the nearest one', async () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/x/"><title>t</title>
      <entry><title>A</title><id>1</id><link href="1"/><updated>${day}T01:00:00Z</updated></entry>
      <entry xml:base="y/"><title>B</title><id>2</id><link href="2"/><updated>${day}T01:00:00Z</updated></entry></feed>`
    expect(pages(await read(atom))).toEqual(['https://a.example/x/1', 'https://a.example/x/y/2'])
  })

  test('are none of a guid that is no address', async () => {
    const { dropped } = await read(rss('<title>A</title><guid>R-17</guid>'))
    expect(dropped.map(({ reason }) => reason)).toEqual(['neither a link nor a DOI to know it by'])
  })
})

describe('several entries of one page', () => {
  const five = (item: (n: number) => string) => rss(...[5, 4, 3, 2, 1].map(item))
  test.each([
    [
      'with ids of their own',
      (n: number) =>
        `<title>Report ${n}</title><link>https://a.example/news</link><guid isPermaLink="false">R-${n}</guid>`,
    ],
    [
      'and one title, with ids of their own',
      (n: number) =>
        `<title>Report</title><link>https://a.example/news</link><guid isPermaLink="false">R-${n}</guid>`,
    ],
    [
      'at different places of it',
      (n: number) => `<title>Version ${n}</title><link>https://a.example/changes#v${n}</link>`,
    ],
    [
      'that ?ref= tells apart',
      (n: number) => `<title>Article ${n}</title><link>https://a.example/show?ref=${n}</link>`,
    ],
  ])('%s are as many papers', async (_, item) => {
    const all = await read(five(item))
    expect(new Set(all.listings.map(({ paper }) => paper.id)).size).toBe(5)
    // The oldest keeps the id that it had alone, and the others theirs when it falls out of the feed's end.
    const oldest = await read(rss(item(1)))
    expect(all.listings.at(-1)?.paper.id).toBe(oldest.listings[0]?.paper.id)
    const reversed = await read(five((n) => item(6 - n)))
    expect(reversed.listings).toHaveLength(5)
  })

  test('that are one entry, edited or spelled twice, are one paper', async () => {
    const link = '<link>https://a.example/1?utm_source=a</link>'
    const twice = rss(
      `<title>A</title>${link}<guid>https://a.example/1?x</guid>`,
      `<title>A</title><link>https://a.example/1#top</link>`,
    )
    expect((await read(twice)).listings).toHaveLength(1)
    const edited = rss(
      `<title>A, again</title>${link}<guid isPermaLink="false">7</guid>`,
      `<title>A</title>${link}<guid isPermaLink="false">7</guid>`,
    )
    expect((await read(edited)).listings).toHaveLength(1)
  })
})

describe('the versions of a preprint are one paper', () => {
  test.each([
    ['10.1101/2026.05.01.123456v1', '10.1101/2026.05.01.123456v12'],
    ['10.21203/rs.3.rs-1234567/v1', 'https://doi.org/10.21203/rs.3.rs-1234567/v2'],
    ['10.26434/chemrxiv-2026-abcde', 'doi:10.26434/ChemRxiv-2026-abcde-v3'],
    ['10.31234/osf.io/abcde_v1', '10.31234/osf.io/abcde_v2'],
    ['10.20944/preprints202605.0123.v1', '10.20944/preprints202605.0123.v2'],
    ['10.12688/f1000research.12345.1', '10.12688/f1000research.12345.2'],
    ['10.31219/osf.io/k7x2f', 'https://dx.doi.org/10.31219/osf.io/k7x2f_v10'],
    ['10.7554/eLife.12345', '10.7554/eLife.12345.3'],
    ['10.6084/m9.figshare.1234567.v3', '10.6084/m9.figshare.1234567'],
    ['10.22541/au.171234567.12345678/v1', '10.22541/au.171234567.12345678/v2'],
  ])('%s and %s', (one, other) => {
    expect(findDoi(other)).toBe(findDoi(one))
  })

  test.each([
    ['https://p.example/manuscript/202605.0123/v1', 'https://p.example/manuscript/202605.0123/v2'],
    [
      'https://www.b.example/content/2026.05.01.123456v1.full',
      'https://b.example/content/2026.05.01.123456v2?rss=1',
    ],
    [
      'https://www.biorxiv.org/content/10.1101/2026.05.01.123456v1',
      'https://www.biorxiv.org/content/10.1101/2026.05.01.123456v3.full.pdf',
    ],
    [
      'https://doi.org/10.1101/2026.05.01.26312345',
      'https://medrxiv.org/content/10.1101%2F2026.05.01.26312345v2.full-text',
    ],
    [
      'https://www.researchsquare.com/article/rs-123/v1',
      'https://www.researchsquare.com/article/rs-123/v2.pdf',
    ],
    ['https://osf.io/preprints/psyarxiv/abcde', 'https://osf.io/preprints/psyarxiv/abcde_v2'],
    ['https://doi.org/10.2139/ssrn.4567890', 'https://papers.ssrn.com/sol3/papers.cfm?abstract_id=4567890'],
    ['https://f1000research.com/articles/12-345', 'https://f1000research.com/articles/12-345/v2'],
    ['https://hal.science/hal-01234567v1', 'https://hal.science/hal-01234567v3/document'],
    [
      'https://figshare.com/articles/preprint/Robots/1234567',
      'https://figshare.com/articles/preprint/Robots/1234567/2',
    ],
    [
      'https://journals.example.org/article?id=10.1371/journal.one.0123456',
      'https://doi.org/10.1371/journal.one.0123456',
    ],
    ['https://library.example.org/doi/abs/10.1145/1234.5678', 'https://doi.org/10.1145/1234.5678'],
  ])('%s and %s', (...pair) => {
    const [first, second] = pair.map((link) =>
      identify({ links: [link.replace('?rss=1', '')], id: null, doi: null }),
    )
    expect(second).toBe(first)
  })

  test.each([
    ['https://a.example/blog/model-v1', 'https://a.example/blog/model-v2'],
    ['https://a.example/api/v1', 'https://a.example/api/v2'],
    ['https://a.example/2026/05/release', 'https://a.example/2026/06/release'],
    ['https://zenodo.org/records/1234567', 'https://zenodo.org/records/1234568'],
    ['https://a.example/10.1145/1234/comments/1', 'https://a.example/10.1145/1234/comments/2'],
    [
      'https://figshare.com/articles/preprint/Robots/1234567',
      'https://figshare.com/articles/preprint/Robots/7654321',
    ],
  ])('but %s and %s are two posts', (...pair) => {
    const ids = pair.map((link) => identify({ links: [link], id: null, doi: null }))
    expect(new Set(ids).size).toBe(2)
  })
})

test('arXiv’s announcements of new versions are not new papers, in a plain feed either', async () => {
  const announced = (id: string, kind: string) =>
    `<title>${kind}</title><link>https://arxiv.org/abs/${id}</link><description>arXiv:${id}v1 Announce Type: ${kind}\nAbstract: We fold.</description>`
  const digest = await read(
    rss(
      announced('2605.00001', 'new'),
      announced('2605.00002', 'cross'),
      announced('1905.00003', 'replace'),
      announced('2105.00004', 'replace-cross'),
      '<title>Folding. (arXiv:1805.00005v2 [cs.RO] UPDATED)</title><link>http://arxiv.org/abs/1805.00005</link>',
      '<title>Knots. (arXiv:2605.00006v1 [cs.RO])</title><link>http://arxiv.org/abs/2605.00006</link><description>We fold.</description>',
    ),
  )
  expect(digest.listings.map(({ paper }) => [paper.id, paper.abstract])).toEqual([
    ['arxiv:2605.00001', 'We fold.'],
    ['arxiv:2605.00002', 'We fold.'],
    ['arxiv:2605.00006', 'We fold.'],
  ])
})

test.each([
  [['Powell, W., Yan, N.'], ['W. Powell', 'N. Yan']],
  [['Powell, W., Yan, N. and Kim, S.-J.'], ['W. Powell', 'N. Yan', 'S.-J. Kim']],
  [['Powell, W.'], ['W. Powell']],
  [['van der Berg, A. B., O’Neil, C.'], ['A. B. van der Berg', 'C. O’Neil']],
  [['Powell, William; Yan, Ning'], ['William Powell', 'Ning Yan']],
  [['Lovelace, Ada'], ['Ada Lovelace']],
  [
    ['Powell, W.', 'Yan, Ning'],
    ['W. Powell', 'Ning Yan'],
  ],
  [['Ada Lovelace, Alan Turing and Grace Hopper'], ['Ada Lovelace', 'Alan Turing', 'Grace Hopper']],
  [['Ada Lovelace, Alan Turing, and Grace Hopper'], ['Ada Lovelace', 'Alan Turing', 'Grace Hopper']],
  [
    ['Martin King, Jr.', 'Ada Lovelace'],
    ['Martin King, Jr.', 'Ada Lovelace'],
  ],
  [['Ada Lovelace'], ['Ada Lovelace']],
  [[], []],
])('the people in %j are %j', (names, people) => {
  expect(readNames(names)).toEqual(people)
})

test('an entry without authors has those of its feed', async () => {
  const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><author><name>The Lab</name></author>
    <entry><title>A</title><id>1</id><link href="https://a.example/1"/><updated>${day}T01:00:00Z</updated></entry></feed>`
  expect((await read(atom)).listings[0]?.paper.authors).toEqual(['The Lab'])
})

test.each([
  ['if a<b and c>d', 'if a<b and c>d'],
  ['O(n<sup>2</sup>) &amp; <i class="x">more</i>', 'O(n2) & more'],
  ['p < 0.05 &lt; q', 'p < 0.05 < q'],
  ['<Robots> & co', '<Robots> & co'],
  ['AT&T', 'AT&T'],
])('the title %j is read as %j', (html, title) => {
  expect(titleText(html)).toBe(title)
})

test.each([
  ['2026-05-20', '2026-05-20'],
  ['2026-05-20T23:30:00-02:00', '2026-05-21'],
  ['2026-05-20T23:30:00', '2026-05-20'],
  ['2026-05-20 10:00:00 +0200', '2026-05-20'],
  ['Wed, 20 May 2026 00:30:00 +0200', '2026-05-19'],
  ['20-May-26 10:00:00 CEST', '2026-05-20'],
  ['May 20, 2026', '2026-05-20'],
  ['26/05/2026 10:00', '2026-05-26'],
  ['05.06.2026', '2026-06-05'],
  ['05/06/2026', null],
  ['2026/05/20', '2026-05-20'],
  ['13/13/2026', null],
  ['yesterday', null],
  ['', null],
])('the date %j is of the day %j, wherever the server is', (text, expected) => {
  expect(dayOf(text)).toBe(expected)
})

test('of a feed that is too long, the newest entries are read, wherever they stand', async () => {
  const old = Array.from(
    { length: 5000 },
    (_, at) =>
      `<item><title>${at}</title><link>https://a.example/${at}</link><pubDate>Mon, 18 May 2026 10:00:00 GMT</pubDate></item>`,
  )
  const body = `<rss version="2.0"><channel>${old.join('')}<item><title>Newest</title><link>https://a.example/new</link>${on}</item></channel></rss>`
  expect(titles(await read(body))).toEqual(['Newest'])
})
