import type { Paper } from './paper.ts'
import { readable } from './latex.ts'
import { fitted } from './clauses.ts'
import { withoutAddress, withoutOpening } from './openings.ts'
import { namesIn, rate, standsAlone } from './sentence-score.ts'
import { sentencesOf } from './sentences.ts'

/** A paper's title as readers see it, with LaTeX as Unicode. */
export function titleOf({ title }: Pick<Paper, 'title'>): string {
  return readable(title)
}

/** One or two sentences on what a paper does: the source's own, or else the best of its abstract. */
export function summaryOf({ summary, abstract }: Pick<Paper, 'summary' | 'abstract'>): string {
  return summary ? readable(summary) : bestSentences(readable(abstract))
}

/** The longest extract of an abstract, in characters. */
const maxLength = 220
/** A sentence with fewer points is not shown beside the best one. */
const goodScore = 2
/** What a sentence loses that had to end early. */
const cutPoints = 0.7

type Candidate = { text: string; at: number; isWhole: boolean; score: number }

/**
 * The best sentence of an abstract, with the next best where both fit, in their own order: at most 220 characters of
 * whole sentences, without openings that refer to a sentence not shown.
 */
export function bestSentences(abstract: string): string {
  const sentences = sentencesOf(abstract.replace(missingSpace, '. ')).map((sentence) =>
    withoutAddress(withoutOpening(sentence)),
  )
  const names = namesIn(abstract)
  const rated = sentences.map((text, at) => candidate(text, at, sentences.length, names))
  const fitting = rated.filter(({ text }) => text.length <= maxLength)
  const alone = fitting.filter(({ text }) => standsAlone(text))
  const [best, ...others] = [alone, fitting, rated].find(({ length }) => length > 0)?.toSorted(byScore) ?? []
  if (!best) return ''
  const room = maxLength - best.text.length - 1
  const next = others.find(
    ({ text, isWhole, score }) => isWhole && score >= goodScore && text.length <= room && standsAlone(text),
  )
  const shown = next ? [best, next].toSorted((a, b) => a.at - b.at) : [best]
  return cut(shown.map(({ text }) => text).join(' '))
}

/** "…the process.MoCam first learns…" */
const missingSpace = /(?<=[a-z]{3})\.(?=\p{Lu}\p{L}* [a-z])/gu

function candidate(sentence: string, at: number, of: number, names: ReadonlySet<string>): Candidate {
  const { text, isWhole } = fitted(sentence, maxLength) ?? { text: sentence, isWhole: false }
  const place = of > 1 ? at / (of - 1) : 0
  return { text, at, isWhole, score: rate(text, place, names) - (isWhole ? 0 : cutPoints) }
}

function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || a.at - b.at
}

/** Only where no sentence of the abstract fits. */
function cut(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).replace(/\s+\S*$/, '')}…`
}
