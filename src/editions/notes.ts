import { addDays } from '../ingest/days.ts'
import { memoize } from '../memoize.ts'
import type { Db } from '../store/open.ts'
import type { Note } from '../store/schema.ts'
import { localDay } from '../subscribers/pause.ts'

/** @returns the note's id */
export async function addNote(db: Db, note: Omit<Note, 'id'>, now: Date): Promise<number> {
  const { day, ...rest } = note
  const { id } = await db
    .insertInto('notes')
    .values({ ...rest, on_day: day, created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** @returns false where there was none */
export async function removeNote(db: Db, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('notes').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function findNote(db: Db, id: number): Promise<Note | undefined> {
  return selectNotes(db).where('id', '=', id).executeTakeFirst()
}

/** The newest notes, by their days. */
export async function listNotes(db: Db, limit: number): Promise<Note[]> {
  return selectNotes(db).orderBy('on_day', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

/** Notes of some days, both included, in the order in which they were added. */
export async function readNotes(db: Db, from: string, to: string): Promise<Note[]> {
  return selectNotes(db).where('on_day', '>=', from).where('on_day', '<=', to).orderBy('id').execute()
}

/** What an edition of a day in UTC freezes: somewhere it is the day before or after. */
export async function notesAround(db: Db, day: string): Promise<Note[]> {
  return readNotes(db, addDays(day, -1), addDays(day, 1))
}

type Reader = { timeZone: string; topics: readonly string[] }

/** @returns a function that chooses a reader's own among the notes of an edition */
export function createNoteChooser(notes: readonly Note[], slot: Date): (reader: Reader) => readonly Note[] {
  if (notes.length === 0) return () => notes
  const dayIn = memoize(1000, (timeZone: string) => localDay(slot, timeZone))
  return ({ timeZone, topics }) => {
    const day = dayIn(timeZone)
    return notes.filter((note) => note.day === day && isFor(note, topics))
  }
}

/** Whether a note goes to someone with these topics. Who follows a part of a topic follows the topic. */
export function isFor(note: Pick<Note, 'topics'>, topics: readonly string[]): boolean {
  if (note.topics.length === 0) return true
  return note.topics.some((wanted) => topics.some((one) => one === wanted || one.startsWith(`${wanted}.`)))
}

function selectNotes(db: Db) {
  return db.selectFrom('notes').select(['id', 'on_day as day', 'place', 'topics', 'sponsor', 'body'])
}
