import { createElement } from 'react'
import type { CardSize } from '../../emails/paper-card.tsx'
import { slots } from '../../emails/slots.ts'
import { NewestEntries } from '../memoize.ts'
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
import type { CardLinks, DigestContent, DigestSetting, LinkTokens } from './digest-input.ts'
import { announce } from './digest-subject.ts'
import { cardProps, digestFrame } from './digest-view.ts'
import type { EncodedContent } from './encoded.ts'
import { escapeHtml } from './escape-html.ts'
import { frameTemplate, readFrame, renderRows } from './frame-template.ts'
import { encodeFragment } from './quoted-printable.ts'
import { cutAtMarks, fill, mark, type Template } from './template.ts'

/** A paper for everyone who gets it for the same reason, at the same size, but for the tokens of their links. */
type Card = { html: Template; text: string; contents: Part }

/** The same in both parts of a message, encoded. */
type Part = { html: string; text: string }

/** What stands around the papers, for everyone for whom it says the same but for their own words. */
type Frame = { html: Template; head: Template; tail: Template; hasContents: boolean }

/** What a reader has for themselves, by its slot: the subject, the preheader, and the tokens in their links. */
const ownMarks = { subject: mark(0), preheader: mark(1), preferences: mark(2), unsubscribe: mark(3) }
/** In frames, these slots follow: the papers as a list and in their groups, and the notes above and below them. */
const partMarks = [mark(4), mark(5), mark(6), mark(7)]

// For each paper and size: one for each language and what it says of its reason, which may be people's keywords.
const cardsKept = 50
const framesKept = 500
const settingsKept = 2000
const groupsKept = 2000

export type DigestEncoder = (
  setting: DigestSetting,
  content: DigestContent,
  tokens: LinkTokens,
) => Promise<EncodedContent>

/**
 * Makes digests out of fragments. React Email renders each paper's card and its line in the list once, and once what
 * stands around them, for each structure that it may have. A message is these, encoded already, with the reader's own
 * words between them.
 *
 * Decoded, it is what `renderDigest` makes of the same input: a property test holds that. So templates may say what
 * they like, as long as their structure depends on nothing but which props are null or empty and the props named in
 * `structural`, and a card depends on nothing but its own props.
 */
export function createDigestEncoder(): DigestEncoder {
  const knownOf = keepSettings()
  const frameOf = keepFrames()
  const headOf = keepGroupHeads()
  const noteOf = keepNotes()
  return async (setting, { picks, notes, isSample }, tokens) => {
    const { language, slot, timeZone } = setting
    const known = knownOf(setting)
    const said = announce({ picks, language, slot, timeZone })
    const keptFrame = frameOf(known, { ...said, count: picks.length, isSample })
    // Nothing waits for what is there: most messages would wait ten times.
    const frame = keptFrame instanceof Promise ? await keptFrame : keptFrame
    const [preferences, unsubscribe] = [encodeWord(tokens.preferences), encodeWord(tokens.unsubscribe)]
    // In the order of their slots.
    const own = [encodeHtml(said.subject), encodeHtml(said.preheader), preferences.html, unsubscribe.html]
    const ownInText = ['', '', preferences.text, unsubscribe.text]
    const contents: Part = { html: '', text: '' }
    const groups: Part = { html: '', text: '' }
    for (const { title, papers } of groupPicks(picks, language)) {
      const head = headOf(title)
      add(groups, head instanceof Promise ? await head : head)
      for (const paper of papers) {
        const kept = known.cardOf(paper)
        const card = kept instanceof Promise ? await kept : kept
        if (frame.hasContents) add(contents, card.contents)
        groups.html += fill(card.html, own)
        groups.text += card.text
      }
    }
    const around: Record<NotePlace, Part> = { top: { html: '', text: '' }, end: { html: '', text: '' } }
    for (const note of notes) add(around[note.place], await noteOf(note, language))
    const { top, end } = around
    return {
      subject: said.subject,
      html: fill(frame.html, [...own, contents.html, groups.html, top.html, end.html]),
      text:
        fill(frame.head, ownInText) +
        top.text +
        contents.text +
        encodedBetween +
        groups.text +
        end.text +
        fill(frame.tail, ownInText),
    }
  }
}

const encodedBetween = encodeFragment(textBetween)

function add(to: Part, part: Part): void {
  to.html += part.html
  to.text += part.text
}

/** A setting with the number that its frames are kept by, and the cards for its language and links. */
type KnownSetting = {
  no: number
  setting: DigestSetting
  cardOf: (paper: PlacedPaper) => Card | Promise<Card>
}

