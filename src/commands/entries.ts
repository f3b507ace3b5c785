import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { messageOf, UserError } from '../errors.ts'
import { readEntry, type ReadEntry } from '../sources/huggingface-entry.ts'

/** A paper as a digest listed it, with its signals. */
export type ListedPaper = Omit<Extract<ReadEntry, { kind: 'paper' }>, 'kind'>

/**
 * The papers of a file of Hugging Face entries, an array as `/api/daily_papers` answers it, in its order. Entries that cannot
 * be used are told on standard error and left out.
 *
 * @param file `-` is standard input
 * @throws {UserError} where there is no such array
 */
export async function readEntriesFile(file: string): Promise<ListedPaper[]> {
  const name = file === '-' ? 'Standard input' : file
  const entries = parseJson(name, await readText(file))
  if (!Array.isArray(entries)) {
    throw new UserError(
      `${name} holds no array of entries. Give it what Hugging Face’s /api/daily_papers answers.`,
    )
  }
  return entries.flatMap((entry: unknown, at) => {
    const { kind, ...read } = readEntry(entry)
    if ('paper' in read) return [read]
    process.stderr.write(`entry ${at + 1} ${kind}: ${read.id ?? '(no id)'}: ${read.reason}\n`)
    return []
  })
}

async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  const found = await stat(file).catch(() => null)
  if (!found) throw new UserError(`There is no file ${file}.`)
  if (found.isDirectory()) throw new UserError(`${file} is a folder, not a file.`)
  return text(createReadStream(file)).catch((error: unknown) => {
    throw new UserError(`${file} cannot be read: ${messageOf(error)}`)
  })
}

function parseJson(name: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new UserError(`${name} is not JSON: ${messageOf(error)}`)
  }
}
