/**
 * A name as it is compared: without case, accents and punctuation. "Foo, Inc." is "foo inc", and nobody has to know
 * how a source spells "Müller".
 */
export function nameKey(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}+/gu, '')
  return (plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')
}

/**
 * Finds organisations by what people call them: the same letters with or without spaces, or a name's leading words. "Google
 * DeepMind" finds "GoogleDeepMind", and "Microsoft" finds "Microsoft Research".
 *
 * @param names of all organisations that there are, as sources spell them
 * @returns by a name as it is typed, the `nameKey`s of those that it means
 */
export function organizationFinder(names: Iterable<string>): (name: string) => string[] {
  const keys = [...new Set(Array.from(names, nameKey))]
  return (name) => {
    const wanted = nameKey(name)
    if (wanted === '') return []
    const letters = wanted.replaceAll(' ', '')
    return keys.filter((key) => key.startsWith(`${wanted} `) || key.replaceAll(' ', '') === letters)
  }
}

/**
 * Finds people by a name as a reader types it: without case and accents ("Mueller" and "Muller" are "Müller"), by initials
 * ("Y. LeCun"), without middle names, or by the last name alone ("LeCun"). All but the first only where one person alone is
 * meant.
 *
 * @param names of all authors that there are, as sources spell them
 * @returns by a name as it is typed, the `nameKey`s of those that it means
 */
export function authorFinder(names: Iterable<string>): (name: string) => string[] {
  const keysBySpelling = new Map<string, Set<string>>()
  const keysByLastName = new Map<string, Set<string>>()
  for (const name of new Set(names)) {
    const key = nameKey(name)
    for (const spelling of spellings(name)) {
      addTo(keysBySpelling, spelling, key)
      addTo(keysByLastName, lastWord(spelling), key)
    }
  }
  return (name) => {
    const typed = spellings(name)
    const same = typed.flatMap((spelling) => [...(keysBySpelling.get(spelling) ?? [])])
    if (same.length > 0) return [...new Set(same)]
    const alike = typed.flatMap((spelling) =>
      [...(keysByLastName.get(lastWord(spelling)) ?? [])].filter((key) => mayBeSame(spelling, key)),
    )
    const [only, ...others] = new Set(alike)
    return only === undefined || others.length > 0 ? [] : [only]
  }
}

/** German spells ä, ö, ü and ß as two letters where it has to; other languages just drop the dots. */
function spellings(name: string): string[] {
  const spelledOut = name
    .normalize('NFC')
    .replace(/[äöü]/giu, (letter) => `${letter.normalize('NFKD').charAt(0)}e`)
    .replace(/ß/gu, 'ss')
  return [...new Set([nameKey(name), nameKey(spelledOut)])].filter((key) => key !== '')
}

/** Whether two names with the same last word may be one person's: each first name equals the other's, or is its initial. */
function mayBeSame(one: string, other: string): boolean {
  const [some, others] = [one.split(' ').slice(0, -1), other.split(' ').slice(0, -1)]
  if (some.length === 0 || others.length === 0) return true
  const isAlike = (a = '', b = '') =>
    a === b || (a.length === 1 && b.startsWith(a)) || (b.length === 1 && a.startsWith(b))
  if (some.length !== others.length) return isAlike(some[0], others[0])
  return some.every((word, nth) => isAlike(word, others[nth]))
}

function lastWord(key: string): string {
  return key.slice(key.lastIndexOf(' ') + 1)
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key)
  if (known) known.add(value)
  else sets.set(key, new Set([value]))
}
