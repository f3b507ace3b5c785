import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byline, paperLinks } from '../../src/papers/paper.ts'
import { titleOf } from '../../src/papers/summary.ts'
import { renderDigest } from '../../src/render/digest-email.ts'
import { readable } from '../../src/papers/latex.ts'
import { plainLine } from '../../src/render/shorten.ts'
import type { Reason } from '../../src/store/schema.ts'
import { candidate, digestInput, picked } from './candidates.ts'
import { escaped, quotedPrintableBytes, visibleText } from './html.ts'

const clipBytes = 90_000

describe('a digest', () => {
  const picks = [
    picked(),
    picked({ id: 'arxiv:2605.90002', title: 'Which half of the cache did you need?', projectUrl: null }),
    picked({ id: 'other:9', title: 'Not on arXiv', codeUrl: null, thumbnailUrl: null }),
  ]

  test('has the page of every paper in HTML and in text, and the first ones’ other addresses in HTML', async () => {
    const input = digestInput({ picks })
    const { html, text } = await renderDigest(input)
    const { more, less, website: _website, ...links } = input.links
    for (const url of [
      ...picks.map(({ candidate }) => paperLinks(candidate).page),
      ...Object.values(links),
    ]) {
      expect(html).toContain(`href="${escaped(url)}"`)
      expect(text.split(/\s/)).toContain(url)
    }
    const { arxiv, pdf } = paperLinks(picks[0]?.candidate ?? candidate())
    const ownUrls = picks.flatMap(({ candidate: { id } }) => [more + id, less + id])
    for (const url of [arxiv ?? '', pdf ?? '', picks[0]?.candidate.codeUrl ?? '', ...ownUrls]) {
      expect(html).toContain(`href="${escaped(url)}"`)
      expect(text.split(/\s/)).not.toContain(url)
    }
  })

  test('leads to each page once: where a paper’s page is arXiv’s, its title does', async () => {
    const { html, text } = await renderDigest(digestInput({ picks: [picked({ pageUrl: null })] }))
    for (const said of [html, text]) expect(said.split('https://arxiv.org/abs/2605.90001')).toHaveLength(2)
    expect(html).toContain('https://arxiv.org/pdf/2605.90001')
  })

  test('lets a title from right to left run its own way', async () => {
    const { html } = await renderDigest(
      digestInput({ picks: [picked({ title: 'שלום Transformers' }), picked({ title: 'Transformers' })] }),
    )
    expect(html.match(/<h3\b[^>]*>/g)?.map((tag) => tag.includes('dir="auto"'))).toEqual([true, false])
  })

  test('is, but for the reader’s own links, the same for everyone: two in each card, at its end', async () => {
    const mark = 'https://papers.example.org/preferences/'
    const ofReader = (reader: string) => {
      const { links } = digestInput()
      const [more = '', less = ''] = ['more', 'less'].map((one) => `${mark}${reader}/${one}/`)
      return renderDigest(digestInput({ picks, links: { ...links, more, less } }))
    }
    const [ada, bob] = [await ofReader('a.b'), await ofReader('another.and.longer.token')]
    const around = ({ html }: { html: string }, reader: string) =>
      html.split(new RegExp(`${mark}${reader}/(?:more|less)/`))
    expect(around(ada, 'a.b')).toEqual(around(bob, 'another.and.longer.token'))
    expect(around(ada, 'a.b')).toHaveLength(2 * picks.length + 1)
    expect(ada.text).toBe(bob.text)
  })

  test('says date, counts, reasons and where to write to', async () => {
    const input = digestInput({ picks, postalAddress: '4 Example Lane,\n1000 Exampleton' })
    const { html, text } = await renderDigest(input)
    for (const said of [visibleText(html), text.replace(/[ \n]+/g, ' ')]) {
      expect(said).toContain('Wednesday, 20 May 2026')
      expect(said).toContain('Today in three papers')
      expect(said).toContain('Picked for you from 143 papers.')
      expect(said).toContain('Because you follow Robotics')
      expect(said.split('Because you follow Robotics')).toHaveLength(2)
      expect(said).not.toMatch(/comment|listed/)
      expect(said).toContain('every day because you subscribed at papers.example.org.')
      expect(said).toContain('4 Example Lane, 1000 Exampleton')
      expect(said).not.toContain('made up')
    }
  })

  test('says in a first mail what will come, when, and how to change it', async () => {
    const { html, text } = await renderDigest(digestInput({ isFirst: true, cadence: 'weekdays' }))
    for (const said of [visibleText(html), text.replace(/[ \n]+/g, ' ')]) {
      expect(said).toContain('From now on we send you papers like these')
      expect(said).toContain('They come every weekday at the hour you chose.')
      expect(said).toContain('are yours to change:')
    }
    expect((await renderDigest(digestInput())).text).not.toContain('From now on')
  })

  test('says that a sample is made up', async () => {
    const { html, text } = await renderDigest(digestInput({ isSample: true }))
    for (const said of [html, text]) expect(said).toContain('These papers are made up.')
  })

  test('is the same bytes every time', async () => {
    expect(await renderDigest(digestInput({ picks }))).toEqual(await renderDigest(digestInput({ picks })))
  })

  test('has what screen readers and mail clients need', async () => {
    const { html, subject } = await renderDigest(digestInput({ picks }))
    expect(html).toMatch(/<html[^>]* lang="en"/)
    expect(html).toContain('charset=UTF-8')
    expect(html).toContain(`<title>${escaped(subject)}</title>`)
    expect(html.match(/<h1\b/g)).toHaveLength(1)
    expect(html.match(/<h2\b/g)).toHaveLength(1)
    expect(html.match(/<h3\b/g)).toHaveLength(picks.length)
    for (const table of html.match(/<table\b[^>]*>/g) ?? []) expect(table).toContain('role="presentation"')
    for (const image of html.match(/<img\b[^>]*>/g) ?? []) expect(image).toContain('alt=""')
    expect(html).not.toMatch(/display:\s*(?:flex|grid)|<svg|<form|<script/)
    for (const size of html.matchAll(/font(?:-size)?:[^;"]*?(\d+)px/g)) {
      expect(Number(size[1])).toBeGreaterThanOrEqual(14)
    }
  })

  test('has a preheader that does not repeat the subject and brings no padding', async () => {
    const { html } = await renderDigest(digestInput({ picks }))
    expect(html).toContain('>Also: Which half of the cache did you need?</div>')
    expect(html).not.toMatch(/\u200b|\u200c|\u200d|\u034f|\ufeff/)
  })

  test('says what the only paper is about in the preheader', async () => {
    const { subject, html } = await renderDigest(digestInput())
    expect(subject).toBe('Small hands, long memories (20 May 2026)')
    expect(html).toContain('>dexterous manipulation from an afternoon of play</div>')
  })

  test('loads nothing where no paper has a figure', async () => {
    const { html } = await renderDigest(digestInput({ picks }))
    expect(html).not.toMatch(/\bsrc=|url\(|<link\b|@import/)
  })
})

describe('hostile papers', () => {
  test('cannot bring markup in', async () => {
    const title = '<script>alert(1)</script> "><img src=x onerror=alert(2)> & SL^{2}A \\(x < y\\)'
    const picks = [
      picked({ title, summary: title, organization: title }, { kind: 'keyword', keyword: title }),
    ]
    const { html, text } = await renderDigest(digestInput({ picks }))
    expect(html).toContain(escaped(title))
    expect(html).toContain(escaped(titleOf({ title })))
    expect(html).not.toMatch(/<script|<img src=x/)
    expect(visibleText(html)).toContain(title)
    expect(text.replace(/\s+/g, ' ')).toContain(title)
  })

  test('cannot bring addresses in that are not of the web', async () => {
    const urls = {
      codeUrl: 'javascript:alert(1)',
      projectUrl: 'not an address',
      thumbnailUrl: 'file:///x.png',
      figureUrl: 'http://x.example/x.png',
    }
    const { html, text } = await renderDigest(digestInput({ picks: [picked(urls)] }))
    for (const said of [html, text]) expect(said).not.toMatch(/javascript:|not an address|file:|Code|Project/)
  })

  test('have the line breaks taken out of their addresses', async () => {
    const picks = [picked({ codeUrl: 'https://code.example.org/a\n/b c"d' })]
    const { html } = await renderDigest(digestInput({ picks }))
    expect(html).toContain('"https://code.example.org/a/b%20c%22d"')
  })

  test('are shown whatever they hold, and break neither subject nor lines', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
    )
    const nobody = { title: '', summary: null, abstract: '' }
    const paper = fc.record({
      title: anyText,
      summary: fc.option(anyText),
      abstract: anyText,
      authors: fc.array(anyText, { maxLength: 5 }),
      organization: fc.option(anyText),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(paper, { minLength: 1, maxLength: 3 }), anyText, async (papers, keyword) => {
        const picks = papers.map((one) => picked(one, { kind: 'keyword', keyword }))
        const { subject, html, text } = await renderDigest(digestInput({ picks }))
        expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u)
        expect(subject.length).toBeLessThanOrEqual(63)
        for (const said of [subject, html, text]) expect(said.isWellFormed()).toBe(true)
        expect(html).not.toMatch(/[^\P{Cc}\n]/u)
        for (const [index, { title, organization, authors }] of papers.entries()) {
          const shown = plainLine(readable(title))
          if (shown.length < 50) expect(html).toContain(escaped(shown))
          const made = plainLine(
            byline({
              organization: organization && plainLine(organization),
              authors: authors.map(plainLine).filter((name) => name !== ''),
            }),
          )
          if (index === 0 && made.length < 15 && authors.length < 4) expect(html).toContain(escaped(made))
        }
        // Title, arXiv, PDF, code, more and less; from three papers on, each is in the list too.
        expect(html.match(/<a\b/g)).toHaveLength(papers.length * (papers.length > 2 ? 7 : 6) + 5)
        expectNarrow(text)
      }),
      // An organisation of nothing that can be shown.
      { numRuns: 60, examples: [[[{ ...nobody, authors: ['¡'], organization: '\0' }], '']] },
    )
  })
})

