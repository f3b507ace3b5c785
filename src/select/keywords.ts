import type { Paper } from '../papers/paper.ts'
import { relevanceFloor, type Column } from './relevance.ts'
import { phraseEnd, phraseTerm, readKeyword, termEnd, type Term } from './keyword-terms.ts'
import { otherForms } from './short-names.ts'
import { singularOf, wordsOf } from './stems.ts'

/** The fields of a paper that keywords are looked for in. */
export type SearchedFields = Pick<Paper, 'title' | 'abstract' | 'keywords'>

/** The words of many papers, one after the other, by number. */
export type TextIndex = {
  /** By stem; and by form, with `=` before it. */
  numbers: ReadonlyMap<string, number>
  /** The forms that have a singular. */
  formsOf: ReadonlyMap<string, readonly string[]>
  /** By position: the stem. 0 stands between texts, so that no phrase reaches over an end. */
  words: Uint32Array
  /** By position: the number of the stem of the word and its neighbour as one, or 0. */
  joined: Uint32Array
  /** By position: the form, and 1 where it is in capitals. */
  forms: Uint32Array
  capitals: Uint8Array
  /** By position: paper · 4 + field. */
  owners: Uint32Array
  /** By the number of a stem or form, in the order of positions. */
  positions: readonly (readonly number[])[]
  /** By owner: BM25's share of a field's length in the usual length of that field, softened. */
  lengthNorms: Float64Array
  paperCount: number
}

/**
 * The title, the keywords, the first two sentences of the abstract, and the others. A paper's keywords list all that it uses, so
 * that they hardly tell what it is about.
 */
const fieldWeights = [6, 0.3, 2, 1] as const
const fieldCount = fieldWeights.length
const title = 0
const abstractStart = 2
const abstractRest = 3
/** How soon more of the same stops to matter: at this weighted count, half of what can be had is had. */
const k1 = 4
/** How much a long field counts less, from 0 to 1: the usual value. */
const b = 0.75

export function indexText(papers: readonly SearchedFields[]): TextIndex {
  const numbers = new Map<string, number>()
  const numberOf = (stem: string) => {
    const known = numbers.get(stem) ?? numbers.size + 1
    numbers.set(stem, known)
    return known
  }
  const words: number[] = []
  const joined: number[] = []
  const forms: number[] = []
  const joinedForms: number[] = []
  const capitals: number[] = []
  const owners: number[] = []
  const formNumber = (form: string | null) => (form === null ? 0 : numberOf(`=${form}`))
  const lengths = new Float64Array(papers.length * fieldCount)
  for (const [paper, one] of papers.entries()) {
    for (const [field, texts] of [[one.title], one.keywords, [one.abstract]].entries()) {
      let owner = paper * fieldCount + field
      for (const text of texts) {
        const start = field === abstractStart ? startLength(text) : text.length
        for (const word of wordsOf(text)) {
          if (word.start >= start) owner = paper * fieldCount + abstractRest
          lengths[owner] = (lengths[owner] ?? 0) + 1
          words.push(numberOf(word.stem))
          joined.push(word.joined === null ? 0 : numberOf(word.joined))
          forms.push(formNumber(word.form))
          joinedForms.push(formNumber(word.joinedForm))
          capitals.push(word.isCapitals ? 1 : 0)
          owners.push(owner)
        }
        for (const list of [words, joined, forms, joinedForms, capitals]) list.push(0)
        owners.push(owner)
      }
    }
  }
  return {
    numbers,
    formsOf: Map.groupBy(
      [...numbers.keys()].flatMap((key) => (key.startsWith('=') ? [key.slice(1)] : [])),
      singularOf,
    ),
    words: Uint32Array.from(words),
    joined: Uint32Array.from(joined),
    forms: Uint32Array.from(forms),
    capitals: Uint8Array.from(capitals),
    owners: Uint32Array.from(owners),
    positions: positionsOf([words, joined, forms, joinedForms], numbers.size),
    lengthNorms: normsOf(lengths, papers.length),
    paperCount: papers.length,
  }
}

