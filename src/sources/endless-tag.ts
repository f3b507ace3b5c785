/** In characters. An honest tag with its attributes takes a hundredth of it. */
const longestTag = 100_000

/** No tags, and what looks like tags inside of them is text. */
const others = [
  { start: '<![CDATA[', end: ']]>' },
  { start: '<!--', end: '-->' },
  { start: '<!', end: '>' },
  { start: '<?', end: '?>' },
] as const

/**
 * Whether a document has a tag that is longer than any honest one. A parser keeps each attribute of it, and runs out of memory
 * so suddenly that the whole process may end, not only its thread. Looks at each character once.
 */
export function hasEndlessTag(xml: string): boolean {
  let at = xml.indexOf('<')
  while (at !== -1) {
    const other = others.find(({ start }) => xml.startsWith(start, at))
    const end = xml.indexOf(other?.end ?? '>', at)
    if (other === undefined && (end === -1 ? xml.length : end) - at > longestTag) return true
    if (end === -1) return false
    at = xml.indexOf('<', end)
  }
  return false
}
