import type { Paper } from '../papers/paper.ts'
import { topics } from './catalogue.ts'
import { lexicon } from './lexicon.ts'
import { lexemes, splitNames, wordId, words, type Word } from './tokens.ts'

/** What a paper's topics are read from. */
export type ClassifiedFields = Pick<Paper, 'title' | 'abstract' | 'keywords' | 'summary' | 'organization'>

/** A run of words, and how much each of them counts. */
export type Segment = { words: Word[]; field: number; weight: number }

/** Where cues are counted apart, as one in a title says more than one in an abstract. */
const field = { title: 0, keyword: 1, claim: 2, abstract: 3, summary: 4 } as const
const fieldCount = Object.keys(field).length

/** The sentences in which authors say what they did; the others often tell what was there before. */
const claimPattern =
  /\b(we|our|this (paper|work|study|report|survey)|introduc\w+|propos\w+|present(s|ed)?)\b/i

/** Longest abstract looked at, in characters. */
const maxAbstract = 4000

export function segments(paper: ClassifiedFields): Segment[] {
  const title = lexemes(paper.title)
  const parts: Segment[] = [{ words: title, field: field.title, weight: 3 }]
  const shown = new Set(title.map((word) => word.text))
  const hidden = lexemes(splitNames(paper.title)).filter((word) => !shown.has(word.text))
  for (const word of hidden) parts.push({ words: [word], field: field.title, weight: 1.5 })
  for (const keyword of paper.keywords) {
    parts.push({ words: lexemes(keyword), field: field.keyword, weight: 2 })
  }
  if (paper.summary) parts.push({ words: lexemes(paper.summary), field: field.summary, weight: 1 })
  for (const sentence of sentences(paper.abstract)) {
    const isClaim = claimPattern.test(sentence)
    parts.push({
      words: lexemes(sentence),
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
    for (const { text } of list) {
      visit(text, weight)
      if (previous) visit(`${previous} ${text}`, weight)
      previous = text
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

/** A phrase by its words' ids, and where its hits count before their field is added. */
type Cue = { phrase: string; rest: number[]; offset: number }

/** By the id of their first word. */
const cueIndex = indexCues()

/** How often each topic's cues occur in each field, damped: log(1 + n). */
export function cueFeatures(parts: readonly Segment[]): Float64Array {
  const counts = new Float64Array(cueFeatureCount)
  for (const { words: list, field: column } of parts) {
    for (const [at, { id }] of list.entries()) {
      const cues = cueIndex[id]
      if (cues === undefined) continue
      for (const { rest, offset } of cues) {
        let matched = 0
        while (matched < rest.length && list[at + 1 + matched]?.id === rest[matched]) matched += 1
        if (matched === rest.length) counts[offset + column] = (counts[offset + column] ?? 0) + 1
      }
    }
  }
  return counts.map((count) => (count === 0 ? 0 : Math.log1p(count)))
}

/** All cues of up to two words, as terms: a vocabulary should not miss them. */
export function cueTerms(): string[] {
  const short = cueIndex.flat().filter((cue) => cue.rest.length <= 1)
  return [...new Set(short.map(({ phrase }) => phrase))]
}

function indexCues(): Cue[][] {
  const index: Cue[][] = [[]]
  for (const [topic, { slug }] of topics.entries()) {
    for (const [kind, text] of [lexicon[slug]?.strong, lexicon[slug]?.weak].entries()) {
      const phrases = new Set((text ?? '').split(',').map((phrase) => words(phrase).join(' ')))
      phrases.delete('')
      for (const phrase of phrases) {
        const [first = 0, ...rest] = phrase.split(' ').map(wordId)
        // Every id has its list, so that the index has no holes.
        for (const id of [first, ...rest]) index[id] ??= []
        index[first]?.push({ phrase, rest, offset: (topic * 2 + kind) * fieldCount })
      }
    }
  }
  return index
}
