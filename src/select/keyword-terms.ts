import { singularOf, wordsOf, type Word } from './stems.ts'

/** A part of a keyword that a paper says, or does not. */
export type Term =
  /** One word, as it is typed or in the plural. Short ones in capitals are written so: "CAN" is not "can". */
  | { kind: 'word'; singular: string; isCapitals: boolean }
  /** Words side by side, by their stems; hyphens may be spaces or missing. */
  | { kind: 'phrase'; variants: string[][] }
  /** Words side by side, exactly as they are typed but for case. */
  | { kind: 'exact'; forms: string[] }

/** A paper must say all of one list, and nothing of the other. */
export type KeywordTerms = { all: Term[]; none: Term[] }

const longestAcronym = 5

/**
 * Reads a keyword: words and phrases, `"exact phrases"`, `AND` between parts that may stand anywhere, and `-without` before what a
 * paper must not say. `{ all: [] }` where it asks for nothing.
 */
export function readKeyword(keyword: string): KeywordTerms {
  const terms: KeywordTerms = { all: [], none: [] }
  let phrase: string[] = []
  const endPhrase = () => {
    terms.all.push(...looseTerm(phrase.join(' ')))
    phrase = []
  }
  for (const token of keyword.match(/-?"[^"]*"|\S+/g) ?? []) {
    const [, sign, quoted] = /^(-?)"([^"]*)"$/.exec(token) ?? []
    if (quoted !== undefined) {
      endPhrase()
      terms[sign ? 'none' : 'all'].push(...exactTerm(quoted))
    } else if (token === 'AND') endPhrase()
    else if (/^-[\p{L}\p{N}]/u.test(token)) {
      endPhrase()
      terms.none.push(...looseTerm(token.slice(1)))
    } else phrase.push(token)
  }
  endPhrase()
  return terms
}

/** Whether a keyword is words alone. */
export function isPlain(keyword: string): boolean {
  return !/"|\bAND\b|(?:^|\s)-/.test(keyword)
}

/** What a keyword asks for, as plain words: without quotes, `AND` and what it excludes. */
export function plainWords(keyword: string): string {
  return keyword
    .replace(/(?:^|\s)-(?:"[^"]*"|[\p{L}\p{N}]\S*)/gu, ' ')
    .replace(/"|\bAND\b/g, ' ')
    .trim()
}

/** One term by stems alone, as mutes have it: who mutes "quantization" means "quantized" too. None where it has no words. */
export function phraseTerm(text: string): Term[] {
  const words = wordsOf(text)
  if (words.length === 0) return []
  const asOne = joinWords(words)
  const variants = asOne.length === words.length ? [asOne] : [words.map(({ stem }) => stem), asOne]
  return [{ kind: 'phrase', variants }]
}

function looseTerm(text: string): Term[] {
  const words = wordsOf(text)
  const [word] = words
  if (!word || words.length > 1) return phraseTerm(text)
  const isCapitals = word.isCapitals && word.end - word.start <= longestAcronym
  return [{ kind: 'word', singular: singularOf(word.form), isCapitals }]
}

function exactTerm(text: string): Term[] {
  const forms = wordsOf(text).map(({ form }) => form)
  return forms.length === 0 ? [] : [{ kind: 'exact', forms }]
}

function joinWords(words: readonly Word[]): string[] {
  const stems: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]
    if (!word) continue
    stems.push(word.joined ?? word.stem)
    if (word.joined !== null) at += 1
  }
  return stems
}

/**
 * Reads a text for a term.
 *
 * @returns where the term that begins at a word ends, or null where none does
 */
export function termEnd(term: Term, words: readonly Word[], at: number): number | null {
  const word = words[at]
  if (!word) return null
  switch (term.kind) {
    case 'word':
      if (singularOf(word.form) === term.singular) return term.isCapitals && !word.isCapitals ? null : at + 1
      return word.joinedForm !== null && !term.isCapitals && singularOf(word.joinedForm) === term.singular
        ? at + 2
        : null
    case 'exact':
      return term.forms.every((form, nth) => words[at + nth]?.form === form) ? at + term.forms.length : null
    case 'phrase':
      for (const variant of term.variants) {
        const end = phraseEnd(
          variant,
          at,
          (i) => words[i]?.stem,
          (i) => words[i]?.joined,
        )
        if (end !== null) return end
      }
      return null
  }
}

/** @returns where the phrase that begins at a position ends, or null where there is none */
export function phraseEnd<Key>(
  phrase: readonly Key[],
  from: number,
  wordAt: (position: number) => Key | null | undefined,
  joinedAt: (position: number) => Key | null | undefined,
): number | null {
  let position = from
  for (const word of phrase) {
    if (wordAt(position) === word) position += 1
    else if (joinedAt(position) === word) position += 2
    else return null
  }
  return position
}
