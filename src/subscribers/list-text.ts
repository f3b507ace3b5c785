/** The parts of a text that lists several: by commas on forms and command lines, by ; or | inside a CSV cell. */
export function splitList(text: string): string[] {
  return text
    .split(/[,;|\n]/)
    .map(oneLine)
    .filter((part) => part !== '')
}

/** Phrases without the characters that separate them, so that a written list is read back the same. */
export function tidyPhrases(texts: readonly string[]): string[] {
  return distinct(texts.map((text) => oneLine(text.normalize('NFC').replace(/[,;|]/g, ' '))))
}

/** Without empty ones, and without those that differ only in case. */
export function distinct(values: readonly string[]): string[] {
  const byKey = new Map<string, string>()
  for (const value of values) {
    const key = value.toLowerCase()
    if (key !== '' && !byKey.has(key)) byKey.set(key, value)
  }
  return [...byKey.values()]
}

/** Phrases end up in mails: no line breaks, and nothing that cannot be seen. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}
