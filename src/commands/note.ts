import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { Option, type Command } from 'commander'
import type { Context } from '../context.ts'
import { addNote, findNote, listNotes, readNotes, removeNote } from '../editions/notes.ts'
import { messageOf, UserError } from '../errors.ts'
import { noteLines, noteView } from '../render/editor-note.ts'
import { maxNotesBytes, noteBytes } from '../render/note-size.ts'
import type { Note, NotePlace } from '../store/schema.ts'
import { splitList } from '../subscribers/list-text.ts'
import { topicSlugs } from '../subscribers/preference-schemas.ts'
import { print, printJson, printTable } from './output.ts'
import { parseCount, parseDay, withContext } from './run.ts'

type AddOptions = { on: string; text: string; where: NotePlace; topics?: string; sponsor?: string }
type Json = { json?: boolean }

export function configure(note: Command): void {
  note
    .command('add')
    .description('show readers a note on a day: in mails, on the day’s page and in feeds')
    .requiredOption('--on <day>', 'like 2026-05-20, on the reader’s own calendar')
    .requiredOption('--text <file>', 'Markdown, in UTF-8; - is standard input')
    .addOption(
      new Option('--where <place>', 'before or after the papers').choices(['top', 'end']).default('top'),
    )
    .option('--topics <slugs>', 'only for those who follow one of these, like agents,robotics')
    .option('--sponsor <name>', 'who pays for it: the note is labelled as an advertisement')
    .addHelpText('after', addHelp)
    .action((options: AddOptions) => withContext((context) => add(context, options)))
  note
    .command('list')
    .description('the newest notes, by their days')
    .option('--limit <n>', 'how many', '20')
    .option('--json', 'print as JSON')
    .action((options: Json & { limit: string }) => withContext((context) => list(context, options)))
  note
    .command('show <id>')
    .description('one note: whom it is for, and its text as mails have it')
    .option('--json', 'print as JSON, with the Markdown')
    .action((id: string, options: Json) => withContext((context) => show(context, id, options)))
  note
    .command('remove <id>')
    .description('remove a note from pages, feeds and editions to come; open editions keep it')
    .action((id: string) => withContext((context) => remove(context, id)))
}

const addHelp = `
Of Markdown, this is read: paragraphs, *emphasis*, **strong**, [links](https://example.org) to https: and mailto:, and lists.
All else stays the text that it is, HTML and pictures too. Look at the mail: paperboy preview --at 2026-05-20T07:00Z --out folder`

async function add({ db, clock }: Context, options: AddOptions): Promise<void> {
  const note = {
    day: parseDay(options.on),
    place: options.where,
    topics: parseTopics(options.topics),
    sponsor: options.sponsor === undefined ? null : parseSponsor(options.sponsor),
    body: await readText(options.text),
  }
  if (noteView(note, 'en').blocks.length === 0) throw new UserError(`${options.text} says nothing.`)
  await refuseTooLong(await readNotes(db, note.day, note.day), note)
  const id = await addNote(db, note, clock())
  print(`note ${id}, ${note.day}\n`)
  print(noteLines(noteView(note, 'en')))
  if (note.day <= tomorrow(clock())) print('\nEditions that are open already stay without it.')
}

function parseTopics(text: string | undefined): string[] {
  const parsed = topicSlugs.safeParse(splitList(text ?? ''))
  if (parsed.success) return parsed.data
  throw new UserError(`--topics: ${parsed.error.issues[0]?.message ?? 'not valid'}`)
}

function parseSponsor(name: string): string {
  const trimmed = name.trim()
  if (trimmed !== '' && trimmed.length <= 80 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(trimmed)) return trimmed
  throw new UserError('--sponsor: must be a name of one line, of at most 80 characters')
}

async function readText(file: string): Promise<string> {
  const bytes = await (file === '-' ? buffer(process.stdin) : readFile(file)).catch((error: unknown) => {
    throw new UserError(`${file} cannot be read: ${messageOf(error)}`)
  })
  if (bytes.length > maxNotesBytes) throw new UserError(tooLong(bytes.length))
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // What the database cannot store.
    return text.replaceAll('\0', '')
  } catch {
    throw new UserError(`${file} is not in UTF-8.`)
  }
}

async function refuseTooLong(others: readonly Note[], note: Omit<Note, 'id'>): Promise<void> {
  const sizes = await Promise.all([...others, note].map(noteBytes))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  if (bytes > maxNotesBytes) throw new UserError(tooLong(bytes))
}

function tooLong(bytes: number): string {
  return (
    `The notes of this day would take ${bytes} bytes of a mail, and may take ${maxNotesBytes} together: ` +
    'with more, mailbox providers cut mails off.'
  )
}

function tomorrow(now: Date): string {
  return new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10)
}

async function list({ db }: Context, { limit, json }: Json & { limit: string }): Promise<void> {
  const notes = await listNotes(db, parseCount('--limit', limit, 1))
  if (json) return printJson(notes)
  if (notes.length === 0) return print('No notes.')
  printTable(
    ['id', 'day', 'where', 'topics', 'sponsor', 'begins'],
    notes.map((one) => [
      one.id,
      one.day,
      one.place,
      one.topics.join(',') || 'all',
      one.sponsor ?? '',
      (noteLines(noteView(one, 'en')).split('\n')[2] ?? '').slice(0, 60),
    ]),
  )
}

async function show({ db }: Context, id: string, { json }: Json): Promise<void> {
  const note = await findNote(db, parseId(id))
  if (!note) throw new UserError(noSuchNote(id))
  if (json) return printJson(note)
  const readers = note.topics.length > 0 ? `those who follow ${note.topics.join(', ')}` : 'everyone'
  print(`note ${note.id}, ${note.day}, ${note.place}, for ${readers}\n`)
  print(noteLines(noteView(note, 'en')))
}

async function remove({ db }: Context, id: string): Promise<void> {
  if (!(await removeNote(db, parseId(id)))) throw new UserError(noSuchNote(id))
  print(`note ${id}: removed. Editions that are open already keep it.`)
}

/** Of what is no number, one that no note has. */
function parseId(id: string): number {
  return /^\d{1,15}$/.test(id) ? Number(id) : 0
}

function noSuchNote(id: string): string {
  return `There is no note ${id}. \`paperboy note list\` shows them.`
}
