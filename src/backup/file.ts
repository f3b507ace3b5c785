import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'
import { messageOf, UserError } from '../errors.ts'
import type { Snapshot, SnapshotHeader, SnapshotPart } from './snapshot.ts'

/*
 * A backup is text, compressed with gzip: lines of JSON that begin with #, and between them rows, one a line. The first
 * line is the header, `#{"table":…}` begins a table, and the last line has the sequences and a hash of all before it.
 */

const Header = z.object({
  paperboy: z.literal('backup'),
  format: z.literal(1),
  version: z.string(),
  madeAt: z.iso.datetime(),
  keyId: z.string(),
  migrations: z.array(z.string()).min(1),
  months: z.array(z.iso.date()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.int() })),
})
const AnyFormat = z.object({ paperboy: z.literal('backup'), format: z.number(), version: z.string() })
const Mark = z.union([
  z.object({ table: z.string() }),
  z.object({ sequences: z.record(z.string(), z.int()), sha256: z.string() }),
])

/** Writes what a backup file holds, and ends `to`. */
export function writeBackup(
  snapshot: Snapshot,
  to: Writable,
  onRows: (count: number) => void = () => undefined,
): Promise<void> {
  return pipeline(Readable.from(textOf(snapshot, onRows)), createGzip({ level: 4 }), to)
}

async function* textOf({ header, parts }: Snapshot, onRows: (count: number) => void): AsyncGenerator<string> {
  const hash = createHash('sha256')
  const hashed = (text: string) => {
    hash.update(text)
    return text
  }
  yield hashed(`#${JSON.stringify(header)}\n`)
  let table = ''
  for await (const part of parts) {
    if (part.kind === 'end') {
      const { sequences } = part
      yield `#${JSON.stringify({ sequences, sha256: hash.digest('hex') })}\n`
      return
    }
    if (part.table !== table) yield hashed(`#${JSON.stringify({ table: part.table })}\n`)
    table = part.table
    yield hashed(`${part.rows.join('\n')}\n`)
    onRows(part.rows.length)
  }
}

/**
 * Writes a backup file that only this user can read. It has its name only once it is complete, on the disk and checked.
 *
 * @param write writes it and ends the file
 * @returns its header and size
 * @throws {UserError} where the file is there already or cannot be written
 */
export async function writeBackupFile(
  path: string,
  write: (file: Writable) => Promise<void>,
): Promise<{ header: SnapshotHeader; sizeBytes: number }> {
  if (existsSync(path)) throw new UserError(`${path} is there already: choose another name.`)
  const partial = `${path}.partial`
  try {
    await write(createWriteStream(partial, { mode: 0o600, flush: true }))
    const header = await checkBackupFile(partial)
    await rename(partial, path)
    return { header, sizeBytes: (await stat(path)).size }
  } catch (error) {
    await rm(partial, { force: true })
    if (!isFileError(error)) throw error
    throw new UserError(`${path} cannot be written: ${messageOf(error)}`)
  }
}

/**
 * Reads all of a backup, and makes sure that it is one and complete.
 *
 * @throws {UserError} where it is not, or cannot be read
 */
export async function checkBackupFile(path: string): Promise<SnapshotHeader> {
  const { header, parts } = await readBackupFile(path)
  const counts = new Map<string, number>()
  for await (const part of parts) {
    if (part.kind === 'rows') counts.set(part.table, (counts.get(part.table) ?? 0) + part.rows.length)
  }
  const wrong = header.tables.find(({ name, rows }) => (counts.get(name) ?? 0) !== rows)
  if (wrong) throw damaged(path, `${counts.get(wrong.name) ?? 0} of ${wrong.rows} rows of ${wrong.name}`)
  return header
}

/**
 * Opens a backup. Reading its parts fails where the file ends early or was changed.
 *
 * @throws {UserError} where it is no backup that this program can read
 */
export async function readBackupFile(path: string): Promise<Snapshot> {
  const lines = linesOf(path)
  const first = await lines.next()
  const header = headerOf(path, first.done === true ? '' : first.value)
  return { header, parts: partsIn(path, first.value ?? '', lines) }
}

function headerOf(path: string, line: string): SnapshotHeader {
  const json = parseMark(line)
  const { data } = Header.safeParse(json)
  if (data) return data
  const other = AnyFormat.safeParse(json).data
  if (other && other.format !== 1)
    throw new UserError(`${path} was made by version ${other.version} of Paperboy: update this program.`)
  throw new UserError(`${path} is not a backup of Paperboy.`)
}

const batchRows = 1000
const batchChars = 1_000_000

async function* partsIn(
  path: string,
  header: string,
  lines: AsyncIterable<string>,
): AsyncGenerator<SnapshotPart> {
  const hash = createHash('sha256').update(`${header}\n`)
  let [table, rows, chars] = ['', [] as string[], 0]
  for await (const line of lines) {
    if (!line.startsWith('#')) {
      hash.update(`${line}\n`)
      rows.push(line)
      chars += line.length
      if (rows.length < batchRows && chars < batchChars) continue
    }
    if (rows.length > 0) yield { kind: 'rows', table, rows }
    rows = []
    chars = 0
    if (!line.startsWith('#')) continue
    const { data: mark } = Mark.safeParse(parseMark(line))
    if (!mark) throw damaged(path, 'a line that no version writes')
    if ('sha256' in mark) {
      if (mark.sha256 !== hash.digest('hex')) throw damaged(path, 'its checksum differs')
      return yield { kind: 'end', sequences: mark.sequences }
    }
    hash.update(`${line}\n`)
    table = mark.table
  }
  throw damaged(path, 'it ends early')
}

function parseMark(line: string): unknown {
  try {
    return line.startsWith('#') ? JSON.parse(line.slice(1)) : null
  } catch {
    return null
  }
}

/** Only line feeds end a line: rows may hold the other characters that Unicode calls line ends. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const text = createGunzip()
  file.on('error', (error) => text.destroy(error))
  file.pipe(text).setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of text) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'Z_BUF_ERROR') throw damaged(path, 'it ends early')
    if (code === 'Z_DATA_ERROR') throw new UserError(`${path} is not a backup of Paperboy, or damaged.`)
    throw isFileError(error) ? new UserError(`${path} cannot be read: ${messageOf(error)}`) : error
  } finally {
    file.destroy()
  }
}

function damaged(path: string, what: string): UserError {
  return new UserError(`${path} is damaged (${what}): use another backup.`)
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !(error instanceof UserError)
}
