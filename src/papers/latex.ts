import { withLostCommands } from './latex-remains.ts'
import { withoutMarkdown } from './markdown.ts'
import { accented, isTextCommand, scripts, symbol, takesNothing } from './latex-commands.ts'

/**
 * Text with its LaTeX made readable: `SL^{2}A` reads SL²A, `$\alpha$-divergence` reads α-divergence, `\textbf{x}` reads
 * x. Amounts in dollars stay. What has no reading loses its markup, never its words.
 *
 * @param text one line, as hostile as anything from outside; takes time in proportion to it
 */
export function readable(text: string): string {
  if (!noisy.test(text)) return text
  const source = withLostCommands(text.replace(/(?<=[\p{L}.,;:])(?=\\url\{)/gu, ' '))
  const parts: string[] = []
  let at = 0
  for (const { index, 0: whole, groups } of source.matchAll(mathSpan)) {
    parts.push(read(source.slice(at, index), 'text', 0))
    parts.push(
      read(
        groups?.['display'] ?? groups?.['formula'] ?? groups?.['inline'] ?? groups?.['paren'] ?? '',
        'math',
        0,
      ).trim(),
    )
    at = index + whole.length
  }
  parts.push(read(source.slice(at), 'text', 0))
  return withoutMarkdown(parts.join('').replace(/``|''(?!')/g, '"'))
    .replace(tie, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,;] )/g, '')
    .trim()
}

/** What a text has in it that may need reading: most have nothing. */
const noisy = /[\\$^_`{~*]|--|\]\(|\dtimes|\d times \d|approx ?\d|\b(?:[lg]eq|(?:right|left)arrow)\b| ,/
/** LaTeX's space that does not break, but not "~5" for about, "5~10" for a range, or a path. */
const tie = /(?<=[\p{L})\].,;])~(?=[\p{L}\p{N}(\s])|(?<=\p{N})~(?=[\p{L}(])/gu

/**
 * `$x$` as pandoc knows it: no space inside of either dollar, no letter before the first, no digit after the last, so
 * that "$5 and $10" is money. What has a command, a power or an index in it is a formula wherever it stands.
 */
const mathSpan = new RegExp(
  [
    String.raw`\$\$(?<display>[^$]{1,500})\$\$`,
    String.raw`(?<!\\)\$(?!\s)(?<formula>(?=[^$]{0,300}(?:\\[^%&]|[\^_{]))[^$]{1,300}(?<![\s\\(]))\$`,
    String.raw`(?<![\\$\w])\$(?!\s|\d[\d,.]*\s?(?:[kKMB]\b|[mb]illion|\/|per\b))(?<inline>[^$]{1,300}(?<!\s))\$(?![\d$])`,
    String.raw`\\\((?<paren>.{1,300}?)\\\)`,
  ].join('|'),
  'g',
)

type Mode = 'text' | 'math'

/** Deeper nesting than any honest formula. */
const maxDepth = 20

function read(text: string, mode: Mode, depth: number): string {
  if (depth > maxDepth || (mode === 'text' && !/[\\^_]/.test(text))) return text.replaceAll('\\', '')
  let out = ''
  // Its last characters: a pattern would look for its end from its beginning.
  let last = ''
  let at = 0
  while (at < text.length) {
    const piece = readPiece(text, at, mode, depth, last)
    out += piece.shown
    last = `${last}${piece.shown}`.slice(-2)
    at = piece.end
  }
  return out
}

type Piece = { shown: string; end: number }

function readPiece(text: string, at: number, mode: Mode, depth: number, before: string): Piece {
  const char = text[at] ?? ''
  if (char === '\\') return readCommand(text, at, mode, depth)
  if (char === '^' || char === '_') return readScript(text, at, mode, depth, before)
  if (char === '{' && (mode === 'math' || text[at + 1] === '\\')) {
    const { inner, end } = groupAt(text, at)
    return { shown: read(inner, mode, depth + 1).trimStart(), end }
  }
  if (mode === 'text') {
    const word = char === '{' ? /^\{([\p{L}\p{N}]{1,20})\}(?=[_^])/u.exec(text.slice(at, at + 24)) : null
    return word ? { shown: word[1] ?? '', end: at + word[0].length } : { shown: char, end: at + 1 }
  }
  if (char === '~') return { shown: ' ', end: at + 1 }
  return { shown: char === '}' || char === '&' ? '' : char, end: at + 1 }
}

function readCommand(text: string, at: number, mode: Mode, depth: number): Piece {
  const name = /^[a-zA-Z]+\*?/.exec(text.slice(at + 1, at + 40))?.[0]
  if (name === undefined) return readMark(text, at)
  const afterName = at + 1 + name.length
  const group = argumentAt(text, afterName)
  if (name === 'begin' || name === 'end' || takesNothing.has(name)) {
    return { shown: '', end: name === 'begin' || name === 'end' ? (group?.end ?? afterName) : afterName }
  }
  if (isTextCommand(name) === 'dropped') {
    // Without "red}{" of "\color{red}{DDT}", capitals are left at the end of the colour.
    const left = name === 'color' ? /\p{Lu}*$/u.exec(group?.inner ?? '')?.[0] : ''
    return { shown: left ?? '', end: group?.end ?? afterName }
  }
  if (group && isTextCommand(name) === 'second') {
    const second = argumentAt(text, group.end)
    // Of "\href{address}{text}", sources may lose the braces in the middle, but one.
    const only = /\{([^{}]+)\}?$/.exec(group.inner)?.[1] ?? group.inner
    return { shown: read(second?.inner ?? only, 'text', depth + 1), end: second?.end ?? group.end }
  }
  if (group && (name === 'frac' || name === 'tfrac' || name === 'dfrac')) {
    const below = argumentAt(text, group.end)
    const shown = [group, below].map((one) => bracketed(read(one?.inner ?? '', 'math', depth + 1))).join('/')
    return { shown, end: below?.end ?? group.end }
  }
  if (group && name === 'sqrt')
    return { shown: `√${bracketed(read(group.inner, 'math', depth + 1))}`, end: group.end }
  const accent = accented(name)
  if (group && accent) return { shown: accent(read(group.inner, 'math', depth + 1)), end: group.end }
  if (group && isTextCommand(name) === 'first') {
    const inner = read(group.inner, name.startsWith('text') ? 'text' : mode, depth + 1)
    return { shown: (name.startsWith('math') && symbol(`${name}{${inner}}`)) || inner, end: group.end }
  }
  const known = symbol(name)
  // A macro of the authors' own: its name is the best that is known. The space after it only ended it.
  const spaceEnd = known !== null && mode === 'math' && text[afterName] === ' ' ? afterName + 1 : afterName
  if (known !== null) {
    const endsTwice = known.endsWith('.') && text[afterName] === '.'
    return { shown: known, end: endsTwice ? afterName + 1 : spaceEnd }
  }
  if (text.startsWith('{}', afterName)) return { shown: name, end: afterName + 2 }
  return group
    ? { shown: read(group.inner, mode, depth + 1), end: group.end }
    : { shown: name, end: afterName }
}

/** A backslash before a mark: an accent over the next letter, a space, or the mark itself. */
function readMark(text: string, at: number): Piece {
  const mark = text[at + 1] ?? ''
  // An apostrophe, not an accent: "GPT\'s".
  if (mark === "'" && /^s(?!\p{L})/u.test(text.slice(at + 2, at + 4)) && /\p{L}|\d/u.test(text[at - 1] ?? ''))
    return { shown: mark, end: at + 2 }
  const accent = accented(mark)
  const letter = /^(?:\{\\?([a-zA-Z])\}|\\?([a-zA-Z]))/.exec(text.slice(at + 2, at + 6))
  if (accent && letter) return { shown: accent(letter[1] ?? letter[2] ?? ''), end: at + 2 + letter[0].length }
  if (/[,;:!\s\\]/.test(mark)) return { shown: mark === '!' ? '' : ' ', end: at + 2 }
  return { shown: mark, end: at + (mark === '' ? 1 : 2) }
}

/** In text, only what is meant so: `x^{2}`, `O(n^2)`, `H_{0}`; never a name_like_this or an emoticon. */
function readScript(text: string, at: number, mode: Mode, depth: number, before: string): Piece {
  const mark = text[at] === '^' ? '^' : '_'
  const group = text[at + 1] === '{' ? groupAt(text, at + 1) : null
  const power =
    mark === '^' && /[\p{L}\p{N}∇)\]]$/u.test(before)
      ? loosePower.exec(text.slice(at + 1, at + 9))?.[0]
      : undefined
  if (!group && mode === 'text' && power === undefined) return { shown: mark, end: at + 1 }
  const { shown, end } = group
    ? { shown: read(group.inner, 'math', depth + 1), end: group.end }
    : mode === 'text'
      ? { shown: (power ?? '').replace(/[()]/g, ''), end: at + 1 + (power?.length ?? 0) }
      : readOne(text, at + 1, depth)
  const inner = shown.trim()
  if (inner === '') return { shown: '', end }
  return { shown: scripts(mark, inner) ?? `${before === '' ? '' : mark}${bracketed(inner)}`, end }
}

/** A number, in brackets or not, a sign, or one letter by itself. */
const loosePower = /^(?:[+-]?\d+|\([+-]?\d+\)|[+*]|\p{L}(?![\p{L}\p{N}_^]))/u

/** A command with what belongs to it, or a character. */
function readOne(text: string, at: number, depth: number): Piece {
  if (text[at] === '\\') return readCommand(text, at, 'math', depth + 1)
  const char = String.fromCodePoint(...(at < text.length ? [text.codePointAt(at) ?? 32] : []))
  return { shown: char, end: at + char.length }
}

/** A group, or what is left where it never ends. */
function groupAt(text: string, at: number): { inner: string; end: number } {
  let open = 0
  for (let end = at; end < text.length && end < at + 2000; end += 1) {
    if (text[end] === '\\') end += 1
    else if (text[end] === '{') open += 1
    else if (text[end] === '}') open -= 1
    if (open === 0) return { inner: text.slice(at + 1, end), end: end + 1 }
  }
  return { inner: '', end: at + 1 }
}

function argumentAt(text: string, at: number): { inner: string; end: number } | null {
  return text[at] === '{' ? groupAt(text, at) : null
}

function bracketed(text: string): string {
  return /^[\p{L}\p{N}\p{M}.∞]*$/u.test(text) ? text : `(${text})`
}
