import MarkdownIt, { type Token } from 'markdown-it'
import type { NoteBlock, NoteSpan } from '../../emails/note-blocks.ts'

/**
 * Only what is enabled here is read as Markdown: all else stays the text that it is, HTML and pictures too. The parser
 * makes no HTML of it: what comes out are blocks and spans, which templates render.
 */
const markdown = new MarkdownIt('zero', { maxNesting: 12 }).enable([
  'emphasis',
  'link',
  'autolink',
  'list',
  'newline',
  'escape',
  'entity',
])
// What this refuses stays the text that it is.
markdown.validateLink = (url) => webOrMail(url) !== null

/** What a note's Markdown says. */
export function readNoteBlocks(body: string): NoteBlock[] {
  return readBlocks(markdown.parse(body, {}))
}

const maxUrlChars = 500

/** @returns the address in its plain form, or null where a reader should not be led there */
function webOrMail(url: string): string | null {
  const parsed = url.length <= maxUrlChars && URL.parse(url)
  if (!parsed || !/^(?:https|mailto):$/.test(parsed.protocol)) return null
  // "https://bank.example@elsewhere.example" looks like the bank's.
  if (parsed.username !== '' || parsed.password !== '') return null
  return /[\s"<>]/.test(parsed.href) ? null : parsed.href
}

/** Takes blocks off the front of the tokens, up to the end of the list or item that they stand in. */
function readBlocks(tokens: Token[]): NoteBlock[] {
  const blocks: NoteBlock[] = []
  for (let token = tokens.shift(); token && token.nesting >= 0; token = tokens.shift()) {
    if (token.type === 'inline') {
      const spans = readSpans([...(token.children ?? [])])
      if (spans.length > 0) blocks.push({ kind: 'paragraph', spans })
    } else if (token.type === 'paragraph_open') {
      blocks.push(...readBlocks(tokens))
    } else if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') {
      const start = token.type === 'bullet_list_open' ? null : Number(token.attrGet('start') ?? 1)
      blocks.push({ kind: 'list', start, items: readItems(tokens) })
    }
  }
  return blocks
}

function readItems(tokens: Token[]): NoteBlock[][] {
  const items: NoteBlock[][] = []
  for (let token = tokens.shift(); token && token.nesting >= 0; token = tokens.shift()) {
    items.push(readBlocks(tokens))
  }
  return items
}

/** The same with spans, up to the end of the span that they stand in. */
function readSpans(tokens: Token[]): NoteSpan[] {
  const spans: NoteSpan[] = []
  for (let token = tokens.shift(); token && token.nesting >= 0; token = tokens.shift()) {
    const span = readSpan(token, tokens)
    const last = spans.at(-1)
    if (span.kind === 'text' && last?.kind === 'text') last.text += span.text
    else if (span.kind !== 'text' || span.text !== '') spans.push(span)
  }
  return spans
}

function readSpan(token: Token, rest: Token[]): NoteSpan {
  switch (token.type) {
    case 'strong_open':
      return { kind: 'strong', spans: readSpans(rest) }
    case 'em_open':
      return { kind: 'emphasis', spans: readSpans(rest) }
    case 'link_open': {
      const url = webOrMail(String(token.attrGet('href') ?? ''))
      const spans = readSpans(rest)
      return url === null ? { kind: 'emphasis', spans } : { kind: 'link', url, spans }
    }
    case 'hardbreak':
      return { kind: 'break' }
    case 'softbreak':
      return { kind: 'text', text: ' ' }
    default:
      return { kind: 'text', text: safeText(token.content) }
  }
}

/** Without what would turn the text around it, or has no place in a line; entities may have brought some along. */
function safeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff\ufffd]|\p{Noncharacter_Code_Point}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}
