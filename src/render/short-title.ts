import { columns } from './wrap.ts'

/** A title in two: a name short enough for a list, and what the title says beside it; either may be empty. */
export type ShortTitle = {
  /** Whole words, never an ellipsis: "VLA-Corrector", "Training Language Models". */
  name: string
  rest: string
}

/** Longer names are no names, but the first half of a title. */
export const nameMaxChars = 38

/**
 * Splits a title after its name: what stands before a colon, a dash or a question's end; else a whole title that is
 * short; else the words before a preposition.
 *
 * @param title one plain line
 */
export function shortTitle(title: string): ShortTitle {
  const named = afterMark(title)
  if (named) return named
  if (columns(title) <= nameMaxChars) return { name: title, rest: '' }
  const end = phraseEnd(title) ?? wordEnd(title)
  return { name: title.slice(0, end).replace(/[\s,;:.–—-]+$/, ''), rest: title.slice(end).trim() }
}

/** These say what kind of paper it is, and nothing about it. */
const generic =
  /^(?:position(?: paper)?|survey|a survey|technical report|tech report|perspective|opinion|viewpoint|tutorial|review|demo|extended abstract)$/i
/** A colon without a space after it stands in names too: "Re:Form". */
const mark =
  /\s*:\s+|：|(?<=\S{4}):(?=\p{Lu})|\s+[-–—]\s+|—|(?<end>[?!？！](?=\s|$))|\s(?=Technical Report$)/gu

/** At the first colon, or the first dash or question mark that leaves a name of fitting length. */
function afterMark(title: string): ShortTitle | null {
  for (const { 0: found, index, groups } of title.matchAll(mark)) {
    const isEnd = groups?.['end'] !== undefined
    const name = title.slice(0, isEnd ? index + found.length : index).trim()
    const rest = title.slice(index + found.length).trim()
    if (columns(name) > nameMaxChars) return null
    if (name === '' || rest === '') continue
    if (generic.test(name)) return shortTitle(rest)
    return { name, rest }
  }
  return null
}

/** Words that start what a phrase is joined to. */
const joint =
  /\s(?=(?:for|via|with|without|in|on|by|through|using|from|under|at|as|to|when|if|that|across|towards?|beyond|against|into|over|during|between|among|within|is|are|can|of)\s)/giu

/** The longest beginning of at least two words that ends before such a word; `of` only where nothing else does. */
function phraseEnd(title: string): number | null {
  const ends = [...title.matchAll(joint)].map(({ index }) => index)
  const fitting = ends.filter(
    (end) => columns(title.slice(0, end)) <= nameMaxChars && isPhrase(title.slice(0, end)),
  )
  const strong = fitting.filter((end) => !/^\sof\s/i.test(title.slice(end)))
  return strong.at(-1) ?? fitting.at(-1) ?? null
}

const weakEnd =
  /(?:^|\s)(?:a|an|the|and|or|&|of|for|with|in|on|by|to|from|its|their|via|is|are|than|not|how|what|why)$/i

function isPhrase(text: string): boolean {
  return /\S\s+\S/.test(text) && text.length >= 10 && !weakEnd.test(text)
}

/** The last word's end that fits, or a place between two characters where there are no words. */
function wordEnd(title: string): number {
  let end = 0
  for (const { index } of title.matchAll(/\s+/g)) {
    if (columns(title.slice(0, index)) > nameMaxChars) break
    if (!weakEnd.test(title.slice(0, index))) end = index
  }
  if (end > 0) return end
  for (const { segment, index } of graphemes.segment(title)) {
    if (columns(title.slice(0, index + segment.length)) > nameMaxChars) return index
  }
  return title.length
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
