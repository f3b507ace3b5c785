import type { Paper } from '../paper.ts'

/** How much a match says, by where it stands. */
const fieldRelevance = { title: 1, keywords: 0.8, abstract: 0.6 }

/**
 * How relevant a paper is to a subscriber's own phrase, in 0..1. All words of the phrase must stand side by side,
 * in any case, and plurals count as their singular.
 */
export function keywordRelevance(
  paper: Pick<Paper, 'title' | 'abstract' | 'keywords'>,
  keyword: string,
): number {
  const phrase = words(keyword)
  if (phrase.trim() === '') return 0
  if (words(paper.title).includes(phrase)) return fieldRelevance.title
  if (paper.keywords.some((one) => words(one).includes(phrase))) return fieldRelevance.keywords
  return words(paper.abstract).includes(phrase) ? fieldRelevance.abstract : 0
}

/** The text as ` word word `, in lower case and singular, so that a phrase is found by `includes`. */
function words(text: string): string {
  const tokens = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return ` ${tokens.map((token) => token.replace(/(?<=\w{3})s$/, '')).join(' ')} `
}
