import { createElement, type ReactElement } from 'react'
import { render } from 'react-email'
import { Digest } from '../../emails/digest.tsx'
import type { EditorNoteProps } from '../../emails/editor-note.tsx'
import type { DigestFrame } from '../../emails/digest-props.ts'
import type { PaperCardProps } from '../../emails/paper-card.tsx'
import { slots } from '../../emails/slots.ts'
import { cutAtMarks, mark, type Template } from './template.ts'

/** Props that a template may decide by, and so are never slots. */
const structural: ReadonlySet<string> = new Set(['language'])

/** Whether a prop is for people to read. A template may leave out the element of one that is empty. */
function isSlot(name: string, value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !structural.has(name)
}

/** The words of a frame in a fixed order, and its structure: equal where the same template can be filled. */
export function readFrame(frame: DigestFrame): { shape: string; words: string[] } {
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

/**
 * The HTML of every frame of this shape, not encoded yet. Its slots are the frame's words, and after them the list of the
 * papers, the papers in their groups, and the notes above and below them.
 */
export async function frameTemplate(frame: DigestFrame): Promise<Template> {
  let slot = 0
  // JSON walks in the order in which `readFrame` does.
  const marked: DigestFrame = JSON.parse(JSON.stringify(frame), (name, value: unknown) =>
    isSlot(name, value) ? mark(slot++) : value,
  )
  const [contents, groups, above, below] = [mark(slot), mark(slot + 1), mark(slot + 2), mark(slot + 3)]
  const title = 'placeholder'
  const paper = { ...placeholder, name: contents, title: groups }
  const [top, end] = [placeholderNote(above), placeholderNote(below)]
  const props = { ...marked, groups: [{ title, papers: [paper] }], topNotes: [top], endNotes: [end] }
  let html = await render(createElement(Digest, props))
  html = putMark(html, await renderRows(createElement(slots.EditorNote, top)), above)
  html = putMark(html, await renderRows(createElement(slots.EditorNote, end)), below)
  if (frame.hasContents) {
    html = putMark(html, await renderRows(createElement(slots.ContentsRow, paper)), contents)
  }
  const group = [createElement(slots.GroupHead, { title }), createElement(slots.PaperCard, paper)].map(
    renderRows,
  )
  return cutAtMarks(`${putMark(html, (await Promise.all(group)).join(''), groups)}\n`)
}

/** Stands for the papers while the frame around them is rendered. */
const placeholder: PaperCardProps = {
  size: 'small',
  language: 'en',
  titleLanguage: null,
  summaryLanguage: null,
  name: '',
  about: '',
  title: '',
  url: 'https://placeholder.invalid/',
  reason: null,
  byline: '',
  summary: '',
  links: [],
  figureUrl: null,
  moreUrl: '',
  lessUrl: '',
}

function placeholderNote(label: string): EditorNoteProps {
  return { label, blocks: [], textLanguage: null, isSponsored: false }
}

function putMark(html: string, rows: string, placed: string): string {
  const [before, after, ...more] = html.split(rows)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error('the digest does not show its papers and notes as elements of their own')
  }
  return before + placed + after
}

/** Rows alone, without the document that React Email makes of them. */
export async function renderRows(rows: ReactElement): Promise<string> {
  const html = await render(rows)
  return html.slice(html.indexOf('<!--$-->') + '<!--$-->'.length, html.lastIndexOf('<!--/$-->'))
}
