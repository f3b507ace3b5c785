import { decodeText } from '../charset.ts'
import { readInWorker } from '../sources/read-in-worker.ts'
import { SourceError } from '../sources/source-error.ts'
import { readBibtex } from './bibtex.ts'
import { mostEntries, type SeedList } from './entry.ts'
import { readReferenceLines } from './reference-lines.ts'
import { readRis } from './ris.ts'

/** Anything longer may hold up pages while it is read. */
const longestReadHere = 64 * 1024
const longestReadMs = 10_000

/** Reads a list in whatever encoding it is; a long one in a thread of its own. */
export async function readSeedBytes(bytes: Uint8Array): Promise<SeedList> {
  if (bytes.length <= longestReadHere) return readSeedList(decodeText(bytes, ''))
  try {
    const reader = { module: import.meta.url, read: readSeedList }
    return await readInWorker(reader, { bytes, contentType: '', url: '' }, { longestReadMs })
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    return { entries: [], lookups: [], problems: [{ line: null, label: '', reason: 'unreadable' }] }
  }
}

/** Reads a list of papers in the format that it is in: BibTeX, RIS, or lines of numbers and links. */
export function readSeedList(text: string): SeedList {
  const list = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n')
  if (/^[ \t]{0,4}TY {1,2}-/m.test(list)) return readRis(list)
  if (/^[ \t]{0,20}@[ \t]{0,20}[a-z]{1,40}\s{0,20}[{(]/im.test(list)) return readBibtex(list)
  return readReferenceLines(list)
}

/** Several lists as one. */
export function joinLists(lists: readonly SeedList[]): SeedList {
  const entries = lists.flatMap((list) => list.entries)
  const distinct = entries.filter(
    ({ id }, at) => id === null || entries.findIndex((other) => other.id === id) === at,
  )
  const more = distinct.length - mostEntries
  const cut = more > 0 ? [{ line: null, label: '', reason: 'too many' as const, more }] : []
  return {
    entries: distinct.slice(0, mostEntries),
    lookups: lists.flatMap((list) => list.lookups),
    problems: [...lists.flatMap((list) => list.problems), ...cut],
  }
}
