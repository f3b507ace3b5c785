import { NoteText } from '../../../emails/note-text.tsx'
import { noteView } from '../../render/editor-note.ts'
import type { Language, Note } from '../../store/schema.ts'
import { useSpeech } from './speech.tsx'

/** Notes of a day, of the editor's own or a sponsor's. */
export function EditorNotes({ notes }: { notes: readonly Note[] }) {
  const { language } = useSpeech()
  return notes.map((note) => <EditorNote key={note.id} note={note} language={language} />)
}

function EditorNote({ note, language }: { note: Note; language: Language }) {
  const { label, blocks, textLanguage } = noteView(note, language)
  return (
    <aside className="editor-note" id={`note-${note.id}`} aria-label={label}>
      <p className="editor-note-label">{label}</p>
      <div lang={textLanguage ?? undefined}>
        <NoteText
          blocks={blocks}
          looks={{ rel: note.sponsor === null ? 'nofollow' : 'sponsored nofollow' }}
        />
      </div>
    </aside>
  )
}