function keepSettings(): (setting: DigestSetting) => KnownSetting {
  const known = new WeakMap<DigestSetting, KnownSetting>()
  // Each range of an edition has settings of its own, which say the same.
  const same = new NewestEntries<string, KnownSetting>(settingsKept)
  const cards = new Map<string, KnownSetting['cardOf']>()
  let count = 0
  const cardsFor = ({ language }: DigestSetting, { more, less }: CardLinks) => {
    const key = JSON.stringify([language, more, less])
    const cardOf = cards.get(key) ?? keepCards(language, { more, less })
    cards.set(key, cardOf)
    return cardOf
  }
  const look = (setting: DigestSetting): KnownSetting => {
    const links = setting.linksFor(ownMarks)
    const key = JSON.stringify([setting, links])
    const found = same.get(key) ?? { no: count++, setting, cardOf: cardsFor(setting, links) }
    same.set(key, found)
    known.set(setting, found)
    return found
  }
  return (setting) => known.get(setting) ?? look(setting)
}

/** What decides about a frame beside its setting. */
type FrameWords = { subject: string; preheader: string; count: number; isSample: boolean }

/** Equal for words with the same frame. An empty one may be left out together with what stands around it. */
function frameKey({ subject, preheader, count, isSample }: FrameWords): number {
  return count * 8 + Number(isSample) * 4 + Number(subject !== '') * 2 + Number(preheader !== '')
}

/** More than any `frameKey`. */
const keysOfSetting = 2 ** 20

/** @returns what stands around the papers, at once where it was made before */
function keepFrames() {
  const templates = new Map<string, Template>()
  const frames = new NewestEntries<number, Frame>(framesKept)

  const make = async (key: number, { setting }: KnownSetting, words: FrameWords): Promise<Frame> => {
    const marked = digestFrame({
      ...setting,
      ...words,
      subject: words.subject && ownMarks.subject,
      preheader: words.preheader && ownMarks.preheader,
      links: setting.linksFor(ownMarks),
    })
    const { shape, words: said } = readFrame(marked)
    const shapeKey = `${marked.language} ${shape}`
    const template = templates.get(shapeKey) ?? (await frameTemplate(marked))
    templates.set(shapeKey, template)
    const html = fill(template, [...said.map(escapeHtml), ...partMarks])
    const frame = {
      html: cutAtMarks(html, encodeFragment),
      head: cutAtMarks(textHead(marked), encodeFragment),
      tail: cutAtMarks(`${textTail(marked)}\n`, encodeFragment),
      hasContents: marked.hasContents,
    }
    frames.set(key, frame)
    return frame
  }

  return (known: KnownSetting, words: FrameWords): Frame | Promise<Frame> => {
    const key = known.no * keysOfSetting + frameKey(words)
    return frames.get(key) ?? make(key, known, words)
  }
}

/** @returns a paper's card, at once where it was made before */
function keepCards(language: Language, { more, less }: CardLinks): KnownSetting['cardOf'] {
  // They go with their papers.
  const cards = new WeakMap<Candidate, Record<CardSize, NewestEntries<string, Card>>>()

  const make = async (own: string, paper: PlacedPaper): Promise<Card> => {
    const props = cardProps(paper, { language, links: { more, less } })
    const card = {
      html: cutAtMarks(await renderRows(createElement(slots.PaperCard, props)), encodeFragment),
      text: encodeFragment(cardText(props)),
      contents: {
        html: encodeFragment(await renderRows(createElement(slots.ContentsRow, props))),
        text: encodeFragment(contentsText(props)),
      },
    }
    const ofPaper = cards.get(paper.candidate) ?? {
      lead: new NewestEntries<string, Card>(cardsKept),
      medium: new NewestEntries<string, Card>(cardsKept),
      small: new NewestEntries<string, Card>(cardsKept),
    }
    cards.set(paper.candidate, ofPaper)
    ofPaper[paper.size].set(own, card)
    return card
  }

  return (paper) => {
    // Most reasons are told above the group, so the card is the same for all of them.
    const own = paper.ownReason ?? ''
    return cards.get(paper.candidate)?.[paper.size].get(own) ?? make(own, paper)
  }
}

/** @returns what stands above a group, at once where it was made before */
function keepGroupHeads() {
  const heads = new NewestEntries<string, Part>(groupsKept)
  const make = async (title: PickedGroup['title']): Promise<Part> => {
    const head = {
      html: encodeFragment(await renderRows(createElement(slots.GroupHead, { title }))),
      text: encodeFragment(groupText(title)),
    }
    heads.set(title, head)
    return head
  }
  return (title: PickedGroup['title']): Part | Promise<Part> => heads.get(title) ?? make(title)
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
  // Tokens are the same in both parts.
  return { html, text: escaped === word ? html : encodeFragment(word) }
}

function encodeHtml(word: string): string {
  return encodeFragment(escapeHtml(word))
}
