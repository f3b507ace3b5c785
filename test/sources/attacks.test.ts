import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { cleanLine } from '../../src/sources/clean.ts'
import { feed } from '../../src/sources/feed.ts'
import { createHttp } from '../../src/sources/http.ts'
import { readPage } from '../../src/sources/huggingface-entry.ts'
import { huggingFace } from '../../src/sources/huggingface.ts'
import { asFeed, readFeed } from '../../src/sources/read-feed.ts'
import { readInWorker } from '../../src/sources/read-in-worker.ts'
import { readNames } from '../../src/sources/names.ts'
import { titleText } from '../../src/sources/html-text.ts'
import type { Digest, Source } from '../../src/sources/source.ts'
import { entry, impatient, startOrigin } from './origin.ts'
import { startCpuTimer } from '../helpers/cpu-time.ts'

const day = '2026-05-20'
/** Sending and receiving some megabytes takes a part of it. */
const mostMainThreadMs = 200
/** Of reading one body here; ten seconds in production. */
const longestReadMs = 1000

/**
 * What a source makes of one body, and how long the main thread computed for that: everything else in the process waits no
 * longer. Unlike the delay of the event loop, it does not depend on how busy the machine is.
 */
async function attack(
  body: string,
  open: (url: string) => Source,
): Promise<{ digest: Digest | null; problem: string; mainThreadMs: number }> {
  const { url } = await startOrigin((_, response) => {
    response
      .writeHead(200, { 'Content-Type': body.startsWith('<') ? 'text/xml' : 'application/json' })
      .end(body)
  })
  const source = open(url)
  const cpu = process.threadCpuUsage()
  const outcome = await source.fetchDigest(day, { etag: null }).then(
    (answer) => ({ digest: answer.kind === 'digest' ? answer.digest : null, problem: '' }),
    (error: unknown) => ({ digest: null, problem: String(error) }),
  )
  const used = process.threadCpuUsage(cpu)
  return { ...outcome, mainThreadMs: (used.user + used.system) / 1000 }
}

const http = (limitMs = longestReadMs) => createHttp(impatient({ retries: 0, longestReadMs: limitMs }))

function openFeed(url: string, limitMs = longestReadMs): Source {
  const planned = feed({ kind: 'feed', name: 'blog', url })
  if (!planned.success) throw planned.error
  const tools = {
    huggingFaceUrl: '',
    arxiv: { url: '', rssUrl: '', http: http(limitMs) },
    http: http(limitMs),
  }
  return planned.data.open(tools)
}

const fill = (text: string, sizeBytes: number) => text.repeat(Math.ceil(sizeBytes / text.length))
const on = '<pubDate>Wed, 20 May 2026 10:00:00 GMT</pubDate>'
const rss = (items: string) => `<rss version="2.0"><channel><title>Lab</title>${items}</channel></rss>`
const item = (title: string, rest = '') =>
  `<item><title>${title}</title><link>https://a.example/${encodeURIComponent(title.slice(0, 20))}</link>${on}${rest}</item>`
const html = (text: string) => `<description><![CDATA[${text}]]></description>`
const json = (items: string) => `{"version":"https://jsonfeed.org/version/1.1","title":"a","items":${items}}`
const kB = 1000
const MB = 1000 * kB

// The first body after an attack waits for a new thread to load its modules.
beforeEach(async () => {
  const body = {
    bytes: Buffer.from(rss(item('One'))),
    contentType: 'text/xml',
    url: 'https://a.example/feed',
  }
  await readInWorker(asFeed, body, { longestReadMs: 60_000 })
})

describe('a feed that takes too long to read fails alone, and holds nothing up', () => {
  test.each([
    [
      'many entries of nested HTML',
      rss(Array.from({ length: 30 }, (_, at) => item(`${at}`, html(fill('<div>', 150 * kB)))).join('')),
    ],
    [
      'many entries of nested HTML, as JSON',
      json(
        JSON.stringify(
          Array.from({ length: 30 }, (_, at) => ({
            url: `https://a.example/${at}`,
            content_html: fill('<div>', 150 * kB),
          })),
        ),
      ),
    ],
  ])('%s', async (_, body) => {
    const { problem, mainThreadMs } = await attack(body, openFeed)
    expect(problem).toContain('it took longer than 1 s to read')
    expect(mainThreadMs).toBeLessThan(mostMainThreadMs)
    expect((await attack(rss(item('Next')), (url) => openFeed(url, 60_000))).digest?.listings).toHaveLength(1)
  })
})

