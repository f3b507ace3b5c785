import { defaultBrand } from '../config/brand.ts'
import type { Candidate } from '../papers/paper.ts'
import { renderDigest } from './digest-email.ts'
import { createDigestEncoder } from './digest-fragments.ts'
import type { DigestInput, LinkTokens, ReaderLinks } from './digest-input.ts'
import { escapeHtml } from './escape-html.ts'
import { mailBrand } from './mail-brand.ts'

/**
 * Makes mails with the templates in use, by React Email and out of fragments, as they are sent.
 *
 * @throws {Error} where the two differ, a template fails, or a link that every mail needs is missing
 */
export async function checkTemplates(): Promise<void> {
  const encode = createDigestEncoder()
  for (const input of sampleInputs()) {
    const { html } = await renderDigest(input)
    const sent = decode((await encode({ ...input, linksFor }, input, tokens)).html)
    if (sent !== `${html}\n`) throw new Error(difference(html, sent))
    const needed = [
      ['to unsubscribe', input.links.unsubscribe],
      ['to the preferences', input.links.preferences],
      ...input.picks.flatMap(({ candidate: { id } }) => [
        [`“more like this” of ${id}`, `${input.links.more}${id}`] as const,
        [`“less like this” of ${id}`, `${input.links.less}${id}`] as const,
      ]),
    ] as const
    for (const [what, url] of needed) {
      if (url !== null && !html.includes(escapeHtml(url))) throw new Error(`the link ${what} is missing`)
    }
  }
}

function difference(html: string, sent: string): string {
  let at = 0
  while (at < html.length && html[at] === sent[at]) at += 1
  return (
    'what is sent differs from what React renders: a template may leave out an element where a prop is empty, and ' +
    `decide by nothing else that a text says. It begins at “${html.slice(Math.max(0, at - 40), at + 40)}”`
  )
}

function decode(quotedPrintable: string): string {
  const bytes = quotedPrintable
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n')
}

const site = 'https://papers.example.org'
const tokens: LinkTokens = { preferences: 'a.b', unsubscribe: 'c.d' }

function linksFor({ preferences, unsubscribe }: LinkTokens): ReaderLinks {
  return {
    unsubscribe: `${site}/unsubscribe/${unsubscribe}`,
    preferences: `${site}/preferences/${preferences}`,
    why: `${site}/preferences/${preferences}/why`,
    less: `${site}/preferences/${preferences}/less/`,
    more: `${site}/preferences/${preferences}/more/`,
    website: `${site}/`,
    how: `${site}/how`,
    digest: `${site}/digests/2026-05-20`,
  }
}

/** Mails that have everything, and next to nothing, in each language. */
function sampleInputs(): DigestInput[] {
  const topics = ['robotics', 'agents', 'robotics', 'theory']
  const full = topics.map((topic, index) => ({
    candidate: paper(
      `arxiv:2605.9000${index}`,
      `A title & more “${index}”`,
      'A summary of what it is about.',
    ),
    reason: { kind: 'topic' as const, topic },
  }))
  const bare = [{ candidate: paper('other:1', '題', ''), reason: { kind: 'trending' as const } }]
  const note = {
    id: 1,
    day: '2026-05-20',
    place: 'top',
    topics: [],
    sponsor: null,
    body: 'A *note*',
  } as const
  return (['en', 'de', 'zh'] as const).flatMap((language) => [
    input({
      language,
      picks: full,
      notes: [
        { ...note, topics: [] },
        { ...note, id: 2, place: 'end', topics: [], sponsor: 'S' },
      ],
      isFirst: true,
      isSample: true,
      postalAddress: '4 Example Lane',
    }),
    input({ language, picks: bare }),
    input({ language, picks: [...full].reverse(), cadence: 'weekly' }),
  ])
}

function input(given: Pick<DigestInput, 'language' | 'picks'> & Partial<DigestInput>): DigestInput {
  return {
    notes: [],
    slot: new Date('2026-05-20T07:00:00Z'),
    timeZone: 'UTC',
    cadence: 'daily',
    brand: mailBrand(defaultBrand, given.language, null),
    consideredCount: 143,
    isFirst: false,
    isSample: false,
    own: null,
    links: linksFor(tokens),
    postalAddress: null,
    ...given,
  }
}

function paper(id: string, title: string, summary: string): Candidate {
  const isFull = summary !== ''
  const url = (path: string) => (isFull ? `https://example.org/${path}` : null)
  return {
    id,
    title,
    summary,
    abstract: summary,
    authors: isFull ? ['Ada Example', 'Bo Sample'] : [],
    organization: null,
    keywords: [],
    thumbnailUrl: null,
    figureUrl: url('figure.png'),
    codeUrl: url('code'),
    projectUrl: null,
    pageUrl: null,
    categories: [],
    comment: null,
    publishedOn: null,
    topics: {},
    signals: { upvotes: isFull ? 12 : 0, comments: 0, stars: null },
    popularity: 0.5,
    firstListedOn: '2026-05-20',
  }
}
