import type { EditorNoteProps } from '../editor-note.tsx'
import type { NoteBlock, NoteSpan } from '../note-blocks.ts'

const text = (said: string): NoteSpan => ({ kind: 'text', text: said })
const paragraph = (...spans: NoteSpan[]): NoteBlock => ({ kind: 'paragraph', spans })

const editors: EditorNoteProps = {
  label: 'Editor’s note',
  isSponsored: false,
  textLanguage: null,
  blocks: [
    paragraph(
      text('The reading group meets on '),
      { kind: 'strong', spans: [text('Thursday')] },
      text(' at five. We read '),
      { kind: 'link', url: 'https://example.org/reading-group', spans: [text('two papers on memory')] },
      text('; bring a question:'),
    ),
    {
      kind: 'list',
      start: null,
      items: [
        [paragraph(text('What would you measure?'))],
        [paragraph(text('What would change your mind?'))],
      ],
    },
  ],
}

const sponsors: EditorNoteProps = {
  label: 'Advertisement: Example Press',
  isSponsored: true,
  textLanguage: null,
  blocks: [
    paragraph(text('Patient Machines, a book on robots that learn slowly. '), {
      kind: 'link',
      url: 'https://press.example.org/patient-machines',
      spans: [text('Read a chapter')],
    }),
  ],
}

/** A note of the editor's before the papers, and a sponsor's after them. */
export const previewNotes = { topNotes: [editors], endNotes: [sponsors] }
