/** RFC 2045: 76 characters with the `=` of a soft line break. */
const lineMaxChars = 75

/** Printable ASCII but for `=`. */
const literal = /^[\t\x20-\x3c\x3e-\x7e]*$/
const escapes = Array.from(
  { length: 256 },
  (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
)
const dot = 0x2e
const equals = 0x3d

/**
 * Encodes a part of a text as quoted-printable, so that parts that are encoded one by one can be joined: it starts and
 * ends at the start of a line, if need be by a soft line break. No line starts with a dot, so SMTP has none to double.
 *
 * @param text with `\n` as its line breaks
 */
export function encodeFragment(text: string): string {
  if (text === '') return ''
  // Most words of a reader are one line.
  if (!text.includes('\n')) return oneByte(`${encodeLine(text, false)}=\r\n`)
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  const whole = lines.map((line) => `${encodeLine(line, true)}\r\n`).join('')
  return oneByte(last === '' ? whole : `${whole}${encodeLine(last, false)}=\r\n`)
}

/**
 * The same string with a byte for each character. A slice of a text with wider characters keeps their width, and one
 * such fragment would make a whole message slow to join and to write.
 */
function oneByte(ascii: string): string {
  return Buffer.from(ascii, 'latin1').toString('latin1')
}

/** @param isEnd whether a hard line break follows: what is white before it would be lost on the way */
function encodeLine(line: string, isEnd: boolean): string {
  if (!literal.test(line) || (isEnd && /[\t ]$/.test(line))) return breakBytes(line, isEnd)
  if (line.length <= lineMaxChars && line.charCodeAt(0) !== dot) return line
  const lines: string[] = []
  for (let from = 0; from < line.length;) {
    const isDot = line.charCodeAt(from) === dot
    const until = from + lineMaxChars - (isDot ? 2 : 0)
    lines.push(isDot ? `=2E${line.slice(from + 1, until)}` : line.slice(from, until))
    from = until
  }
  return lines.join('=\r\n')
}

function breakBytes(line: string, isEnd: boolean): string {
  // A character for each byte.
  const bytes = Buffer.from(line).toString('latin1')
  let encoded = ''
  let width = 0
  // Literal characters are added together, up to the next that is not.
  let literalFrom = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes.charCodeAt(index)
    const isLast = index === bytes.length - 1
    const isLiteral = isWhite(byte) ? !(isEnd && isLast) : byte > 0x20 && byte < 0x7f && byte !== equals
    if (width + (isLiteral ? 1 : 3) > lineMaxChars) {
      encoded += `${bytes.slice(literalFrom, index)}=\r\n`
      literalFrom = index
      width = 0
    }
    const isDot = byte === dot && width === 0
    if (isLiteral && !isDot) width += 1
    else {
      encoded += bytes.slice(literalFrom, index) + escapes[byte]
      literalFrom = index + 1
      width += 3
    }
  }
  return encoded + bytes.slice(literalFrom)
}

function isWhite(byte: number): boolean {
  return byte === 0x20 || byte === 0x09
}
