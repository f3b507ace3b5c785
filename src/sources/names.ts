const surname = String.raw`[\p{L}\p{M}'’. -]+?`
const initials = String.raw`(?:\p{Lu}\p{Ll}?\.?[\s-]?){1,4}`
/** "Powell, W., Yan, N. and Kim, S.-J.": each comma after a surname is not one between people. */
const bySurname = new RegExp(
  String.raw`^${surname},\s*${initials}(?:(?:\s*[,;&]\s*|\s+)(?:(?:and|&)\s+)?${surname},\s*${initials})*$`,
  'u',
)
const onePerson = new RegExp(
  String.raw`(${surname}),\s*(${initials})(?=\s*(?:[,;&]|and\b|$))(?:\s*[,;&])?(?:\s*(?:and|&))?\s*`,
  'gu',
)
const suffixes = /^(?:jr|sr|ph\.?d|m\.?d|ii|iii|iv)\.?$/i

/**
 * The people that a feed names, each as "First Last".
 *
 * @param names as the feed lists them: one text for all of them, or one for each
 */
export function readNames(names: readonly string[]): string[] {
  const [only, second] = names
  if (only !== undefined && second === undefined) return splitNames(only.trim())
  return names.map(firstNameFirst)
}

function splitNames(text: string): string[] {
  if (text.includes(';')) return text.split(/\s*;\s*(?:and\s+)?/).map(firstNameFirst)
  if (bySurname.test(text)) {
    return Array.from(
      text.matchAll(onePerson),
      ([, last = '', first = '']) => `${first.trim()} ${last.trim()}`,
    )
  }
  const parts = text.split(/,\s+(?:and\s+)?|\s+and\s+|\s+&\s+/)
  // "Lovelace, Ada" is one person; "Ada Lovelace, Alan Turing" are two.
  return parts.length === 2 && parts.every((part) => !/\s/.test(part.trim())) ? [firstNameFirst(text)] : parts
}

/** "Lovelace, Ada" as "Ada Lovelace". */
function firstNameFirst(name: string): string {
  const [last = '', first = '', ...more] = name.split(',').map((part) => part.trim())
  return first === '' || more.length > 0 || suffixes.test(first) ? name : `${first} ${last}`
}