test.each([
  ['attributes', `<item ${Array.from({ length: 1_200_000 }, (_, at) => `a${at}=""`).join(' ')}/>`],
  ['a name', `<${fill('x', 4 * MB)}`],
])('a tag of %s without end is refused before it is parsed', async (_, tag) => {
  const { problem, mainThreadMs } = await attack(rss(tag), (url) => openFeed(url, 60_000))
  expect(problem).toContain('it has a tag without end')
  expect(mainThreadMs).toBeLessThan(mostMainThreadMs)
})

test('long texts and comments are no tags', async () => {
  const text = fill('a < b and ', 300 * kB)
  const body = rss(`<!-- ${text} -->${item('One', html(text))}`)
  expect((await attack(body, (url) => openFeed(url, 60_000))).digest?.listings).toHaveLength(1)
})

describe('an entry that takes too long to read is dropped alone', () => {
  test.each([
    ['HTML nested without end', fill('<div>', 400 * kB)],
    ['HTML that closes what it never opened', fill('<div>', 100 * kB) + fill('</p>', 100 * kB)],
  ])('%s', async (_, text) => {
    const body = rss(item('Before') + item('Hostile', `<guid>hostile</guid>${html(text)}`) + item('After'))
    const { digest, mainThreadMs } = await attack(body, (url) => openFeed(url, 60_000))
    expect(digest?.listings.map(({ paper }) => paper.title)).toEqual(['Before', 'After'])
    expect(digest?.dropped).toEqual([{ id: 'hostile', reason: 'took longer than 0.5 s to read' }])
    expect(mainThreadMs).toBeLessThan(mostMainThreadMs)
  })
})

describe('what would take minutes, read in one way, takes none in the other', () => {
  test.each([
    ['a title of tags that never end', item(`<![CDATA[${fill('<a x=', 500 * kB)}]]>`)],
    ['a title of quotes that never end', item(`<![CDATA[${fill('<a x="', 500 * kB)}]]>`)],
    ['a title of nothing but accents', item(`a${fill('\u0316\u0301', 200 * kB)}`)],
    [
      'names that are nearly surnames with initials',
      item('A', `<author>${fill('A, A, ', 50 * kB)}!</author>`),
    ],
    ['names of one letter each', item('A', `<author>${fill('A,A A', 50 * kB)}!</author>`)],
    ['names far apart', item('A', `<author>a${fill(' ', 200 * kB)}b</author>`)],
  ])('%s', async (_, hostile) => {
    const { digest, mainThreadMs } = await attack(rss(hostile), openFeed)
    expect(digest?.listings).toHaveLength(1)
    expect(mainThreadMs).toBeLessThan(mostMainThreadMs)
  })

  test.each<[string, () => unknown]>([
    ['a title', () => titleText(fill('<a x=', 100 * kB))],
    ['people', () => readNames([`${fill('A, A, ', 10 * kB)}!`])],
    ['accents', () => cleanLine(`a${fill('\u0316\u0301', 100 * kB)}`, 500)],
  ])('%s alone', (_, read) => {
    const cpuMs = startCpuTimer()
    read()
    // 30 s, minutes and 13 s before.
    expect(cpuMs()).toBeLessThan(1000)
  })
})

