/** Longest run of letters and digits taken as a word: hashes and base64 are cut, not stored. */
const maxWordLength = 24

const wordPattern = /[a-z0-9]+/g

/**
 * A text's words: lower case, accents gone, hyphens and markup as gaps, inflections cut off.
 *
 * @example words('Text-to-image models') // ['text', 'to', 'imag', 'model']
 */
export function words(text: string): string[] {
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

const stems = new Map<string, string>()
/** Bounds the memory that hostile texts could take; the working vocabulary is below this. */
const maxStems = 50_000

/**
 * Cuts English inflections, much lighter than Porter (1980): "general" and "generate" must stay apart.
 *
 * @param word in lower case
 */
export function stem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const made = cutSuffix(word.slice(0, maxWordLength))
  if (stems.size >= maxStems) stems.clear()
  stems.set(word, made)
  return made
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
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(sh|ch|x|ss)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

function undouble(root: string): string {
  return /([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root
}
