import { readable } from '../papers/latex.ts'
import { versionlessArxivId } from '../sources/arxiv-id.ts'
import { arxivOrDoi } from '../sources/identity.ts'
import { collect, inNaturalOrder, type Collected, type SeedEntry, type SeedList } from './entry.ts'

/** Longer values are cut, so that abbreviations of abbreviations cannot grow for ever. */
const longestValue = 20_000
const mostStrings = 2000
const longestTitle = 2000
const longestAbstract = 10_000
const longestName = 500
const mostNames = 100
/** Characters that all abbreviations of a list may stand for: names of journals, thousands of times. Later ones stay as they are. */
const mostExpanded = 1_000_000

/** By name in small letters: values without their outer braces or quotes. */
type Fields = ReadonlyMap<string, string>
type Read<T> = { value: T; end: number }
/** What `@string` defines, and how many characters may still be taken from it. */
type Strings = { values: Map<string, string>; left: number }

/**
 * Reads BibTeX as reference managers write it, in time that grows with its length alone. An entry with broken braces is told
 * of and ends where a line begins with the next one: libraries for this give up at the first of them.
 */
export function readBibtex(text: string): SeedList {
  const collected = collect()
  const { problem, list } = collected
  const strings: Strings = { values: new Map(), left: mostExpanded }
  for (const { chunk, line } of chunksOf(text)) {
    let [here, counted] = [line, 0]
    for (let at = 0, start = nextEntry(chunk, at); start; start = nextEntry(chunk, at)) {
      here += newlines(chunk.slice(counted, start.index))
      counted = start.index
      const read = readEntry(chunk, start, strings)
      if (read === null) {
        problem({ line: here, label: chunk.slice(start.index, start.index + 80), reason: 'broken entry' })
        break
      }
      at = read.end
      if (read.value) addEntry(read.value, here, collected)
    }
  }
  return list()
}

