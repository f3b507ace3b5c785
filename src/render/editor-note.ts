import type { EditorNoteProps } from '../../emails/editor-note.tsx'
import { textOf, type NoteBlock, type NoteSpan } from '../../emails/note-blocks.ts'
import { catalogue } from '../../emails/locales/catalogue.ts'
import type { Language, Note } from '../store/schema.ts'
import { readNoteBlocks } from './note-markdown.ts'
import { isolated, shorten } from './shorten.ts'
import { wrap } from './wrap.ts'
import { writtenLanguage } from './written-language.ts'

const sponsorLimit = { chars: 80, bytes: 300 }

/** A note as mails and pages in a language show it. */
export function noteView(
  { sponsor, body }: Pick<Note, 'sponsor' | 'body'>,
  language: Language,
): EditorNoteProps {
  const { note, tag } = catalogue[language]
  const blocks = readNoteBlocks(body)
  const own = writtenLanguage(blocksText(blocks))
  return {
    label: sponsor === null ? note.editor : note.sponsor(isolated(shorten(sponsor, sponsorLimit))),
    blocks,
    isSponsored: sponsor !== null,
    // Latin letters may be of any language.
    textLanguage: own === tag || own === 'en' ? null : own,
  }
}

function blocksText(blocks: readonly NoteBlock[]): string {
  return blocks
    .map((block) => (block.kind === 'paragraph' ? textOf(block.spans) : blocksText(block.items.flat())))
    .join(' ')
}

/** A note in plain text, without what sets it apart from what follows. Addresses stand on lines of their own. */
export function noteLines({ label, blocks }: EditorNoteProps): string {
  return `${wrap(label)}\n\n${blocks.map((block) => blockLines(block, '')).join('\n\n')}`
}

function blockLines(block: NoteBlock, mark: string): string {
  if (block.kind === 'paragraph') return paragraphLines(block.spans, mark)
  return block.items
    .map((item, nth) => {
      const bullet = block.start === null ? '*' : `${block.start + nth}.`
      return item.map((one, index) => blockLines(one, index === 0 ? `${bullet} ` : '')).join('\n')
    })
    .join('\n')
}

function paragraphLines(spans: readonly NoteSpan[], mark: string): string {
  const lines = linesOf(spans).map((line, nth) => wrap((nth === 0 ? mark : '') + line.trim()))
  return [...lines, ...urlsOf(spans)].join('\n')
}

/** Cut at its breaks. */
function linesOf(spans: readonly NoteSpan[]): string[] {
  const lines = ['']
  for (const span of spans) {
    const said = span.kind === 'break' ? ['', ''] : span.kind === 'text' ? [span.text] : linesOf(span.spans)
    lines[lines.length - 1] += said[0] ?? ''
    lines.push(...said.slice(1))
  }
  return lines
}

function urlsOf(spans: readonly NoteSpan[]): string[] {
  return spans.flatMap((span) => {
    if (span.kind === 'link') return [span.url]
    return span.kind === 'strong' || span.kind === 'emphasis' ? urlsOf(span.spans) : []
  })
}
