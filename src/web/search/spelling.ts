/** Shorter words are near to too many others. */
const shortest = 4
/** Nobody mistypes a longer one and wants it corrected, and comparing takes as long as both are. */
const longest = 24
/** From this length on, two letters may be wrong. */
const longFrom = 8

/** Known words with how often each was said, to find what a mistyped one means. */
export class WordIndex {
  readonly #counts = new Map<string, number>()
  /** By the letters that they begin with: people seldom mistype the first one, and a few hundred words are left to compare. */
  readonly #byStart = new Map<string, string[]>()

  add(words: Iterable<string>): void {
    for (const word of words) {
      const count = this.#counts.get(word)
      this.#counts.set(word, (count ?? 0) + 1)
      if (count !== undefined || word.length < shortest || word.length > longest + 2) continue
      const start = word[0] ?? ''
      const others = this.#byStart.get(start)
      if (others) others.push(word)
      else this.#byStart.set(start, [word])
    }
  }

  has(word: string): boolean {
    return this.#counts.has(word)
  }

  /**
   * The known word that a mistyped one most likely means: one letter away, or two for long words; of several the one that
   * is said most often.
   *
   * @returns null for a word that is short or very long, or has none near
   */
  nearest(word: string): string | null {
    if (word.length < shortest || word.length > longest) return null
    const most = word.length >= longFrom ? 2 : 1
    let best: { word: string; distance: number; count: number } | null = null
    // The second letter, too, for those who swapped the first two.
    for (const start of new Set(word.slice(0, 2))) {
      for (const known of this.#byStart.get(start) ?? []) {
        const distance = distanceWithin(word, known, best?.distance ?? most)
        if (distance === null) continue
        const count = this.#counts.get(known) ?? 0
        if (!best || distance < best.distance || count > best.count) best = { word: known, distance, count }
      }
    }
    return best?.word ?? null
  }
}

/**
 * How many letters have to be added, dropped, replaced or swapped with their neighbour.
 *
 * @returns null where it is more than `most`
 */
export function distanceWithin(a: string, b: string, most: number): number | null {
  if (Math.abs(a.length - b.length) > most) return null
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const distance = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[j - 2] ?? 0) + 1 : Infinity,
      )
      row[j] = distance
      if (distance < least) least = distance
    }
    if (least > most) return null
    ;[beforeLast, last] = [last, row]
  }
  const distance = last[b.length] ?? Infinity
  return distance <= most ? distance : null
}
