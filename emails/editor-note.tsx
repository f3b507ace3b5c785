import type { NoteBlock } from './note-blocks.ts'
import { NoteText } from './note-text.tsx'
import { Table } from './table.tsx'
import { paint, styles } from './theme.ts'

/** A note from whoever publishes the mail, or from a sponsor. */
export type EditorNoteProps = {
  /** Says whose words these are: "Editor’s note", "Advertisement: Acme". */
  label: string
  blocks: NoteBlock[]
  /** Of the text, where it is another than the mail's. */
  textLanguage: string | null
  isSponsored: boolean
}

const looks = { text: styles.noteText, list: styles.noteList, linkClass: paint.link }

export function EditorNote({ label, blocks, textLanguage }: EditorNoteProps) {
  return (
    <Table style={styles.note}>
      <td className={`${paint.tint} ${paint.ink}`} style={styles.notice}>
        <p className={paint.accent} style={styles.noteLabel}>
          {label}
        </p>
        <div lang={textLanguage ?? undefined}>
          <NoteText blocks={blocks} looks={looks} />
        </div>
      </td>
    </Table>
  )
}
