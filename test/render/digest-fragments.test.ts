import { paperboyBrand } from '../../emails/brand.ts'
import { defaultBrand } from '../../src/config/brand.ts'
import { mailBrand } from '../../src/render/mail-brand.ts'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { assembleMessage } from '../../src/deliver/message.ts'
import { renderDigest } from '../../src/render/digest-email.ts'
import { createDigestEncoder, type DigestEncoder } from '../../src/render/digest-fragments.ts'
import type { DigestInput, LinkTokens, ReaderLinks } from '../../src/render/digest-input.ts'
import { encodeFragment } from '../../src/render/quoted-printable.ts'
import type { Note, Reason } from '../../src/store/schema.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'
import { candidate, digestInput } from './candidates.ts'

const config = {
  mail: { from: { name: 'Paperboy', address: 'news@paperboy.test' } },
  signer: createLinkSigner(['a key that is only for tests, 32 characters and more']),
}

const anyText = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    'From here on',
    'a & b <c> "d" \'e\'',
    '=3D',
    '大規模'.repeat(30),
    '…’ 🧑‍🚀 '.repeat(20),
  ),
  fc.string({ maxLength: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
)
const anyReason: fc.Arbitrary<Reason> = fc.oneof(
  fc.constantFrom<Reason>(
    { kind: 'topic', topic: 'robotics' },
    { kind: 'topic', topic: 'agents' },
    { kind: 'trending' },
    { kind: 'discovery' },
  ),
  anyText.map((keyword): Reason => ({ kind: 'keyword', keyword })),
  anyText.map((author): Reason => ({ kind: 'author', author })),
  anyText.map((organization): Reason => ({ kind: 'organization', organization })),
)
const anyUrl = fc.option(fc.oneof(fc.webUrl({ withQueryParameters: true }), anyText))
const anyCandidate = fc
  .record({
    id: fc.oneof(
      fc.integer({ min: 1, max: 99_999 }).map((number) => `arxiv:2605.${number}`),
      anyText.map((text) => `other:${text}`),
      fc.constant('arxiv:math/0501001'),
    ),
    title: anyText,
    abstract: anyText,
    summary: fc.option(anyText),
    authors: fc.array(anyText, { maxLength: 4 }),
    organization: fc.option(anyText),
    thumbnailUrl: anyUrl,
    figureUrl: anyUrl,
    codeUrl: anyUrl,
    projectUrl: anyUrl,
    topics: fc.dictionary(
      fc.constantFrom('robotics', 'agents', 'gone'),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    signals: fc.record({ upvotes: fc.nat(2000), comments: fc.nat(3), stars: fc.constant(null) }),
  })
  .map(candidate)
const anyToken = fc.stringMatching(/^[\w-]{6}\.[0-9a-z]{1,9}\.[0-9a-z]{6}\.[\w-]{27}$/)
const anyBase = fc.constantFrom(
  'https://papers.example.org',
  'http://localhost:3000',
  `https://${'a-very-long-name.'.repeat(8)}example.org/under/a/path`,
)

const labColors = {
  light: { accent: '#7a1f5c', link: '#0b4f3a' },
  dark: { accent: '#f2a7d0', link: '#8fd8b8' },
}

const anyNote = fc.record({
  place: fc.constantFrom('top', 'end'),
  sponsor: fc.option(anyText),
  body: fc.oneof(
    anyText,
    fc.constantFrom('*a* **b** & <c>\n\n- [d](https://x.example/?e=1&f)\n- g\n\n1. שלום', '大規模 <b>', '- '),
  ),
})
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

/** Editions of up to twenty candidates, and several people's selections of them. */
const anyEdition = fc.record({
  candidates: fc.uniqueArray(anyCandidate, { minLength: 1, maxLength: 8, selector: ({ id }) => id }),
  postalAddress: fc.option(anyText),
  isSample: fc.boolean(),
  brand: fc.constantFrom(
    paperboyBrand,
    ...[null, 'https://x.example/dark.png?v=1&w=2'].map((onDark) => ({
      name: 'Lab & “News”',
      logo: { light: 'https://x.example/logo.png', dark: onDark },
      footer: 'A service of <the> library: 5 > 4',
      styles: mailBrand({ ...defaultBrand, colors: labColors }, 'en', 'https://x.example').styles,
    })),
  ),
  isFirst: fc.boolean(),
  notes: fc.array(anyNote, { maxLength: 3 }),
  base: anyBase,
  own: fc.option(fc.record({ file: fc.option(anyText) })),
  readers: fc.array(
    fc.record({
      picks: fc.array(fc.record({ index: fc.nat(7), reason: anyReason }), { minLength: 1, maxLength: 8 }),
      timeZone: fc.constantFrom('Europe/Berlin', 'Pacific/Auckland', 'UTC'),
      cadence: fc.constantFrom('daily', 'weekdays', 'weekly'),
      language: fc.constantFrom('en', 'de', 'zh'),
      // Which of the notes they get.
      noted: fc.nat(7),
      consideredCount: fc.nat(3000),
      tokens: fc.record({ preferences: anyToken, unsubscribe: anyToken }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
})

/** A digest, and what its links are made of. */
type Reader = { input: DigestInput; linksFor: (tokens: LinkTokens) => ReaderLinks; tokens: LinkTokens }

function readersOf(edition: typeof anyEdition extends fc.Arbitrary<infer Value> ? Value : never): Reader[] {
  const { candidates, readers, postalAddress, isSample, isFirst, brand, base, own } = edition
  // As in an edition, all readers of a note have the same object.
  const notes = edition.notes.map((one, id): Note => ({ id, day: '2026-05-20', topics: [], ...one }))
  const linksFor = (tokens: LinkTokens) =>
    own ? { ...noLinks, digest: `${base}/papers` } : linksOn(base, tokens)
  return readers.map(({ picks, tokens, noted, ...reader }) => {
    const reasons = new Map(picks.map(({ index, reason }) => [index % candidates.length, reason]))
    const input = digestInput({
      ...reader,
      picks: [...reasons].flatMap(([index, reason]) => {
        const one = candidates[index]
        return one ? [{ candidate: one, reason }] : []
      }),
      notes: notes.filter(({ id }) => (noted >> id) & 1),
      postalAddress,
      isSample,
      brand,
      isFirst,
      own,
      links: linksFor(tokens),
    })
    return { input, linksFor, tokens }
  })
}

function linksOn(base: string, { preferences, unsubscribe }: LinkTokens): ReaderLinks {
  return {
    preferences: `${base}/preferences/${preferences}`,
    unsubscribe: `${base}/unsubscribe/${unsubscribe}`,
    why: `${base}/preferences/${preferences}/why`,
    more: `${base}/preferences/${preferences}/more/`,
    less: `${base}/preferences/${preferences}/less/`,
    website: `${base}/`,
    how: `${base}/how`,
    digest: `${base}/digests/2026-05-20`,
  }
}

const tokens = { preferences: 'a.b.c.d', unsubscribe: 'a.b.c.e' }

function encoded(encode: DigestEncoder, input: DigestInput) {
  return encode({ ...input, linksFor: (own) => linksOn('https://papers.example.org', own) }, input, tokens)
}

describe('a message made of fragments', () => {
  test('reads, decoded, as React Email renders that selection', { timeout: 120_000 }, async () => {
    let count = 0
    await fc.assert(
      fc.asyncProperty(anyEdition, async (edition) => {
        const encode = createDigestEncoder()
        for (const { input, linksFor, tokens } of readersOf(edition)) {
          const key = `d${++count}`
          const identity = { key, to: 'ada@example.org', date: input.slot, headers: {} }
          const raw = assembleMessage(config, identity, await encode({ ...input, linksFor }, input, tokens))
          const mail = await PostalMime.parse(raw)
          const rendered = await renderDigest(input)
          expect(mail.subject).toBe(rendered.subject)
          expect(unix(mail.html)).toBe(unix(rendered.html))
          expect(unix(mail.text)).toBe(unix(rendered.text))
          expectWellFormed(raw)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('is the same bytes whatever was made before it', async () => {
    const input = digestInput()
    const used = createDigestEncoder()
    await encoded(used, digestInput({ timeZone: 'UTC', isSample: true }))
    expect(await encoded(used, input)).toEqual(await encoded(createDigestEncoder(), input))
  })

  test('shows a paper as its own edition froze it', async () => {
    const encode = createDigestEncoder()
    const titled = (title: string) =>
      digestInput({ picks: [{ candidate: candidate({ title }), reason: { kind: 'trending' } }] })
    await encoded(encode, titled('before'))
    const { html, text } = await encoded(encode, titled('after'))
    for (const body of [html, text]) expect(body).toContain('after')
  })
})

test('encoded fragments, joined, decode to the joined texts', async () => {
  const lines = fc.array(
    fc.oneof(anyText, fc.constantFrom('\n', ' ', ' \n', '\t', '.\n.', 'x'.repeat(75), 'y'.repeat(76))),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        lines.map((some) =>
          some
            .join('')
            .toWellFormed()
            .replace(/[\r\0]/g, ''),
        ),
      ),
      async (texts) => {
        const body = texts.map(encodeFragment).join('')
        const head =
          'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        const mail = await PostalMime.parse(`${head}${body}`)
        expect(unix(mail.text)).toBe(unix(texts.join('')))
        for (const line of body.split('\r\n')) {
          expect(line).toMatch(/^(?!\.)[\t\x20-\x7e]{0,76}$/)
          expect(line).not.toMatch(/[\t ]$/)
        }
        expect(body === '' || body.endsWith('\r\n')).toBe(true)
      },
    ),
  )
})

/** The lines that every mail server and reader takes (RFC 5321, 2045), and boundaries that stand nowhere else. */
function expectWellFormed(text: string) {
  expect(text).not.toMatch(/[^\r]\n|\r[^\n]|[^\t\r\n\x20-\x7e]/)
  const [head = '', ...bodies] = text.split('\r\n\r\n')
  for (const line of bodies.join('\r\n\r\n').split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)
  for (const line of text.split('\r\n')) expect(line).not.toMatch(/^\./)
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? ''
  expect(text.split(boundary)).toHaveLength(5)
  expect(text.split(`\r\n--${boundary}`)).toHaveLength(4)
}

/** postal-mime ends texts with a line break of its own. */
function unix(text: string | undefined): string {
  return (text ?? '').replaceAll('\r\n', '\n').replace(/\n*$/, '')
}
