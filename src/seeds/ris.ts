import { arxivOrDoi } from '../sources/identity.ts'
import { collect, inNaturalOrder, type SeedList } from './entry.ts'

type Record = { line: number; tags: Map<string, string[]> }

/** A record with more lines is not read on: authors of the largest collaborations fit. */
const mostValues = 4000

/** Reads RIS as reference managers and publishers write it. Each line has a tag; what has none belongs to the line before. */
export function readRis(text: string): SeedList {
  const { add, problem, list } = collect()
  const end = (record: Record | null) => {
    if (!record) return
    const { line, tags } = record
    const one = (...names: string[]) =>
      names.map((name) => tags.get(name)?.[0] ?? '').find((said) => said !== '')
    const title = one('TI', 'T1', 'CT', 'BT') ?? ''
    const id = idOf(tags)
    if (title === '' && id === null)
      problem({ line, label: one('ID') ?? '', reason: 'nothing to know it by' })
    else {
      const authors = [...(tags.get('AU') ?? []), ...(tags.get('A1') ?? [])]
      add({
        line,
        label: title || (id ?? ''),
        id,
        title,
        abstract: one('AB', 'N2') ?? '',
        authors: authors.map(inNaturalOrder),
        keywords: (tags.get('KW') ?? []).flatMap((said) => said.split(/[,;]/)),
      })
    }
  }
  let record: Record | null = null
  let last: string[] | null = null
  let [values, number] = [0, 0]
  for (const { 0: whole } of text.matchAll(/[^\n]*\n?/g)) {
    number += 1
    const [, tag, said = ''] = /^\s{0,4}([A-Z][A-Z0-9]) {1,2}-(?:[ \t](.*))?$/.exec(whole.trimEnd()) ?? []
    if (tag === 'TY') {
      end(record)
      record = { line: number, tags: new Map() }
      ;[last, values] = [null, 0]
    } else if (tag === 'ER') {
      end(record)
      record = last = null
    } else if (record && (values += 1) <= mostValues) {
      last = keep(record, last, tag, (tag === undefined ? whole : said).trim())
    }
  }
  end(record)
  return list()
}

/** @returns the values of the tag that was added to */
function keep(
  { tags }: Record,
  last: string[] | null,
  tag: string | undefined,
  said: string,
): string[] | null {
  if (tag === undefined) {
    if (last && said !== '') last.push(`${last.pop() ?? ''} ${said}`.slice(0, 20_000))
    return last
  }
  const values = tags.get(tag) ?? []
  tags.set(tag, values)
  values.push(said.slice(0, 20_000))
  return values
}

/** Tags in which reference managers put arXiv's number. */
const telling = ['UR', 'DO', 'JO', 'JF', 'T2', 'M1', 'M3', 'N1', 'AN', 'L1', 'L2', 'ID', 'C1']

function idOf(tags: Record['tags']): string | null {
  const texts = telling.flatMap((tag) => (tags.get(tag) ?? []).slice(0, 5)).map((text) => text.slice(0, 2000))
  return arxivOrDoi(texts, [...(tags.get('DO') ?? []), ...(tags.get('UR') ?? [])].slice(0, 5))
}
