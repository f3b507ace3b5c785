import { memoize } from '../memoize.ts'

/** Longest run of letters and digits taken as a word: hashes and base64 are cut, not stored. */
const maxWordLength = 24

const wordPattern = /[a-z0-9]+/g

/** A word without its inflections. */
export type Word = {
  text: string
  /** Counts from 1; 0 where there are too many words to know them all, and no index has asked for this one before. */
  id: number
}

/**
 * A text's words: lower case, accents gone, hyphens and markup as gaps, inflections cut off.
 *
 * @example words('Text-to-image models') // ['text', 'to', 'imag', 'model']
 */
export function words(text: string): string[] {
  return lexemes(text).map((word) => word.text)
}

/** As `words`, with ids: an index by number costs a fraction of one by text. */
export function lexemes(text: string): Word[] {
  const found = plain(text).match(wordPattern)
  return found ? found.map(stem) : []
}

/** "VideoAgent" holds two words that its lower case hides. */
export function splitNames(text: string): string {
  return text.replace(/([a-z])([A-Z][a-z])/g, '$1 $2').replace(/([A-Z]{2,})([A-Z][a-z]{2,})/g, '$1 $2')
}

function plain(text: string): string {
  // Most texts are plain ASCII, where normalising would only cost time.
  // eslint-disable-next-line no-control-regex
  const ascii = /^[\x00-\x7f]*$/.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '')
  return ascii.toLowerCase()
}

/** All words met so far by their text; the same text is the same word for as long as the process runs. */
const known = new Map<string, Word>()
/** Bounds the memory that hostile texts could take; years of digests have fewer different words. */
const maxWords = 200_000

/** The id under which an index can look for the word. */
export function wordId(text: string): number {
  return (known.get(text) ?? learn(text)).id
}

/**
 * Cuts English inflections, much lighter than Porter (1980): "general" and "generate" must stay apart.
 *
 * @param word in lower case
 */
const stem = memoize(maxWords, (word: string): Word => {
  const text = cutSuffix(word.slice(0, maxWordLength))
  return known.get(text) ?? (known.size < maxWords ? learn(text) : { text, id: 0 })
})

function learn(text: string): Word {
  const word = { text, id: known.size + 1 }
  known.set(text, word)
  return word
}

function cutSuffix(word: string): string {
  let rest = cutPlural(word)
  if (rest.length < 5 || /\d/.test(rest)) return rest
  if (rest.endsWith('ing') && /[aeiouy]/.test(rest.slice(0, -3))) rest = undouble(rest.slice(0, -3))
  else if (rest.endsWith('ed') && /[aeiouy]/.test(rest.slice(0, -2))) rest = undouble(rest.slice(0, -2))
  else if (rest.endsWith('ly')) rest = rest.slice(0, -2)
  if (rest.length > 5 && /[ts]ion$/.test(rest)) rest = rest.slice(0, -3)
  return rest.length > 3 && rest.endsWith('e') ? rest.slice(0, -1) : rest
}

function cutPlural(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is|ias)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(sh|ch|x|ss)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

function undouble(root: string): string {
  return /([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root
}
