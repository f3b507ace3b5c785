import { createElement } from 'react'
import { render } from 'react-email'
import { Digest } from '../../emails/digest.tsx'
import type { DigestProps } from '../../emails/digest-props.ts'
import { PaperCard, type PaperCardProps } from '../../emails/paper-card.tsx'
import { cardText, textBeforeLast, textHead, textTail } from './digest-text.ts'
import {
  cardProps,
  digestFrame,
  digestSetting,
  ownWords,
  type DigestInput,
  type OwnWords,
  type PickedPaper,
  type Setting,
} from './digest-view.ts'
import { LRUCache } from 'lru-cache'
import type { Candidate } from '../papers/paper.ts'
import type { Language } from '../store/schema.ts'
import type { EncodedContent } from './encoded.ts'
import { escapeHtml } from './escape-html.ts'
import { encodeFragment } from './quoted-printable.ts'
import { cutAtMarks, fill, mark, type Template } from './template.ts'

/** A paper for everyone who gets it for the same reason. */
type Card = { html: Template; reason: string; text: Template }

/** What stands around the cards, for everyone for whom it says the same but for their own words. */
type DigestFrame = { html: Template; head: string; beforeLast: string; tail: Template }

const reasonSlot = 0
const lessSlot = 1
/** Slots of the frame from here on are its cards. */
const firstCardSlot = 1000

// Of each paper: one for each language and reason, and people's keywords are without number.
const cardsKept = 100
const framesKept = 500

/**
 * Makes digests out of fragments. React Email renders each paper's card once, and once what stands around the cards,
 * for each structure that it may have. A message is these, encoded already, with the reader's own words between them.
 *
 * Decoded, it is what `renderDigest` makes of the same input: a property test holds that. So templates may say what
 * they like, as long as their structure depends on nothing but which props are null or empty, how many papers there are, and
 * the props named in `structural`.
 */
export function createDigestEncoder(): (input: DigestInput) => Promise<EncodedContent> {
  const frameOf = keepFrames()
  const cardOf = keepCards()
  return async (input) => {
    const { picks, language, links } = input
    const words = ownWords(input)
    const frame = await frameOf(digestSetting(input), words, picks)
    const cards: Card[] = []
    for (const pick of picks) {
      const card = cardOf(pick, language)
      // Nothing waits for a card that is there: most messages would wait eight times.
      cards.push(card instanceof Promise ? await card : card)
    }
    const own = listed(words).map(encodeWord)
    const less = encodeWord(links.less)
    return {
      subject: words.subject,
      html: fillHtml(frame, own, cards, less),
      text: fillText(frame, own, cards, less),
    }
  }
}

/** @returns what stands around the cards, at once where it was made before */
function keepFrames() {
  const frames = new Map<string, Template>()
  const digestFrames = new LRUCache<string, DigestFrame>({ max: framesKept })

  const make = async (
    key: string,
    setting: Setting,
    own: OwnWords,
    picks: PickedPaper[],
  ): Promise<DigestFrame> => {
    const marked = digestFrame(setting, inOwnSlots(own))
    const { shape, words } = readFrame(marked)
    const shapeKey = `${marked.language} ${picks.length} ${shape}`
    const template = frames.get(shapeKey) ?? (await htmlFrame(marked, picks))
    frames.set(shapeKey, template)
    const html = fill(template, (slot) => (slot < firstCardSlot ? escapeHtml(words[slot] ?? '') : mark(slot)))
    const frame = {
      html: cutAtMarks(html, encodeFragment),
      head: encodeFragment(`${textHead(marked)}\n\n`),
      beforeLast: encodeFragment(textBeforeLast(marked)),
      tail: cutAtMarks(`${textTail(marked)}\n`, encodeFragment),
    }
    digestFrames.set(key, frame)
    return frame
  }

  return (setting: Setting, own: OwnWords, picks: PickedPaper[]): DigestFrame | Promise<DigestFrame> => {
    // An empty word may be left out together with what stands around it.
    const key = JSON.stringify(setting) + listed(own).map(Boolean).join()
    return digestFrames.peek(key) ?? make(key, setting, own, picks)
  }
}

/** @returns a paper's card, at once where it was made before */
function keepCards() {
  // They go with their papers.
  const cards = new WeakMap<Candidate, LRUCache<string, Card>>()
  const htmlCards = new WeakMap<Candidate, Map<Language, Template>>()

  const make = async (key: string, pick: PickedPaper, language: Language): Promise<Card> => {
    const props = cardProps(pick, { language, links: { less: mark(lessSlot) } })
    const card = {
      html: await htmlCardOf(pick, language),
      reason: encodeFragment(escapeHtml(props.reason)),
      text: cutAtMarks(`${cardText(props)}\n\n`, encodeFragment),
    }
    const ofPaper = cards.get(pick.candidate) ?? new LRUCache<string, Card>({ max: cardsKept })
    cards.set(pick.candidate, ofPaper)
    ofPaper.set(key, card)
    return card
  }

  const htmlCardOf = async (pick: PickedPaper, language: Language): Promise<Template> => {
    const ofPaper = htmlCards.get(pick.candidate) ?? new Map<Language, Template>()
    htmlCards.set(pick.candidate, ofPaper)
    const html = ofPaper.get(language) ?? (await htmlCard(pick, language))
    ofPaper.set(language, html)
    return html
  }

  return (pick: PickedPaper, language: Language): Card | Promise<Card> => {
    const key = `${language} ${reasonKey(pick)}`
    return cards.get(pick.candidate)?.peek(key) ?? make(key, pick, language)
  }
}

/** A reader's own words, encoded for both parts of a message: most are links, and the same in both. */
type OwnWord = { html: string; text: string }

function encodeWord(word: string): OwnWord {
  const escaped = escapeHtml(word)
  const html = encodeFragment(escaped)
  return { html, text: escaped === word ? html : encodeFragment(word) }
}

function fillHtml({ html }: DigestFrame, own: OwnWord[], cards: Card[], less: OwnWord): string {
  return fill(html, (slot) => {
    const card = cards[slot - firstCardSlot]
    if (card) return fill(card.html, (inner) => (inner === reasonSlot ? card.reason : less.html))
    return own[slot]?.html ?? ''
  })
}

function fillText(
  { head, beforeLast, tail }: DigestFrame,
  own: OwnWord[],
  cards: Card[],
  less: OwnWord,
): string {
  let text = head
  for (const [index, card] of cards.entries()) {
    if (index === cards.length - 1) text += beforeLast
    text += fill(card.text, () => less.text)
  }
  return text + fill(tail, (slot) => own[slot]?.text ?? '')
}

type Frame = Omit<DigestProps, 'papers'>

/** In the order of their slots. */
function listed({ subject, preheader, unsubscribe, preferences, why }: OwnWords): string[] {
  return [subject, preheader, unsubscribe, preferences, why]
}

function inOwnSlots(own: OwnWords): OwnWords {
  const [subject = '', preheader = '', unsubscribe = '', preferences = '', why = ''] = listed(own).map(
    (word, slot) => word && mark(slot),
  )
  return { subject, preheader, unsubscribe, preferences, why }
}

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

/** For every frame of this shape, not encoded yet. */
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
  return cutAtMarks(`${html}\n`)
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
    case 'likeness':
      return `${reason.kind} ${reason.keyword}`
    case 'author':
      return `author ${reason.author}`
    case 'organization':
      return `organization ${reason.organization}`
    case 'trending':
    case 'discovery':
      return reason.kind
  }
}
