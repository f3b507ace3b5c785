import { createElement, type ReactElement } from 'react'
import { LRUCache } from 'lru-cache'
import { render } from 'react-email'
import { Digest } from '../../emails/digest.tsx'
import type { EditorNoteProps } from '../../emails/editor-note.tsx'
import type { DigestFrame } from '../../emails/digest-props.ts'
import type { PaperCardProps } from '../../emails/paper-card.tsx'
import { slots } from '../../emails/slots.ts'
import type { Candidate } from '../papers/paper.ts'
import type { Language, Note, NotePlace } from '../store/schema.ts'
import { groupPicks, type PickedGroup, type PlacedPaper } from './digest-groups.ts'
import {
  cardText,
  contentsText,
  groupText,
  noteText,
  textBetween,
  textHead,
  textTail,
} from './digest-text.ts'
import { noteView } from './editor-note.ts'
import type { DigestInput } from './digest-input.ts'
import {
  cardProps,
  digestFrame,
  digestSetting,
  ownWords,
  type OwnWords,
  type Setting,
} from './digest-view.ts'
import type { EncodedContent } from './encoded.ts'
import { reasonWords } from './paper-view.ts'
import { escapeHtml } from './escape-html.ts'
import { encodeFragment } from './quoted-printable.ts'
import { cutAtMarks, fill, mark, type Template } from './template.ts'

/** A paper for everyone who gets it for the same reason, at the same size. */
type Card = { html: Template; text: string; contents: Part }

/** The same in both parts of a message, encoded. */
type Part = { html: string; text: string }

/** What stands around the papers, for everyone for whom it says the same but for their own words. */
type Frame = { html: Template; head: Template; tail: Template; hasContents: boolean }

/** Slots of the frame from here on are the papers, as a list and in their groups, and the notes around them. */
const contentsSlot = 1000
const groupsSlot = 1001
const noteSlots: Record<NotePlace, number> = { top: 1002, end: 1003 }

// Of each paper: one for each language, size and what it says of its reason, which may be people's keywords.
const cardsKept = 100
const framesKept = 500
const groupsKept = 2000

/**
 * Makes digests out of fragments. React Email renders each paper's card and its line in the list once, and once what
 * stands around them, for each structure that it may have. A message is these, encoded already, with the reader's own
 * words between them.
 *
 * Decoded, it is what `renderDigest` makes of the same input: a property test holds that. So templates may say what
 * they like, as long as their structure depends on nothing but which props are null or empty and the props named in
 * `structural`, and a card depends on nothing but its own props.
 */
export function createDigestEncoder(): (input: DigestInput) => Promise<EncodedContent> {
  const frameOf = keepFrames()
  const cardOf = keepCards()
  const headOf = keepGroupHeads()
  const noteOf = keepNotes()
  return async (input) => {
    const { picks, notes, language, links } = input
    const words = ownWords(input)
    const frame = await frameOf(digestSetting(input), words)
    const own = listed(words).map(encodeWord)
    const cardLinks = [links.more, links.less].map((link) => encodeWord(link).html)
    const contents: Part = { html: '', text: '' }
    const groups: Part = { html: '', text: '' }
    for (const { title, papers } of groupPicks(picks, language)) {
      const head = headOf(title)
      // Nothing waits for what is there: most messages would wait ten times.
      add(groups, head instanceof Promise ? await head : head)
      for (const paper of papers) {
        const kept = cardOf(paper, language, links.less !== '')
        const card = kept instanceof Promise ? await kept : kept
        if (frame.hasContents) add(contents, card.contents)
        groups.html += fill(card.html, (slot) => cardLinks[slot] ?? '')
        groups.text += card.text
      }
    }
    const around: Record<NotePlace, Part> = { top: { html: '', text: '' }, end: { html: '', text: '' } }
    for (const note of notes) add(around[note.place], await noteOf(note, language))
    // In the order of their slots.
    const parts = [contents, groups, around.top, around.end]
    return {
      subject: words.subject,
      html: fill(frame.html, (slot) => (own[slot] ?? parts[slot - contentsSlot])?.html ?? ''),
      text:
        fill(frame.head, (slot) => own[slot]?.text ?? '') +
        around.top.text +
        contents.text +
        encodedBetween +
        groups.text +
        around.end.text +
        fill(frame.tail, (slot) => own[slot]?.text ?? ''),
    }
  }
}

const encodedBetween = encodeFragment(textBetween)

function add(to: Part, part: Part): void {
  to.html += part.html
  to.text += part.text
}

/** @returns what stands around the papers, at once where it was made before */
function keepFrames() {
  const templates = new Map<string, Template>()
  const frames = new LRUCache<string, Frame>({ max: framesKept })

  const make = async (key: string, setting: Setting, own: OwnWords): Promise<Frame> => {
    const marked = digestFrame(setting, inOwnSlots(own))
    const { shape, words } = readFrame(marked)
    const shapeKey = `${marked.language} ${shape}`
    const template = templates.get(shapeKey) ?? (await htmlFrame(marked))
    templates.set(shapeKey, template)
    const html = fill(template, (slot) => (slot < contentsSlot ? escapeHtml(words[slot] ?? '') : mark(slot)))
    const frame = {
      html: cutAtMarks(html, encodeFragment),
      head: cutAtMarks(textHead(marked), encodeFragment),
      tail: cutAtMarks(`${textTail(marked)}\n`, encodeFragment),
      hasContents: marked.hasContents,
    }
    frames.set(key, frame)
    return frame
  }

  return (setting: Setting, own: OwnWords): Frame | Promise<Frame> => {
    // An empty word may be left out together with what stands around it.
    const key = JSON.stringify(setting) + listed(own).map(Boolean).join()
    return frames.peek(key) ?? make(key, setting, own)
  }
}