describe('a document that grows when it is read does not', () => {
  test.each([
    [
      'entities of entities',
      `<!DOCTYPE rss [<!ENTITY a0 "aaaaaaaaaa">${Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at + 1} "${`&a${at};`.repeat(10)}">`).join('')}]>${rss(item('&a20;'))}`,
    ],
    [
      'one large entity, often',
      `<!DOCTYPE rss [<!ENTITY a "${fill('a', MB)}">]>${rss(item(fill('&a;', MB)))}`,
    ],
    [
      'authors that every entry inherits',
      `<feed xmlns="http://www.w3.org/2005/Atom">${fill('<author><name>Ada Example</name></author>', MB)}${Array.from({ length: 5000 }, (_, at) => `<entry><title>a</title><updated>${day}T01:00:00Z</updated><link href="https://a.example/${at}"/></entry>`).join('')}</feed>`,
    ],
    ['elements in elements', rss(item('A', '<a>'.repeat(300 * kB) + '</a>'.repeat(300 * kB)))],
    ['arrays in arrays', json(fill('[', MB) + fill(']', MB))],
  ])('%s', async (_, body) => {
    const { digest, problem, mainThreadMs } = await attack(body, openFeed)
    expect(JSON.stringify(digest ?? '').length).toBeLessThan(12 * MB)
    expect(digest !== null || /took|broken|nested/.test(problem)).toBe(true)
    expect(mainThreadMs).toBeLessThan(mostMainThreadMs)
  })
})

test('whatever one entry holds, the entry beside it is read', () => {
  const words = `< > & " ' = / a A 1 . , ; and &#x &amp; <a x= <b> </b> <div> </p> <!-- --> 10.1234/ doi.org/ arXiv: http://
    20-May-2026 T10:00 (arXiv: - # ? utm_x= { \\`
  const piece = fc.constantFrom(...words.split(/\s+/), ' ', '\n', '\u0301', '\u200b', '\ud800')
  // A few pieces again and again are what finds slow patterns.
  const text = fc
    .tuple(
      fc.array(piece, { maxLength: 4 }),
      fc.integer({ min: 1, max: 500 }),
      fc.array(piece, { maxLength: 4 }),
    )
    .map(([core, times, end]) => core.join('').repeat(times) + end.join(''))
  const from = { contentType: 'application/json', url: 'https://a.example/feed' }
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      const hostile = {
        id: a,
        url: b,
        title: c,
        content_html: a,
        date_published: b,
        tags: [c],
        authors: [{ name: a }],
      }
      const { entries } = readFeed(
        json(JSON.stringify([hostile, { url: 'https://a.example/1', title: 'Good' }])),
        from,
      )
      expect(entries[1]?.read).toMatchObject({ kind: 'paper', paper: { title: 'Good' } })
      const [first] = readPage(
        JSON.stringify([entry(a, { title: b, summary: c }), entry('2605.00001')]),
        from,
      ).slice(1)
      expect(first).toMatchObject({ kind: 'paper', paper: { id: 'arxiv:2605.00001' } })
    }),
    { numRuns: 200 },
  )
})

describe('Hugging Face’s list', () => {
  const open = (url: string) => huggingFace(url, http())
  const summary = 'An abstract.'

  test('is refused where one page has thousands of entries', async () => {
    const body = `[${fill('{},', 200 * kB)}{}]`
    const { problem, mainThreadMs } = await attack(body, open)
    expect(problem).toContain('it lists more than 1000 papers on one page')
    expect(mainThreadMs).toBeLessThan(mostMainThreadMs)
  })

  test('is read where one entry is hostile', async () => {
    const accents = `a${fill('\u0316\u0301', 500 * kB)}`
    const body = JSON.stringify([
      entry('2605.00001', { title: accents, summary }),
      entry('2605.00002', { ai_keywords: Array.from({ length: 50_000 }, () => 'x') }),
      entry('2605.00003', { authors: Array.from({ length: 20_000 }, () => ({ name: 'x' })) }),
      entry('2605.00004', { title: accents, summary }),
    ])
    const { digest, mainThreadMs } = await attack(body, (url) => huggingFace(url, http(60_000)))
    expect(digest?.listings.length).toBeGreaterThanOrEqual(2)
    expect(mainThreadMs).toBeLessThan(mostMainThreadMs)
  })

  test('lists nothing where it is nested without end', async () => {
    const { digest, mainThreadMs } = await attack(fill('[', MB) + fill(']', MB), open)
    expect(digest?.listings ?? []).toEqual([])
    expect(mainThreadMs).toBeLessThan(mostMainThreadMs)
  })
})
