import type { Paper } from '../papers/paper.ts'
import { nameKey } from './names.ts'

export type Described = Pick<Paper, 'title' | 'abstract' | 'authors'>

/**
 * The share of their abstracts' words from which on two papers are the same work. Of 8,500 recorded papers no two with
 * alike titles share more than 0.33, not even one "Technical Report" and the next of the same team.
 */
const sameAbstract = 0.6
/** A shorter abstract says too little to be compared. */
const minWords = 20
/** A shorter title may be that of another work. */
const minTitleWords = 3

/**
 * Which papers are the same work as which others: under two ids, from two sources, or in a new version.
 *
 * They share most of their abstract's words, or have the same title and an author in common (or one of them tells none).
 * Titles that are merely alike say nothing.
 *
 * @returns for each paper the positions of the others, or null where there are none
 */
export function findRepeats(papers: readonly Described[]): (readonly number[] | null)[] {
  const repeats: (number[] | null)[] = papers.map(() => null)
  const link = (a: number, b: number) => {
    if (repeats[a]?.includes(b)) return
    repeats[a] = [...(repeats[a] ?? []), b]
    repeats[b] = [...(repeats[b] ?? []), a]
  }
  for (const [a, b] of pairsByTitle(papers)) link(a, b)
  for (const [a, b] of pairsByAbstract(papers)) link(a, b)
  return repeats
}

function* pairsByTitle(papers: readonly Described[]): Iterable<[number, number]> {
  const byTitle = new Map<string, number[]>()
  for (const [at, { title }] of papers.entries()) {
    const key = nameKey(title)
    if (key.split(' ').length < minTitleWords) continue
    for (const other of byTitle.get(key) ?? []) {
      if (mayShareAuthors(papers[other]?.authors ?? [], papers[at]?.authors ?? [])) yield [other, at]
    }
    byTitle.set(key, [...(byTitle.get(key) ?? []), at])
  }
}

function mayShareAuthors(some: readonly string[], others: readonly string[]): boolean {
  const names = new Set(some.map(nameKey))
  return names.size === 0 || others.length === 0 || others.some((name) => names.has(nameKey(name)))
}

/**
 * Pairs that share enough words must share one of their rarest, so only those are looked up: the prefix filter of
 * Chaudhuri, Ganti and Kaushik (2006).
 */
function* pairsByAbstract(papers: readonly Described[]): Iterable<[number, number]> {
  const sets = rarestFirst(papers)
  const byWord = new Map<number, number[]>()
  for (const [at, words] of sets.entries()) {
    if (words.length < minWords) continue
    const prefix = words.slice(0, words.length - Math.ceil(sameAbstract * words.length) + 1)
    const near = new Set(prefix.flatMap((word) => byWord.get(word) ?? []))
    for (const other of near) {
      if (shareEnough(words, sets[other] ?? [])) yield [other, at]
    }
    for (const word of prefix) {
      const papersOfWord = byWord.get(word)
      if (papersOfWord) papersOfWord.push(at)
      else byWord.set(word, [at])
    }
  }
}

/** Each abstract's words by number, each once, the rarest first. */
function rarestFirst(papers: readonly Described[]): number[][] {
  const counts = new Map<string, number>()
  const texts = papers.map(({ abstract }) => [...new Set(nameKey(abstract).split(' '))])
  for (const word of texts.flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
  const order = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1)).map(([word]) => word)
  const ranks = new Map(order.map((word, rank) => [word, rank]))
  return texts.map((words) => words.map((word) => ranks.get(word) ?? 0).sort((a, b) => a - b))
}

/**
 * Whether two ascending lists have in common at least that share of what either has. Most pairs differ in their rarest
 * words, so what is left of them soon cannot suffice.
 */
function shareEnough(some: readonly number[], others: readonly number[]): boolean {
  const together = some.length + others.length
  let shared = 0
  let i = 0
  let j = 0
  while (i < some.length && j < others.length) {
    const atMost = shared + Math.min(some.length - i, others.length - j)
    if (atMost / (together - atMost) < sameAbstract) return false
    const difference = (some[i] ?? 0) - (others[j] ?? 0)
    if (difference === 0) shared += 1
    if (difference <= 0) i += 1
    if (difference >= 0) j += 1
  }
  return shared / (together - shared) >= sameAbstract
}