/** Where the first two sentences of an abstract end. */
function startLength(abstract: string): number {
  const ends = abstract.matchAll(/[.!?]\s+(?=\p{Lu})/gu)
  ends.next()
  return ends.next().value?.index ?? abstract.length
}

/** The papers that say a keyword, and those of them whose titles do. */
export type KeywordColumn = Column & { titled: ReadonlySet<number> }

/**
 * How relevant each paper is to a subscriber's own keyword (see `readKeyword`): to the part of it that a paper says least.
 *
 * BM25F (Robertson and Zaragoza 2009, section 3.6) with each part as its one term, scaled so that a phrase of a single
 * paper that says nothing else comes near 1, and one that every paper has stays near the floor.
 */
export function keywordColumn(index: TextIndex, keyword: string): KeywordColumn {
  const [own, ...others] = [keyword, ...otherForms(keyword)].map((form) => columnOf(index, form))
  if (!own || others.length === 0) return own ?? columnOf(index, keyword)
  const values = new Map<number, number>()
  for (const one of [own, ...others]) {
    for (const [nth, paper] of one.papers.entries())
      values.set(paper, Math.max(values.get(paper) ?? 0, one.values[nth] ?? 0))
  }
  const papers = [...values.keys()].sort((a, b) => a - b)
  return {
    papers,
    values: papers.map((paper) => values.get(paper) ?? 0),
    titled: new Set([own, ...others].flatMap(({ titled }) => [...titled])),
  }
}

function columnOf(index: TextIndex, keyword: string): KeywordColumn {
  const { all, none } = readKeyword(keyword)
  const [first, ...others] = all.map((term) => relevanceByPaper(index, term))
  if (!first) return { papers: [], values: [], titled: new Set() }
  const unwanted = none.map((term) => relevanceByPaper(index, term))
  const papers = [...first.keys()]
    .filter((paper) => others.every((one) => one.has(paper)) && !unwanted.some((one) => one.has(paper)))
    .sort((a, b) => a - b)
  const partsOf = (paper: number) => [first, ...others].map((one) => one.get(paper))
  return {
    papers,
    values: papers.map((paper) => Math.min(...partsOf(paper).map((part) => part?.value ?? 0))),
    titled: new Set(papers.filter((paper) => partsOf(paper).every((part) => part?.isTitled))),
  }
}

/** The papers that a muted phrase hides: those that say it in any inflection. */
export function mutedColumn(index: TextIndex, phrase: string): Column {
  const [found = new Map<number, Saying>()] = phraseTerm(phrase).map((term) => relevanceByPaper(index, term))
  const papers = [...found.keys()].sort((a, b) => a - b)
  return { papers, values: papers.map((paper) => found.get(paper)?.value ?? 0) }
}

/** How much a paper says a term, and whether its title does. */
type Saying = { value: number; isTitled: boolean }

function relevanceByPaper(index: TextIndex, term: Term): Map<number, Saying> {
  const counts = new Map<number, { count: number; isTitled: boolean }>()
  for (const position of findTerm(index, term)) {
    const owner = index.owners[position] ?? 0
    const paper = Math.floor(owner / fieldCount)
    const field = owner % fieldCount
    const weight = (fieldWeights[field] ?? 0) / (index.lengthNorms[owner] ?? 1)
    const known = counts.get(paper)
    counts.set(paper, {
      count: (known?.count ?? 0) + weight,
      isTitled: field === title || known?.isTitled === true,
    })
  }
  const rarity = inverseFrequency(counts.size, index.paperCount) / inverseFrequency(1, index.paperCount)
  const valueOf = (count: number) => relevanceFloor + (1 - relevanceFloor) * rarity * (count / (count + k1))
  return new Map(
    [...counts].map(([paper, { count, isTitled }]) => [paper, { value: valueOf(count), isTitled }]),
  )
}

