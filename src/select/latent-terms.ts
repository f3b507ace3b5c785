import type { Paper } from '../papers/paper.ts'
import { singularsOf } from './stems.ts'

/** The fields of a paper that say what it is about. */
export type DescribedFields = Pick<Paper, 'title' | 'abstract' | 'keywords'>

/** Words side by side, in the singular, and how much each counts. */
export type Run = { words: readonly string[]; weight: number }

/** A paper's words, those of its title counting most. */
export function runsOf({ title, keywords, abstract }: DescribedFields): Run[] {
  return [
    { words: singularsOf(title), weight: 3 },
    ...keywords.map((keyword) => ({ words: singularsOf(keyword), weight: 2 })),
    { words: singularsOf(abstract), weight: 1 },
  ]
}

/** Calls back for every telling word and every pair of them: "text-to-speech" is "text", "speech" and "text speech". */
export function eachTerm(runs: readonly Run[], visit: (term: string, weight: number) => void): void {
  for (const { words, weight } of runs) {
    let previous = ''
    for (const word of words) {
      if (!isTelling(word)) continue
      visit(word, weight)
      if (previous) visit(`${previous} ${word}`, weight)
      previous = word
    }
  }
}

/** A phrase's words in the singular, without those that say nothing of what it is about. */
export function tellingWords(phrase: string): string[] {
  return singularsOf(phrase).filter(isTelling)
}

/** Whether a word in the singular may say what a paper is about. */
export function isTelling(word: string): boolean {
  return !stopWords.has(word) && (word.length > 1 || /\P{ASCII}/u.test(word))
}

/** What papers say whatever they are about, in the singular. */
const stopWords = new Set(
  `a an the and or of in on for to with by from at as is are be been was were we our it its this that these those
  which while when where who whose what how can could may might will would should not no nor do does did done have has
  had than then thus hence such via into onto over under between among across through both each either all any some
  most more less few many much very also only just even still yet however moreover further furthermore therefore using
  use used based new novel propose present introduce show paper work approach method existing recent different`.split(
    /\s+/,
  ),
)