describe('twenty papers stay under what Gmail clips', () => {
  const url = (length: number) => `https://example.org/${'a/'.repeat(length)}`.slice(0, length)

  const languages = ['en', 'de', 'zh'] as const
  test.each([
    ['Latin letters', 'Attention is all that they need '.repeat(20)],
    ['one word', 'a'.repeat(700)],
    ['quotes', '"'.repeat(700)],
    ['Chinese', '大規模言語模型'.repeat(100)],
    ['emoji', '🧑‍🚀👩‍👩‍👧'.repeat(80)],
    ['combining marks', `a${'\u0301'.repeat(700)}`],
  ])('with the longest fields in %s', async (_, long) => {
    const picks = Array.from({ length: 20 }, (_unused, index) =>
      picked(
        {
          id: `arxiv:2605.9${index}`,
          title: long,
          summary: long,
          organization: long,
          codeUrl: url(160),
          projectUrl: url(270),
          figureUrl: url(160),
          topics: { [long]: 1, [`${long}a`]: 1, [`${long}b`]: 1 },
        },
        { kind: 'keyword', keyword: long },
      ),
    )
    for (const language of languages) {
      const { html, subject, text } = await renderDigest(digestInput({ picks, language, isSample: true }))
      expect(html).toContain(`href="${url(160)}"`)
      expect(Buffer.byteLength(html)).toBeLessThan(clipBytes)
      expect(quotedPrintableBytes(html)).toBeLessThan(clipBytes)
      expect(subject.length).toBeLessThanOrEqual(63)
      expectNarrow(text)
    }
  })

  test('with the fields that papers usually have', async () => {
    const picks = Array.from({ length: 20 }, (_, index) =>
      picked({
        id: `arxiv:2605.9${index}`,
        authors: Array<string>(664).fill('Ada Example'),
        organization: null,
      }),
    )
    const { html } = await renderDigest(digestInput({ picks }))
    expect(visibleText(html)).toContain('Ada Example, Ada Example and 662 others')
    expect(quotedPrintableBytes(html)).toBeLessThan(45_000)
  })
})

