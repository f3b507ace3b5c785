import { createElement } from 'react'
import { render } from 'react-email'
import { slots } from '../../emails/slots.ts'
import type { Note } from '../store/schema.ts'
import { noteView } from './editor-note.ts'
import { encodeFragment } from './quoted-printable.ts'

/** What the notes of one mail may take together: beside twenty papers with the longest texts, Gmail clips no mail. */
export const maxNotesBytes = 10_000

/** How many bytes a note takes in the HTML part of a message. */
export async function noteBytes(note: Pick<Note, 'sponsor' | 'body'>): Promise<number> {
  return encodeFragment(await render(createElement(slots.EditorNote, noteView(note, 'en')))).length
}
