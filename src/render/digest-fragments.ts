import { createElement } from 'react'
import { render } from 'react-email'
import { Digest, type DigestProps } from '../../emails/digest.tsx'
import { PaperCard, type PaperCardProps } from '../../emails/paper-card.tsx'
import { cardText, textHead, textTail } from './digest-text.ts'
import { cardProps, digestFrame, type DigestInput, type PickedPaper } from './digest-view.ts'
import { BoundedMap } from '../bounded-map.ts'
import type { Language } from '../store/schema.ts'
import type { EncodedContent } from './encoded.ts'
import { escapeHtml } from './escape-html.ts'
import { encodeFragment } from './quoted-printable.ts'
import { remember } from './remember.ts'
import { cutAtMarks, fill, mark, type Template } from './template.ts'

/** A paper for everyone who gets it for the same reason. */
type Card = { html: Template; reason: string; text: Template }

const reasonSlot = 0
const lessSlot = 1
/** Slots of the frame from here on are its cards. */
const firstCardSlot = 1000

// A few editions of different days may be under way at once. Text cards are one for each reason, and people's keywords
// are without number.
const htmlCardsKept = 1000
const cardsKept = 2000

/**
 * Makes digests out of fragments. React Email renders each paper's card once, and once what stands around the cards,
 * for each structure that it may have. A message is these, encoded already, with the reader's own words between them.
 *
 * Decoded, it is what `renderDigest` makes of the same input: a property test holds that. So templates may say what
 * they like, as long as their structure depends on nothing but which props are null or empty, how many papers there are, and
 * the props named in `structural`.
 *
 * @param edition what tells a paper in one edition from the same in another, e.g. its candidate set
 */
export function createDigestEncoder(): (input: DigestInput, edition: string) => Promise<EncodedContent> {
  const frames = new Map<string, Template>()
  const cards = new BoundedMap<string, Card>(cardsKept)
  const htmlCards = new BoundedMap<string, Template>(htmlCardsKept)

  const cardOf = async (pick: PickedPaper, language: Language, edition: string): Promise<Card> => {
    const id = `${edition} ${language} ${pick.candidate.id}`
    const html = htmlCards.get(id) ?? (await htmlCard(pick, language))
    htmlCards.set(id, html)
    const props = cardProps(pick, { language, links: { less: mark(lessSlot) } })
    return {
      html,
      reason: htmlSlot(props.reason),
      text: cutAtMarks(`${cardText(props)}\n\n`, encodeFragment),
    }
  }

  return async (input, edition) => {
    const frame = digestFrame(input)
    const { shape, words } = readFrame(frame)
    const key = `${input.language} ${shape} ${input.picks.length}`
    const template = frames.get(key) ?? (await htmlFrame(frame, input.picks))
    frames.set(key, template)
    const picked: Card[] = []
    for (const pick of input.picks) {
      const cardKey = `${edition} ${input.language} ${pick.candidate.id} ${reasonKey(pick)}`
      const card = cards.get(cardKey) ?? (await cardOf(pick, input.language, edition))
      cards.set(cardKey, card)
      picked.push(card)
    }
    return {
      subject: frame.subject,
      html: fillHtml(template, words, picked, htmlSlot(input.links.less)),
      text: fillText(frame, picked, encodeFragment(input.links.less)),
    }
  }
}

function fillHtml(template: Template, words: string[], cards: Card[], less: string): string {
  const encoded: string[] = []
  return fill(template, (slot) => {
    const card = cards[slot - firstCardSlot]
    if (card) return fill(card.html, (own) => (own === reasonSlot ? card.reason : less))
    return (encoded[slot] ??= htmlSlot(words[slot] ?? ''))
  })
}

function fillText(frame: Frame, cards: Card[], less: string): string {
  let text = encodeFragment(`${textHead(frame)}\n\n`)
  for (const card of cards) text += fill(card.text, () => less)
  return text + encodeFragment(`${textTail(frame)}\n`)
}

/** Links are each reader's own; most other words are said to many. */
function htmlSlot(words: string): string {
  return words.startsWith('http') ? encodeFragment(escapeHtml(words)) : keptHtmlSlot(words)
}
const keptHtmlSlot = remember(2000, (words) => encodeFragment(escapeHtml(words)))

type Frame = Omit<DigestProps, 'papers'>

/** Props that a template may decide by, and so are never slots. */
const structural: ReadonlySet<string> = new Set(['language'])

/** Whether a prop is for people to read. A template may leave out the element of one that is empty. */
function isSlot(name: string, value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !structural.has(name)
}

/** The words of a frame in a fixed order, and its structure: equal where the same template can be filled. */
function readFrame(frame: Frame): { shape: string; words: string[] } {
  const words: string[] = []
  let shape = ''
  const read = (name: string, value: unknown) => {
    if (isSlot(name, value)) {
      words.push(value)
      shape += '.'
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) read(key, inner)
    } else {
      shape += String(value)
    }
  }
  read('', frame)
  return { shape, words }
}

async function htmlFrame(frame: Frame, picks: PickedPaper[]): Promise<Template> {
  let slot = 0
  // JSON walks in the order in which `readFrame` does.
  const marked: Frame = JSON.parse(JSON.stringify(frame), (name, value: unknown) =>
    isSlot(name, value) ? mark(slot++) : value,
  )
  const papers = picks.map((pick, index) => ({
    ...cardProps(pick, { language: frame.language, links: { less: '' } }),
    title: mark(firstCardSlot + index),
  }))
  let html = await render(createElement(Digest, { ...marked, papers }))
  for (const paper of papers) {
    const [before, after, ...more] = html.split(await renderCard(paper))
    if (before === undefined || after === undefined || more.length > 0) {
      throw new Error('the digest does not show each of its papers as a PaperCard of its own')
    }
    html = before + paper.title + after
  }
  return cutAtMarks(`${html}\n`, encodeFragment)
}

async function htmlCard(pick: PickedPaper, language: Language): Promise<Template> {
  const card = cardProps(pick, { language, links: { less: mark(lessSlot) } })
  const props = { ...card, reason: mark(reasonSlot) }
  return cutAtMarks(await renderCard(props), encodeFragment)
}

/** The card alone, without the document that React Email makes of it. */
async function renderCard(props: PaperCardProps): Promise<string> {
  const html = await render(createElement(PaperCard, props))
  return html.slice(html.indexOf('<!--$-->') + '<!--$-->'.length, html.lastIndexOf('<!--/$-->'))
}

function reasonKey({ reason }: PickedPaper): string {
  switch (reason.kind) {
    case 'topic':
      return `topic ${reason.topic}`
    case 'keyword':
      return `keyword ${reason.keyword}`
    case 'author':
      return `author ${reason.author}`
    case 'organization':
      return `organization ${reason.organization}`
    case 'trending':
    case 'outside':
      return reason.kind
  }
}