test.each<[Reason, string]>([
  [{ kind: 'topic', topic: 'robotics' }, 'Because you follow Robotics'],
  [{ kind: 'topic', topic: 'gone' }, 'Because you follow gone'],
  [{ kind: 'keyword', keyword: 'sparse attention' }, 'Matches your keyword “sparse attention”'],
  [{ kind: 'likeness', keyword: 'audio codec' }, 'Close to your keyword “audio codec”'],
  [{ kind: 'trending' }, 'Chosen by votes and date'],
  [{ kind: 'discovery' }, 'Popular outside your topics'],
])('a paper picked by %j says "%s"', async (reason, phrase) => {
  const { html, text } = await renderDigest(digestInput({ picks: [picked({}, reason)] }))
  expect(visibleText(html)).toContain(phrase)
  expect(text).toContain(`\n${phrase}\n`)
})

test('what is popular outside of the reader’s topics stands apart, and says what speaks for it', async () => {
  const picks = [
    picked({ title: 'On arms' }, { kind: 'topic', topic: 'robotics' }),
    picked({ title: 'On rivers' }, { kind: 'discovery' }),
  ]
  const { html, text } = await renderDigest(digestInput({ picks }))
  const inOrder =
    /Because you follow Robotics\s+On arms.*Popular outside your topics\s+More upvotes than nine in ten papers its age\s+On rivers/s
  expect(visibleText(html)).toMatch(inOrder)
  expect(text).toMatch(inOrder)
})

