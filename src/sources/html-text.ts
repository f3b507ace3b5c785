import { compile } from 'html-to-text'

/** What a feed's text looks like where it is HTML: a tag, or an entity. Bounded, as hostile tags do not end. */
const htmlPattern = /<\/?[a-z][^<>]{0,1000}>|&(?:#\d+|#x[\da-f]+|[a-z]+);/i

/** Deeper or larger markup than any honest post has. */
const limits = { maxInputLength: 500_000, maxDepth: 100, maxChildNodes: 2000, ellipsis: '…' }

const convert = compile({
  wordwrap: false,
  limits,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    ...['img', 'figure', 'script', 'style', 'iframe', 'svg', 'table'].map((selector) => ({
      selector,
      format: 'skip',
    })),
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
})

/** The text that a reader of some HTML would read; text that is no HTML as it is. */
export function htmlToText(html: string): string {
  return htmlPattern.test(html) ? convert(html.slice(0, limits.maxInputLength)) : html
}

/** Elements that titles are marked up with. Any other "<" is less than. No value holds a "<", so that each is tried once. */
const titleTag =
  /<\/?(?:a|abbr|b|big|br|cite|code|em|font|h[1-6]|i|mark|p|q|s|small|span|strong|sub|sup|tt|u|var)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*\s*\/?>/gi

/** Forty times of what is kept of a title. */
const longestTitle = 20_000

/** A title without its markup. In "if a<b and c>d" there is none. */
export function titleText(html: string): string {
  // What is left of "<" is text, and stays so when entities are read.
  const plain = html.slice(0, longestTitle).replace(titleTag, '').replaceAll('<', '&lt;')
  return htmlToText(plain)
}
