/**
 * A name as it is compared: without case, accents and punctuation. "Foo, Inc." is "foo inc", and nobody has to know
 * how a source spells "Müller".
 */
export function nameKey(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}+/gu, '')
  return (plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')
}
