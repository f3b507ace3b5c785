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
 * @param keys those of the organisations that there are, by `nameKey`
 * @returns by a name as it is typed, the keys of those that it means
 */
export function organizationFinder(keys: readonly string[]): (name: string) => string[] {
  return (name) => {
    const wanted = nameKey(name)
    if (wanted === '') return []
    const letters = wanted.replaceAll(' ', '')
    return keys.filter((key) => key.startsWith(`${wanted} `) || key.replaceAll(' ', '') === letters)
  }
}
