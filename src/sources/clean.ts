/** What is cut off unread, however much of the text is whitespace: this, and eight times of what is kept. */
const mostInput = 1000
/** No language puts 30 marks on one letter (UAX #15, stream-safe text), and normalizing takes their number squared. */
const excessMarks = /(\p{M}{30})\p{M}+/gu

/**
 * Text from outside as one well-formed line: no control, zero-width or direction-changing characters, whitespace
 * collapsed. Markup stays as it is, since only those who show it know how to escape it.
 */
export function cleanLine(text: string, maxLength: number): string {
  const line = text
    .slice(0, mostInput + maxLength * 8)
    .toWellFormed()
    // Whitespace among the control characters separates words; the rest is invisible.
    .replace(/(?!\s)[\p{Cc}\p{Cf}]|\uFEFF/gu, '')
    .replace(excessMarks, '$1')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length <= maxLength
    ? line
    : `${line
        .slice(0, maxLength - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`
}

/** Phrases cleaned and trimmed, each once whatever its case, none empty. */
export function cleanPhrases(
  phrases: readonly string[],
  limits: { count: number; length: number },
): string[] {
  const byKey = new Map<string, string>()
  for (const phrase of phrases) {
    const line = cleanLine(phrase, limits.length)
    const key = line.toLowerCase()
    if (line && !byKey.has(key)) byKey.set(key, line)
  }
  return [...byKey.values()].slice(0, limits.count)
}

const maxUrlLength = 2000

/**
 * A link that readers can follow, or null.
 *
 * Recorded links hold newlines. One after a slash was only wrapped; anywhere else it may stand for a lost character, and
 * a missing link is better than a wrong one.
 */
export function cleanUrl(text: string): string | null {
  const joined = text.trim().replace(/(?<=\/)\s+/g, '')
  if (/[\s\p{Cc}\p{Cf}]/u.test(joined)) return null
  const url = URL.parse(joined)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  // "https://trusted.example@elsewhere.example" reads as what it is not.
  if (url.username || url.password) return null
  return url.href.length <= maxUrlLength ? url.href : null
}