/**
 * What a paper says where it says the first part of the keyword: "agents" for "agent".
 *
 * @returns null where the paper does not say all of the keyword
 */
export function matchedForm(paper: SearchedFields, keyword: string): string | null {
  for (const form of [keyword, ...otherForms(keyword)]) {
    const found = findForm(paper, form)
    if (found !== null) return found
  }
  return null
}

function findForm({ title, keywords, abstract }: SearchedFields, keyword: string): string | null {
  const texts = [title, ...keywords, abstract].map((text) => ({ text, words: wordsOf(text) }))
  const find = (term: Term) => {
    for (const { text, words } of texts) {
      for (const at of words.keys()) {
        const end = termEnd(term, words, at)
        if (end !== null) return text.slice(words[at]?.start, words[end - 1]?.end)
      }
    }
    return null
  }
  const { all, none } = readKeyword(keyword)
  const found = all.map(find)
  if (found.includes(null) || none.some((term) => find(term) !== null)) return null
  return found[0] ?? null
}

/** The positions at which a term begins, each once. */
function findTerm(index: TextIndex, term: Term): Set<number> {
  switch (term.kind) {
    case 'word':
      return findWord(index, term)
    case 'exact':
      return findExact(index, term)
    case 'phrase':
      return findPhrase(index, term)
  }
}

function findWord(index: TextIndex, { singular, isCapitals }: Extract<Term, { kind: 'word' }>): Set<number> {
  const numbers = (index.formsOf.get(singular) ?? []).map((form) => index.numbers.get(`=${form}`) ?? -1)
  const positions = numbers.flatMap((number) => index.positions[number] ?? [])
  if (!isCapitals) return new Set(positions)
  const isWritten = (at: number) => index.capitals[at] === 1 && numbers.includes(index.forms[at] ?? 0)
  return new Set(positions.filter(isWritten))
}

function findExact(index: TextIndex, { forms }: Extract<Term, { kind: 'exact' }>): Set<number> {
  const numbers = forms.map((form) => index.numbers.get(`=${form}`) ?? -1)
  const isHere = (from: number) => numbers.every((number, nth) => index.forms[from + nth] === number)
  return new Set((index.positions[numbers[0] ?? -1] ?? []).filter(isHere))
}

function findPhrase(index: TextIndex, { variants }: Extract<Term, { kind: 'phrase' }>): Set<number> {
  const found = new Set<number>()
  for (const stems of variants) {
    const variant = stems.map((stem) => index.numbers.get(stem) ?? -1)
    for (const position of index.positions[variant[0] ?? -1] ?? []) {
      const end = phraseEnd(
        variant,
        position,
        (i) => index.words[i],
        (i) => index.joined[i],
      )
      if (end !== null) found.add(position)
    }
  }
  return found
}

/** @param lists numbers by position, 0 for none */
function positionsOf(lists: readonly (readonly number[])[], count: number): number[][] {
  const positions = Array.from({ length: count + 1 }, (): number[] => [])
  const length = lists[0]?.length ?? 0
  for (let position = 0; position < length; position += 1) {
    for (const list of lists) {
      const number = list[position] ?? 0
      if (number !== 0) positions[number]?.push(position)
    }
  }
  return positions
}

function normsOf(lengths: Float64Array, paperCount: number): Float64Array {
  const usual = fieldWeights.map((_, field) => {
    let sum = 0
    for (let owner = field; owner < lengths.length; owner += fieldCount) sum += lengths[owner] ?? 0
    return sum / Math.max(1, paperCount)
  })
  return lengths.map((length, owner) => 1 - b + (b * length) / Math.max(1, usual[owner % fieldCount] ?? 1))
}

/** As BM25 counts how much it says that a paper has the phrase, where `count` of all have it. */
function inverseFrequency(count: number, all: number): number {
  return Math.log1p((all - count + 0.5) / (count + 0.5))
}
