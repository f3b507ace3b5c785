import type { Paper } from '../paper.ts'
import { topics } from './catalogue.ts'
import { lexicon } from './lexicon.ts'
import { splitNames, words } from './words.ts'

/** What a paper's topics are read from. */
export type ClassifiedFields = Pick<Paper, 'title' | 'abstract' | 'keywords' | 'summary' | 'organization'>

/** A run of words, and how much each of them counts. */
export type Segment = { words: string[]; field: number; weight: number }

/** Where cues are counted apart, as one in a title says more than one in an abstract. */
const field = { title: 0, keyword: 1, claim: 2, abstract: 3, summary: 4 } as const
const fieldCount = Object.keys(field).length

/** The sentences in which authors say what they did; the others often tell what was there before. */
const claimPattern =
  /\b(we|our|this (paper|work|study|report|survey)|introduc\w+|propos\w+|present(s|ed)?)\b/i

/** Longest abstract looked at, in characters. */
const maxAbstract = 4000

export function segments(paper: ClassifiedFields): Segment[] {
  const title = words(paper.title)
  const parts: Segment[] = [{ words: title, field: field.title, weight: 3 }]
  const hidden = words(splitNames(paper.title)).filter((word) => !title.includes(word))
  for (const word of hidden) parts.push({ words: [word], field: field.title, weight: 1.5 })
  for (const keyword of paper.keywords) {
    parts.push({ words: words(keyword), field: field.keyword, weight: 2 })
  }
  if (paper.summary) parts.push({ words: words(paper.summary), field: field.summary, weight: 1 })
  for (const sentence of sentences(paper.abstract)) {
    const isClaim = claimPattern.test(sentence)
    parts.push({
      words: words(sentence),
      field: isClaim ? field.claim : field.abstract,
      weight: isClaim ? 1.2 : 0.8,
    })
  }
  return parts
}

export function sentences(text: string): string[] {
  return text.slice(0, maxAbstract).split(/(?<=[.!?])\s+/)
}

/** Calls back for every word and every pair of neighbours, with its weight. */
export function eachTerm(parts: readonly Segment[], visit: (term: string, weight: number) => void): void {
  for (const { words: list, weight } of parts) {
    let previous = ''
    for (const word of list) {
      visit(word, weight)
      if (previous) visit(`${previous} ${word}`, weight)
      previous = word
    }
  }
}

const topicCount = topics.length
/** Cue features: topic by topic, strong before weak, field by field. */
export const cueFeatureCount = topicCount * 2 * fieldCount

/** @returns the number of the topic that a cue feature speaks for */
export function cueTopic(feature: number): number {
  return Math.floor(feature / (2 * fieldCount))
}

/** Where in the cue features a hit counts, before its field is added. */
type Cue = { rest: string[]; offset: number }

const cuesByFirstWord = indexCues()

/** How often each topic's cues occur in each field, damped: log(1 + n). */
export function cueFeatures(parts: readonly Segment[]): Float64Array {
  const counts = new Float64Array(cueFeatureCount)
  for (const { words: list, field: column } of parts) {
    for (let at = 0; at < list.length; at += 1) {
      for (const { rest, offset } of cuesByFirstWord.get(list[at] ?? '') ?? []) {
        if (rest.every((word, ahead) => list[at + 1 + ahead] === word)) {
          counts[offset + column] = (counts[offset + column] ?? 0) + 1
        }
      }
    }
  }
  return counts.map((count) => (count === 0 ? 0 : Math.log1p(count)))
}

/** All cues of up to two words, as terms: a vocabulary should not miss them. */
export function cueTerms(): string[] {
  const all = [...cuesByFirstWord].flatMap(([first, cues]) => cues.map(({ rest }) => [first, ...rest]))
  return [...new Set(all.filter((phrase) => phrase.length <= 2).map((phrase) => phrase.join(' ')))]
}

function indexCues(): Map<string, Cue[]> {
  const index = new Map<string, Cue[]>()
  for (const [topic, { slug }] of topics.entries()) {
    for (const [kind, text] of [lexicon[slug]?.strong, lexicon[slug]?.weak].entries()) {
      const phrases = new Set((text ?? '').split(',').map((phrase) => words(phrase).join(' ')))
      for (const phrase of phrases) {
        const [first, ...rest] = phrase.split(' ')
        if (!first) continue
        const cue = { rest, offset: (topic * 2 + kind) * fieldCount }
        index.set(first, [...(index.get(first) ?? []), cue])
      }
    }
  }
  return index
}
