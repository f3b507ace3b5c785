const lineWidth = 72

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u

/** Most texts, and addresses in any case. */
const narrow = /^[\x20-\x7e]*$/

/** Breaks one line of text into lines of at most 72 columns. Only addresses may be longer: they go on `address` lines. */
export function wrap(text: string): string {
  if (text.length <= lineWidth && !text.startsWith(' ') && !wide.test(text)) return text
  const lines: string[] = []
  let line = ''
  let width = 0
  for (const word of text.split(' ').flatMap(unbroken)) {
    if (width > 0 && width + 1 + columns(word) > lineWidth) {
      lines.push(line)
      line = ''
      width = 0
    }
    line = width > 0 ? `${line} ${word}` : word
    width = columns(line)
  }
  return [...lines, line].join('\n')
}

/** `PDF      https://…`, or the label and the address on lines of their own where one line is too short. */
export function address(label: string, url: string): string {
  const line = `${label}${' '.repeat(Math.max(2, 9 - columns(label)))}${url}`
  return columns(line) <= lineWidth ? line : `${label}\n${url}`
}

/** A word in pieces that fit a line: nearly always one. */
function unbroken(word: string): string[] {
  if (columns(word) <= lineWidth) return [word]
  const pieces = ['']
  for (const { segment } of graphemes.segment(word)) {
    const piece = pieces.at(-1) ?? ''
    if (piece && columns(piece + segment) > lineWidth) pieces.push(segment)
    else pieces[pieces.length - 1] = piece + segment
  }
  return pieces
}

/** How many columns a text takes: terminals give CJK and emoji two. */
export function columns(text: string): number {
  if (narrow.test(text)) return text.length
  let count = 0
  for (const char of text) count += wide.test(char) ? 2 : 1
  return count
}
