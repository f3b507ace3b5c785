/**
 * "Powell, W., Yan, N. and Kim, S.-J.": each comma after a surname is not one between people. Each part is bounded, and a
 * surname ends at its comma: trying all ways to read a long text would take for ever.
 */
const person =
  /\s*(?:(?:and|&)\s+)?([\p{L}\p{M}'’. -]{1,80}),\s*((?:\p{Lu}\p{Ll}?\.?[\s-]?){1,4})(?:[,;&]|(?=and\b)|$)/uy
const suffixes = /^(?:jr|sr|ph\.?d|m\.?d|ii|iii|iv)\.?$/i

/**
 * The people that a feed names, each as "First Last".
 *
 * @param names as the feed lists them: one text for all of them, or one for each
 */
export function readNames(names: readonly string[]): string[] {
  const [only, second] = names
  if (only !== undefined && second === undefined) return splitNames(only.replace(/\s+/g, ' ').trim())
  return names.map(firstNameFirst)
}

function splitNames(text: string): string[] {
  if (text.includes(';')) return text.split(/ ?; ?(?:and )?/).map(firstNameFirst)
  const people = namesBySurname(text)
  if (people) return people
  const parts = text.split(/, (?:and )?| and | & /)
  // "Lovelace, Ada" is one person; "Ada Lovelace, Alan Turing" are two.
  return parts.length === 2 && parts.every((part) => !part.trim().includes(' '))
    ? [firstNameFirst(text)]
    : parts
}

/** @returns null unless all of the text is surnames with initials */
function namesBySurname(text: string): string[] | null {
  const names: string[] = []
  const next = new RegExp(person)
  while (next.lastIndex < text.length) {
    const [, last = '', first = ''] = next.exec(text) ?? []
    if (!last) return null
    names.push(`${first.trim()} ${last.trim()}`)
  }
  return names
}

/** "Lovelace, Ada" as "Ada Lovelace". */
function firstNameFirst(name: string): string {
  const [last = '', first = '', ...more] = name.split(',').map((part) => part.trim())
  return first === '' || more.length > 0 || suffixes.test(first) ? name : `${first} ${last}`
}