/** Only an address may be wider than 72 columns, and then it has the line for itself. */
function expectNarrow(text: string) {
  for (const line of text.split('\n')) {
    if (line.length > 72) expect(line).toMatch(/^https?:\/\/\S+$/)
    expect(line).toBe(line.trimEnd())
  }
}

describe('a digest to oneself, without a server', () => {
  const noLinks = {
    preferences: '',
    unsubscribe: '',
    why: '',
    more: '',
    less: '',
    website: '',
    how: '',
    digest: '',
  }
  const picks = [picked(), picked({ id: 'arxiv:2605.90002' }), picked({ id: 'arxiv:2605.90003' })]

  test.each(['en', 'de', 'zh'] as const)('leads to the papers’ own pages alone, in %s', async (language) => {
    const { html, text } = await renderDigest(
      digestInput({ language, picks, isFirst: true, own: { file: 'paperboy.yaml' }, links: noLinks }),
    )
    const hosts = [...html.matchAll(/href="([^"]*)"/g)].map(([, url = '']) => new URL(url).host)
    expect(new Set(hosts)).toEqual(new Set(['huggingface.co', 'arxiv.org', 'code.example.org']))
    for (const said of [visibleText(html), text.replace(/\s+/g, ' ')]) {
      expect(said).toContain('paperboy.yaml')
      expect(said).not.toMatch(/unsubscribe|abbestellen|退订|subscribed/i)
    }
  })

  test('says that options decide what comes, where no file does', async () => {
    const { text } = await renderDigest(digestInput({ own: { file: null }, links: noLinks }))
    expect(text.replace(/\s+/g, ' ')).toContain('change the options of the command')
  })
})
