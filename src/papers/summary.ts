import type { Paper } from './paper.ts'
import { readable } from './latex.ts'
import { sentencesOf } from './sentences.ts'

/** A paper's title as readers see it, with LaTeX as Unicode. */
export function titleOf({ title }: Pick<Paper, 'title'>): string {
  return readable(title)
}

/** One or two sentences on what a paper does: the source's own, or else the best of its abstract. */
export function summaryOf({ summary, abstract }: Pick<Paper, 'summary' | 'abstract'>): string {
  return summary ? readable(summary) : bestSentences(readable(abstract))
}

/** The longest summary, in characters: an abstract without a full stop is one sentence. */
const longest = 400

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/\s+\S*$/, '')}…`
}

/** Two sentences are shown where together they are no longer than this, in characters. */
const shortPair = 260
/** A sentence below this score is not shown beside the best one. */
const goodScore = 2

/** The best sentence of an abstract, with the next best where both are short; in their own order. */
export function bestSentences(abstract: string): string {
  const rated = sentencesOf(abstract).map((sentence, at) => ({ sentence, at, score: rate(sentence, at) }))
  const [best, next] = rated.toSorted((a, b) => b.score - a.score || a.at - b.at)
  if (!best) return ''
  const isPair = next && next.score >= goodScore && `${best.sentence} ${next.sentence}`.length <= shortPair
  const shown = isPair ? [best, next].toSorted((a, b) => a.at - b.at) : [best]
  return cut(shown.map(({ sentence }) => sentence).join(' '))
}

const makers = String.raw`(?:introduc|propos|present|develop|design|build|built|releas|creat|contribut|describ|formulat|devis|establish|open-sourc|collect|construct|curat)\w*`
const finders = String.raw`(?:show|find|found|demonstrat|prov|reveal|observ|discover|investigat|study|studi|analy[sz]|evaluat|identif|explor|examin|compar)\w*`

/** Words that show whether a sentence tells what the paper does. Background and side remarks score less. */
const signs: readonly (readonly [pattern: RegExp, points: number])[] = [
  [new RegExp(String.raw`\bwe\b[^.]{0,40}\b${makers}`, 'i'), 4],
  [
    new RegExp(
      String.raw`\b(?:this|our) (?:paper|work|study|report|article|survey|approach|method)\b[^.]{0,40}\b(?:${makers}|${finders})`,
      'i',
    ),
    3.5,
  ],
  [new RegExp(String.raw`\bwe\b[^.]{0,30}\b${finders}`, 'i'), 2.5],
  [/\bin this (?:paper|work|study|report|article|survey)\b/i, 1],
  [/^(?:introducing|meet)\b|^(?:[\p{Lu}]\S*) is an? (?:new|novel|open|simple|unified|large)\b/u, 2],
  [/\b(?:outperform|achiev|improv|surpass|state-of-the-art|reduc|faster|attain)\w*/i, 0.8],
  [/\b(?:experiments?|results?) (?:on|show|demonstrate|across)\b/i, 0.4],
  [/\b(?:first|novel|new)\b/i, 0.3],
  [
    /^(?:however|recent|recently|despite|although|while|existing|previous|prior|traditional|current|unfortunately|yet|nevertheless)\b/i,
    -1.5,
  ],
  [/^(?:it|they|these|those|such|that|this)\b(?! (?:paper|work|study|report|article|survey)\b)/i, -1.2],
  [
    /^(?:first|second|third|finally|moreover|furthermore|additionally|also|then|specifically|to this end|concretely)\b/i,
    -0.7,
  ],
  [
    /\b(?:code|data|models?|demo|project page)\b.{0,60}\b(?:available|released|found at|publicly)\b|https?:\/\/|github\.com/i,
    -3,
  ],
]

function rate(sentence: string, at: number): number {
  const points = signs.reduce((sum, [pattern, worth]) => sum + (pattern.test(sentence) ? worth : 0), 0)
  const { length } = sentence
  const size = length < 40 ? -2 : length > 400 ? -1.5 : length > 280 ? -0.5 : 0
  // Of two similar sentences, the earlier one is usually the more general.
  return points + size - 0.08 * at
}
