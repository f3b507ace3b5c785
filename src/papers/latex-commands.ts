import { replace } from 'unicodeit'
import { replacements } from 'unicodeit/ts_dist/js/data.js'
import { memoizeBy } from '../memoize.ts'

/** Commands whose first argument is read, in whatever dress. */
const first =
  /^(text(bf|it|rm|tt|sc|sf|md|up|normal|sl|color)?|emph|math(rm|bf|it|sf|tt|cal|bb|frak|scr|normal)|mathop|operatorname\*?|boldsymbol|bm|mbox|hbox|underline|ensuremath|textsuperscript|textsubscript|overline|underbrace|overbrace|phantom|lowercase|uppercase|MakeUppercase|xspace)$/
const second = /^(href|textcolor|colorbox|raisebox|scalebox|hyperref)$/
const dropped =
  /^(footnote|cite[a-z]*\*?|label|vspace|hspace|color|footnotemark|footnotetext|thanks|includegraphics)$/

/** What a command does with its arguments, where it is one of text. */
export function isTextCommand(name: string): 'first' | 'second' | 'dropped' | null {
  if (first.test(name)) return 'first'
  if (second.test(name)) return 'second'
  return dropped.test(name) ? 'dropped' : null
}

/** Switches and sizes: nothing to read. */
export const takesNothing: ReadonlySet<string> = new Set(
  (
    'left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits nolimits it bf em tt rm sc sf sl ' +
    'bfseries itshape ttfamily scshape small large Large tiny footnotesize scriptsize normalsize allowbreak linebreak ' +
    'newline noindent centering xspace protect boldmath unboldmath par break hfill'
  ).split(' '),
)

/** Short macros that many authors define for themselves, and names that read as they are written. */
const own: Record<string, string> = {
  eg: 'e.g.',
  ie: 'i.e.',
  etal: 'et al.',
  etc: 'etc.',
  LaTeX: 'LaTeX',
  TeX: 'TeX',
  deg: '°',
  degree: '°',
  quad: ' ',
  qquad: ' ',
  ldots: '…',
  dots: '…',
  cdots: '…',
  textgreater: '>',
  textless: '<',
  textasciitilde: '~',
  textbackslash: '',
  textunderscore: '_',
  le: '≤',
  ge: '≥',
  ne: '≠',
  to: '→',
  gets: '←',
  colon: ':',
  lbrace: '{',
  rbrace: '}',
  lvert: '|',
  rvert: '|',
  vert: '|',
  mid: '|',
  Vert: '‖',
  sim: '~',
  i: 'ı',
  j: 'ȷ',
  o: 'ø',
  O: 'Ø',
  l: 'ł',
  L: 'Ł',
  ss: 'ß',
  ae: 'æ',
  oe: 'œ',
  aa: 'å',
  AA: 'Å',
  S: '§',
  P: '¶',
}

/** Asking the tables for a sign reads them from end to end. */
const known = new Map<string, string | null>()
/** What they know, so that they are not asked for the macros of an author. */
const inTables: ReadonlySet<string> = new Set(replacements.flatMap(([command]) => command ?? []))

/**
 * The sign of a command, by unicodeit's tables, or null where it has none.
 *
 * @param command without its backslash: `alpha`, `mathbb{R}`
 */
export function symbol(command: string): string | null {
  const meaning = own[command]
  if (Object.hasOwn(own, command) && meaning !== undefined) return meaning
  if (!inTables.has(`\\${command}`)) return null
  const before = known.get(command)
  if (before !== undefined) return before
  const replaced = replace(`\\${command}`)
  // The tables match beginnings too, as \o in \ours. Mail clients lack letters beyond the first plane.
  const sign = /^[^\p{ASCII}\u{10000}-\u{10ffff}]\p{M}?$/u.test(replaced) ? replaced : null
  known.set(command, sign)
  return sign
}

const marks: Record<string, string> = {
  '"': '\u0308',
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  c: '\u0327',
  v: '\u030c',
  u: '\u0306',
  H: '\u030b',
  k: '\u0328',
  r: '\u030a',
  hat: '\u0302',
  widehat: '\u0302',
  tilde: '\u0303',
  widetilde: '\u0303',
  bar: '\u0304',
  vec: '\u20d7',
  dot: '\u0307',
  ddot: '\u0308',
  acute: '\u0301',
  grave: '\u0300',
  check: '\u030c',
  breve: '\u0306',
}

/** Puts an accent on the first letter of a text, or null where the command is no accent. */
export function accented(command: string): ((letters: string) => string) | null {
  const mark = Object.hasOwn(marks, command) ? marks[command] : undefined
  if (mark === undefined) return null
  return (letters) => letters.replace(/^./su, (letter) => `${letter}${mark}`).normalize('NFC')
}

/** A text raised or lowered, or null where unicode lacks one of its characters. */
export function scripts(mark: '^' | '_', text: string): string | null {
  // A word of little letters is hard to read.
  if (text.length > 12 || (mark === '_' ? /\p{L}{2}/u : /\p{L}{4}/u).test(text)) return null
  const chars = Array.from(text, (char) => raised(mark, char).shown)
  return chars.includes(null) ? null : chars.join('')
}

const raised = memoizeBy(
  500,
  (mark: '^' | '_', char: string) => `${mark}${char}`,
  (mark, char): { shown: string | null } => {
    if (mark === '^' && /[*†‡′°]/.test(char)) return { shown: char }
    if (!/[\d+\-=()a-zA-Zα-ωβθ]/.test(char)) return { shown: null }
    const replaced = replace(`${mark}${char}`)
    return { shown: replaced.includes(mark) || replaced === char ? null : replaced }
  },
)