/** @returns a paper's card, at once where it was made before */
function keepCards() {
  // They go with their papers.
  const cards = new WeakMap<Candidate, LRUCache<string, Card>>()

  const make = async (
    key: string,
    paper: PlacedPaper,
    language: Language,
    hasMarks: boolean,
  ): Promise<Card> => {
    const links = hasMarks ? { more: mark(0), less: mark(1) } : { more: '', less: '' }
    const props = cardProps(paper, { language, links })
    const card = {
      html: cutAtMarks(await renderRows(createElement(slots.PaperCard, props)), encodeFragment),
      text: encodeFragment(cardText(props)),
      contents: {
        html: encodeFragment(await renderRows(createElement(slots.ContentsRow, props))),
        text: encodeFragment(contentsText(props)),
      },
    }
    const ofPaper = cards.get(paper.candidate) ?? new LRUCache<string, Card>({ max: cardsKept })
    cards.set(paper.candidate, ofPaper)
    ofPaper.set(key, card)
    return card
  }

  return (paper: PlacedPaper, language: Language, hasMarks: boolean): Card | Promise<Card> => {
    // Most reasons are told above the group, so the card is the same for all of them.
    const key = `${language} ${paper.size} ${hasMarks} ${reasonWords(language, paper.reason).own ?? ''}`
    return cards.get(paper.candidate)?.peek(key) ?? make(key, paper, language, hasMarks)
  }
}

/** @returns what stands above a group, at once where it was made before */
function keepGroupHeads() {
  const heads = new LRUCache<string, Part>({ max: groupsKept })
  const make = async (title: PickedGroup['title']): Promise<Part> => {
    const head = {
      html: encodeFragment(await renderRows(createElement(slots.GroupHead, { title }))),
      text: encodeFragment(groupText(title)),
    }
    heads.set(title, head)
    return head
  }
  return (title: PickedGroup['title']): Part | Promise<Part> => heads.peek(title) ?? make(title)
}

/** @returns a note, made once for each language */
function keepNotes() {
  // They go with their edition.
  const kept = new WeakMap<Note, Map<Language, Promise<Part>>>()
  const make = async (note: Note, language: Language): Promise<Part> => {
    const props = noteView(note, language)
    return {
      html: encodeFragment(await renderRows(createElement(slots.EditorNote, props))),
      text: encodeFragment(noteText(props)),
    }
  }
  return (note: Note, language: Language): Promise<Part> => {
    const inLanguages = kept.get(note) ?? new Map<Language, Promise<Part>>()
    kept.set(note, inLanguages)
    const made = inLanguages.get(language) ?? make(note, language)
    inLanguages.set(language, made)
    return made
  }
}

function encodeWord(word: string): Part {
  const escaped = escapeHtml(word)
  const html = encodeFragment(escaped)
  // Most are links, and the same in both parts.
  return { html, text: escaped === word ? html : encodeFragment(word) }
}

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
function readFrame(frame: DigestFrame): { shape: string; words: string[] } {
  const words: string[] = []
  let shape = ''
  const read = (name: string, value: unknown) => {
    if (isSlot(name, value)) {
      words.push(value)
      shape += '.'
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) read(key, inner)
    } else {
      // Quoted, so that an empty text counts, too.
      shape += JSON.stringify(value)
    }
  }
  read('', frame)
  return { shape, words }
}

/** Stands for the papers while the frame around them is rendered. */
const placeholder: PaperCardProps = {
  size: 'small',
  language: 'en',
  titleLanguage: null,
  summaryLanguage: null,
  name: mark(contentsSlot),
  about: '',
  title: mark(groupsSlot),
  url: 'https://placeholder.invalid/',
  reason: null,
  byline: '',
  summary: '',
  links: [],
  figureUrl: null,
  moreUrl: '',
  lessUrl: '',
}

const placeholderNote = (place: NotePlace): EditorNoteProps => ({
  label: mark(noteSlots[place]),
  blocks: [],
  textLanguage: null,
  isSponsored: false,
})

/** For every frame of this shape, not encoded yet. */
async function htmlFrame(frame: DigestFrame): Promise<Template> {
  let slot = 0
  // JSON walks in the order in which `readFrame` does.
  const marked: DigestFrame = JSON.parse(JSON.stringify(frame), (name, value: unknown) =>
    isSlot(name, value) ? mark(slot++) : value,
  )
  const title = 'placeholder'
  const groups = [{ title, papers: [placeholder] }]
  const [top, end] = [placeholderNote('top'), placeholderNote('end')]
  let html = await render(createElement(Digest, { ...marked, groups, topNotes: [top], endNotes: [end] }))
  html = putMark(html, await renderRows(createElement(slots.EditorNote, top)), noteSlots.top)
  html = putMark(html, await renderRows(createElement(slots.EditorNote, end)), noteSlots.end)
  if (frame.hasContents) {
    html = putMark(html, await renderRows(createElement(slots.ContentsRow, placeholder)), contentsSlot)
  }
  const group = [createElement(slots.GroupHead, { title }), createElement(slots.PaperCard, placeholder)].map(
    renderRows,
  )
  return cutAtMarks(`${putMark(html, (await Promise.all(group)).join(''), groupsSlot)}\n`)
}

function putMark(html: string, rows: string, slot: number): string {
  const [before, after, ...more] = html.split(rows)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error('the digest does not show its papers and notes as elements of their own')
  }
  return before + mark(slot) + after
}

/** Rows alone, without the document that React Email makes of them. */
async function renderRows(rows: ReactElement): Promise<string> {
  const html = await render(rows)
  return html.slice(html.indexOf('<!--$-->') + '<!--$-->'.length, html.lastIndexOf('<!--/$-->'))
}
