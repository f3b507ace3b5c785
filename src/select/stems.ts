import { memoize } from '../memoize.ts'
import porter2 from 'wink-porter2-stemmer'

/** A word of a text, and where it stands there. */
export type Word = {
  stem: string
  /** The stem of this word and the next as one, where a hyphen joins them: "pre-training" is "pretraining" too. */
  joined: string | null
  /** In lower case without accents; and the same of this word and the next as one. */
  form: string
  joinedForm: string | null
  /** Whether it is in capitals, e.g. "CAN"; the s of a plural may be small. */
  isCapitals: boolean
  start: number
  end: number
}

// Scripts without spaces between words are read letter by letter, so that a phrase is found inside of a sentence.
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const letter = `[${unspaced.map((script) => `\\p{Script=${script}}`).join('')}]`
// Signs that end a word make it another one: "C", "C++" and "C#".
const wordPattern = new RegExp(`${letter}\\p{M}*|[[\\p{L}\\p{N}\\p{M}]--${letter}]+(?:\\+\\+|#)?`, 'gv')
const hyphen = /^[-\u2010-\u2012]$/

/** The words of a text as phrases are compared by: without case, accents and English endings. */
export function wordsOf(text: string): Word[] {
  const found = [...text.matchAll(wordPattern)].map((match) => {
    const start = match.index
    return { text: match[0], start, end: start + match[0].length }
  })
  return found.map((word, at) => {
    const next = found[at + 1]
    const isJoined = next !== undefined && hyphen.test(text.slice(word.end, next.start))
    return {
      stem: stemOf(word.text),
      joined: isJoined ? stemOf(word.text + next.text) : null,
      form: formOf(word.text),
      joinedForm: isJoined ? formOf(word.text + next.text) : null,
      isCapitals: /^\p{Lu}{2,}s?$/u.test(word.text),
      start: word.start,
      end: word.end,
    }
  })
}

/** The words of a text in the singular, in lower case and without accents; several times as fast as `wordsOf`. */
export function singularsOf(text: string): string[] {
  return text.match(wordPattern)?.map(singularForm) ?? []
}

/** Bounds the memory that hostile texts could take; years of digests have fewer different words. */
const stemOf = memoize(200_000, cutEnding)
const formOf = memoize(200_000, toForm)
const singularForm = memoize(200_000, (word: string) => singularOf(toForm(word)))

function toForm(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
}

/**
 * The singular of an English word by its spelling: "studies" is "study", and "analysis" stays. Where it is wrong, it is wrong for
 * a keyword and a text alike.
 *
 * @param form as in `Word`
 */
export function singularOf(form: string): string {
  if (!/^[a-z]{3,}$/.test(form) || /(?:ss|us|is)$/.test(form)) return form
  if (/[^aeiou]ies$/.test(form) && form.length > 4) return `${form.slice(0, -3)}y`
  if (/(?:ss|x|ch|sh|z)es$/.test(form)) return form.slice(0, -2)
  return form.replace(/s$/, '')
}

function cutEnding(word: string): string {
  // "LLMs", "VLAs", "LoRAs": the rules of Porter would leave some of these as they are.
  const singular = /\p{Lu}s$/u.test(word) ? word.slice(0, -1) : word
  const plain = toForm(singular)
  if (!/^[a-z]{3,}$/.test(plain)) return plain
  return porter2(/^[^aeiouy]{3,}s$/.test(plain) ? plain.slice(0, -1) : plain)
}