/** From each line that begins with an entry to the next such line. */
function* chunksOf(text: string): Generator<{ chunk: string; line: number }> {
  let [start, line] = [0, 1]
  for (const { index } of text.matchAll(/^[ \t]{0,20}@[ \t]{0,20}[a-z]{1,40}\s{0,20}[{(]/gim)) {
    if (index > start) {
      const chunk = text.slice(start, index)
      yield { chunk, line }
      line += newlines(chunk)
      start = index
    }
  }
  yield { chunk: text.slice(start), line }
}

type Start = { index: number; type: string; at: number; close: string }

function nextEntry(chunk: string, from: number): Start | null {
  const opening = /@[ \t]{0,20}([a-z]{1,40})\s{0,20}([{(])/gi
  opening.lastIndex = from
  const match = opening.exec(chunk)
  if (!match) return null
  const [whole, type = '', open] = match
  const at = match.index + whole.length
  return { index: match.index, type: type.toLowerCase(), at, close: open === '{' ? '}' : ')' }
}

type Entry = { key: string; fields: Fields }

/** @returns no value for what is no paper; null where it has no end */
function readEntry(
  chunk: string,
  { type, at: start, close }: Start,
  strings: Strings,
): Read<Entry | null> | null {
  if (type === 'comment' || type === 'preamble') {
    const end = endOfGroup(chunk, start, close)
    // A comment needs no end.
    return { value: null, end: end ?? chunk.length }
  }
  let at = start + (sticky(/\s*/y, chunk, start)?.[0].length ?? 0)
  const named = type === 'string' ? null : sticky(/([^,{}="#]{0,300})(?:,|(?=[})]))/y, chunk, at)
  const key = named?.[1]?.trim() ?? ''
  at += named?.[0].length ?? 0
  const fields = new Map<string, string>()
  for (;;) {
    at += sticky(/[\s,]*/y, chunk, at)?.[0].length ?? 0
    if (chunk[at] === close) break
    const name = sticky(/([a-z][\w:.+-]{0,60})\s*=\s*/iy, chunk, at)
    if (!name) return null
    const value = readValue(chunk, at + name[0].length, strings)
    if (value === null) return null
    const known = (name[1] ?? '').toLowerCase()
    if (!fields.has(known)) fields.set(known, value.value)
    at = value.end
  }
  if (type !== 'string') return { value: { key, fields }, end: at + 1 }
  for (const [name, value] of fields) {
    if (strings.values.size < mostStrings) strings.values.set(name, value)
  }
  return { value: null, end: at + 1 }
}

/** `{…}`, `"…"`, a number or an abbreviation, or several of them joined by `#`. */
function readValue(chunk: string, start: number, strings: Strings): Read<string> | null {
  let at = start
  let value = ''
  for (;;) {
    const part = readPart(chunk, at, strings)
    if (part === null) return null
    if (value.length < longestValue) value = `${value}${part.value}`.slice(0, longestValue)
    at = part.end
    const joint = sticky(/\s*#\s*/y, chunk, at)
    if (!joint) return { value, end: at }
    at += joint[0].length
  }
}

function readPart(chunk: string, at: number, strings: Strings): Read<string> | null {
  if (chunk[at] === '{' || chunk[at] === '"') {
    const end = endOfGroup(chunk, at + 1, chunk[at] === '{' ? '}' : '"')
    return end === null ? null : { value: chunk.slice(at + 1, end - 1), end }
  }
  const bare = sticky(/[^\s,{}()"#=]{1,200}/y, chunk, at)?.[0]
  if (bare === undefined) return null
  const long = strings.values.get(bare.toLowerCase()) ?? bare
  if (long.length > strings.left) return { value: bare, end: at + bare.length }
  strings.left -= long.length
  return { value: long, end: at + bare.length }
}

/** @returns the place behind the closing character that is in no braces; null where there is none */
function endOfGroup(chunk: string, start: number, close: string): number | null {
  let depth = 0
  for (let at = start; at < chunk.length; at += 1) {
    const char = chunk[at]
    // BibTeX itself counts "\{" as a brace; reference managers write it for one that stands in the text.
    if (char === '\\') at += 1
    else if (depth === 0 && char === close) return at + 1
    else if (char === '{') depth += 1
    else if (char === '}') {
      depth -= 1
      if (depth < 0) return null
    }
  }
  return null
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function newlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

function addEntry({ key, fields }: Entry, line: number, { add, skip, isFull, problem }: Collected): void {
  // Of what there is no room for, nothing is read.
  if (isFull()) return skip()
  const title = plain((fields.get('title') ?? '').slice(0, longestTitle))
  const id = idOf(fields)
  if (title === '' && id === null) problem({ line, label: key, reason: 'nothing to know it by' })
  else add(toSaid({ line, key, id, title, fields }))
}

function toSaid(of: {
  line: number
  key: string
  id: string | null
  title: string
  fields: Fields
}): SeedEntry {
  const { line, key, id, title, fields } = of
  return {
    line,
    label: title || key,
    id,
    title,
    abstract: plain((fields.get('abstract') ?? '').slice(0, longestAbstract)),
    authors: namesOf(fields.get('author') ?? '')
      .slice(0, mostNames)
      .map((name) => inNaturalOrder(plain(name.slice(0, longestName)))),
    keywords: plain((fields.get('keywords') ?? '').slice(0, longestAbstract)).split(/[,;]/),
  }
}

/** Fields in which reference managers put arXiv's number: "arXiv preprint arXiv:1706.03762", "abs/1706.03762". */
const telling = ['eprint', 'url', 'doi', 'journal', 'volume', 'note', 'howpublished', 'number']

function idOf(fields: Fields): string | null {
  const isArxiv = /arxiv/i.test(fields.get('archiveprefix') ?? fields.get('eprinttype') ?? '')
  const eprint = (fields.get('eprint') ?? '').trim()
  const texts = telling.map((name) => fields.get(name) ?? '')
  const ofCoRR = fields.get('journal') === 'CoRR' ? (fields.get('volume') ?? '').replace(/^abs\//, '') : ''
  const arxivId = (isArxiv ? versionlessArxivId(eprint) : null) ?? versionlessArxivId(ofCoRR)
  if (arxivId) return `arxiv:${arxivId}`
  const dois = ['doi', 'url'].map((name) => (fields.get(name) ?? '').slice(0, 500))
  return arxivOrDoi(
    texts.map((text) => text.slice(0, 2000)),
    dois,
  )
}

/** Names are joined by "and", but for those in braces. */
function namesOf(authors: string): string[] {
  const names: string[] = []
  let [depth, start] = [0, 0]
  for (let at = 0; at < authors.length; at += 1) {
    const char = authors[at]
    if (char === '{') depth += 1
    else if (char === '}') depth -= 1
    else if (depth <= 0 && /\s/.test(char ?? '') && /^and\s/i.test(authors.slice(at + 1, at + 5))) {
      names.push(authors.slice(start, at))
      start = at + 4
    }
  }
  return [...names, authors.slice(start)].filter((name) => !/^\s*others\s*$/i.test(name))
}

/** LaTeX as Unicode, on one line, without the braces that keep capitals. */
function plain(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim()
  // "\H o" is "\H{o}".
  return readable(line.replace(/\\([Hbcdkrtuv]) ([A-Za-z])/g, '\\$1{$2}')).replace(/[{}]/g, '')
}
