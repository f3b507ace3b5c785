/** How long a text may be: to its reader, and in the encoded message. */
export type Limit = { chars: number; bytes?: number }

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

const plainAlready = /^(?:[\x21-\x7e]+ )*[\x21-\x7e]+$/

/**
 * One line without control characters. Direction overrides go too: they would turn around what follows.
 * C1 controls and non-characters make Gmail clip a mail however short it is.
 */
export function plainLine(text: string): string {
  if (plainAlready.test(text)) return text
  return text
    .toWellFormed()
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff\ufffd]|\p{Noncharacter_Code_Point}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** Keeps a name that runs from right to left from turning the sentence around that it stands in. */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text
}

/** What would hang before an ellipsis: marks, and words that only join. */
const looseEnd = /(?:\s+(?:a|an|the|and|or|of|for|with|in|on|by|to|that|which|via|from|as|at))?[\s,;:.–—-]*$/i

/** Cuts at a word where there is one near, never inside of what readers see as one character. */
export function shorten(text: string, { chars, bytes = Infinity }: Limit): string {
  const line = plainLine(text)
  if (line.length <= chars && encodedBytes(line) <= bytes) return line
  const kept = line.slice(0, cutBefore(line.slice(0, chars * 2), chars - 1, bytes - encodedBytes('…')))
  const lastSpace = kept.lastIndexOf(' ')
  const isNear = lastSpace > kept.length * 0.7
  return `${(isNear ? kept.slice(0, lastSpace) : kept).replace(looseEnd, '')}…`
}

/** The last place, within both limits, that is not inside of what readers see as one character. */
function cutBefore(line: string, chars: number, bytes: number): number {
  let end = 0
  let bytesLeft = bytes
  for (; end < Math.min(chars, line.length); end++) {
    bytesLeft -= unitBytes(line.charCodeAt(end))
    if (bytesLeft < 0) break
  }
  // Between two of ASCII's there is always a place to cut, and to look for one takes long.
  if (line.charCodeAt(end - 1) < 0x80 && line.charCodeAt(end) < 0x80) return end
  return graphemes.segment(line).containing(end)?.index ?? line.length
}

/** What a text costs inside a quoted-printable HTML part: entities and `=3D` count in full. */
export function encodedBytes(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index++) bytes += unitBytes(text.charCodeAt(index))
  return bytes
}

/** Three characters for each byte of UTF-8; a pair of surrogates has four bytes, two for each. */
function unitBytes(unit: number): number {
  if (unit < 0x80) return asciiBytes[unit] ?? 1
  return unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 6 : 9
}

const asciiCosts: Record<string, number> = { '&': 5, '<': 4, '>': 4, '"': 6, "'": 6, '=': 3 }
const asciiBytes = Array.from({ length: 0x80 }, (_, unit) => asciiCosts[String.fromCharCode(unit)] ?? 1)
