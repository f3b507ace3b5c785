import type { Paper } from '../papers/paper.ts'
import { relevanceFloor, type Column } from './relevance.ts'
import { wordsOf, type Word } from './stems.ts'

/** The fields of a paper that keywords are looked for in. */
export type SearchedFields = Pick<Paper, 'title' | 'abstract' | 'keywords'>

/** The words of many papers, one after the other, by number. */
export type TextIndex = {
  numbers: ReadonlyMap<string, number>
  /** By position. 0 stands between texts, so that no phrase reaches over an end. */
  words: Uint32Array
  /** By position: the number of the word and its neighbour as one, or 0. */
  joined: Uint32Array
  /** By position: paper · 3 + field. */
  owners: Uint32Array
  /** By a word's number, in the order of positions. */
  positions: readonly (readonly number[])[]
  /** By owner: BM25's share of a field's length in the usual length of that field, softened. */
  lengthNorms: Float64Array
  paperCount: number
}

const fieldWeights = [3, 2, 1] as const
const fieldCount = fieldWeights.length
/** How soon more of the same stops to matter: at this weighted count, half of what can be had is had. */
const k1 = 3
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
  const owners: number[] = []
  const lengths = new Float64Array(papers.length * fieldCount)
  for (const [paper, { title, keywords, abstract }] of papers.entries()) {
    for (const [field, texts] of [[title], keywords, [abstract]].entries()) {
      const owner = paper * fieldCount + field
      for (const text of texts) {
        const read = wordsOf(text)
        lengths[owner] = (lengths[owner] ?? 0) + read.length
        for (const word of read) {
          words.push(numberOf(word.stem))
          joined.push(word.joined === null ? 0 : numberOf(word.joined))
          owners.push(owner)
        }
        words.push(0)
        joined.push(0)
        owners.push(owner)
      }
    }
  }
  return {
    numbers,
    words: Uint32Array.from(words),
    joined: Uint32Array.from(joined),
    owners: Uint32Array.from(owners),
    positions: positionsOf(words, joined, numbers.size),
    lengthNorms: normsOf(lengths, papers.length),
    paperCount: papers.length,
  }
}

/**
 * How relevant each paper is to a subscriber's own phrase. All words of the phrase must stand side by side in one
 * field, in any case and inflection; hyphens may be spaces or missing.
 *
 * BM25F (Robertson and Zaragoza 2009, section 3.6) with the phrase as its one term, scaled so that a phrase of a single
 * paper that says nothing else comes near 1, and one that every paper has stays near the floor.
 */
export function keywordColumn(index: TextIndex, keyword: string): Column {
  const counts = new Map<number, number>()
  for (const position of findPhrase(index, keyword)) {
    const owner = index.owners[position] ?? 0
    const paper = Math.floor(owner / fieldCount)
    const weight = (fieldWeights[owner % fieldCount] ?? 0) / (index.lengthNorms[owner] ?? 1)
    counts.set(paper, (counts.get(paper) ?? 0) + weight)
  }
  const papers = [...counts.keys()].sort((a, b) => a - b)
  const rarity = inverseFrequency(papers.length, index.paperCount) / inverseFrequency(1, index.paperCount)
  const values = papers.map((paper) => {
    const count = counts.get(paper) ?? 0
    return relevanceFloor + (1 - relevanceFloor) * rarity * (count / (count + k1))
  })
  return { papers, values }
}

/**
 * What a paper says where it says the keyword: "transformations" for "transformer".
 *
 * @returns null where the keyword does not occur
 */
export function matchedForm({ title, keywords, abstract }: SearchedFields, keyword: string): string | null {
  const variants = phraseVariants(keyword)
  for (const text of [title, ...keywords, abstract]) {
    const words = wordsOf(text)
    for (const at of words.keys()) {
      for (const variant of variants) {
        const end = phraseEnd(
          variant,
          at,
          (i) => words[i]?.stem,
          (i) => words[i]?.joined,
        )
        if (end !== null) return text.slice(words[at]?.start, words[end - 1]?.end)
      }
    }
  }
  return null
}

/** The positions at which a phrase begins, each once. */
function findPhrase(index: TextIndex, keyword: string): Set<number> {
  const found = new Set<number>()
  for (const stems of phraseVariants(keyword)) {
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

/** @returns where the phrase that begins at a position ends, or null where there is none */
function phraseEnd<Key>(
  phrase: readonly Key[],
  from: number,
  wordAt: (position: number) => Key | null | undefined,
  joinedAt: (position: number) => Key | null | undefined,
): number | null {
  let position = from
  for (const word of phrase) {
    if (wordAt(position) === word) position += 1
    else if (joinedAt(position) === word) position += 2
    else return null
  }
  return position
}

/** The keyword as it is, and with the words that a hyphen joins as one. None where it has no words. */
function phraseVariants(keyword: string): string[][] {
  const words = wordsOf(keyword)
  if (words.length === 0) return []
  const asOne = joinWords(words)
  return asOne.length === words.length ? [asOne] : [words.map(({ stem }) => stem), asOne]
}

function joinWords(words: readonly Word[]): string[] {
  const stems: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]
    if (!word) continue
    stems.push(word.joined ?? word.stem)
    if (word.joined !== null) at += 1
  }
  return stems
}

function positionsOf(words: readonly number[], joined: readonly number[], count: number): number[][] {
  const positions = Array.from({ length: count + 1 }, (): number[] => [])
  for (const [position, word] of words.entries()) {
    if (word !== 0) positions[word]?.push(position)
    const both = joined[position] ?? 0
    if (both !== 0) positions[both]?.push(position)
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
