/** What a note's Markdown comes to: nothing but these. */
export type NoteBlock =
  | { kind: 'paragraph'; spans: NoteSpan[] }
  /** `start`: the first number, or null where the list has none. */
  | { kind: 'list'; start: number | null; items: NoteBlock[][] }

export type NoteSpan =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'strong' | 'emphasis'; spans: NoteSpan[] }
  /** `url`: https or mailto. */
  | { kind: 'link'; url: string; spans: NoteSpan[] }

/** What spans say, without their marks. */
export function textOf(spans: readonly NoteSpan[]): string {
  return spans
    .map((span) => {
      if (span.kind === 'text') return span.text
      return span.kind === 'break' ? ' ' : textOf(span.spans)
    })
    .join('')
}
