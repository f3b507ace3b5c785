/**
 * Memoizes a pure function: a million mails ask few different questions. Memory stays flat, because the oldest answers are
 * dropped when there are more than `limit`.
 *
 * @param keyOf equal for arguments that have the same answer
 */
export function memoizeBy<Args extends unknown[], Answer extends NonNullable<unknown>>(
  limit: number,
  keyOf: (...args: Args) => string | number,
  compute: (...args: Args) => Answer,
): (...args: Args) => Answer {
  const answers = new NewestEntries<string | number, Answer>(limit)
  return (...args) => {
    const key = keyOf(...args)
    const kept = answers.get(key)
    if (kept !== undefined) return kept
    const answer = compute(...args)
    answers.set(key, answer)
    return answer
  }
}

/** Memoizes a pure function of one argument, which is its own key. */
export function memoize<Key extends string | number, Answer extends NonNullable<unknown>>(
  limit: number,
  compute: (key: Key) => Answer,
): (key: Key) => Answer {
  const answers = new NewestEntries<Key, Answer>(limit)
  return (key) => {
    const kept = answers.get(key)
    if (kept !== undefined) return kept
    const answer = compute(key)
    answers.set(key, answer)
    return answer
  }
}

/**
 * A map of at most `limit` entries, which drops its older half when it is full. A cache that also knows which entry was used
 * last costs several times as much with each question.
 */
export class NewestEntries<Key, Value extends NonNullable<unknown>> {
  readonly #half: number
  #newer = new Map<Key, Value>()
  #older = new Map<Key, Value>()

  constructor(limit: number) {
    this.#half = Math.ceil(limit / 2)
  }

  get(key: Key): Value | undefined {
    return this.#newer.get(key) ?? this.#older.get(key)
  }

  set(key: Key, value: Value): void {
    if (this.#newer.size >= this.#half) {
      this.#older = this.#newer
      this.#newer = new Map()
    }
    this.#newer.set(key, value)
  }
}
