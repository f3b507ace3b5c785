import { LRUCache } from 'lru-cache'

/**
 * Memoizes a pure function: a million mails ask few different questions. Memory stays flat, because the oldest answer is
 * dropped when there are more than `limit`.
 *
 * @param keyOf equal for arguments that have the same answer
 */
export function memoizeBy<Args extends unknown[], Answer extends NonNullable<unknown>>(
  limit: number,
  keyOf: (...args: Args) => string | number,
  compute: (...args: Args) => Answer,
): (...args: Args) => Answer {
  // By size and not by `max`, for which the cache allocates all its places at once: 13 ms where they are 50,000.
  const answers = new LRUCache<string | number, Answer>({ maxSize: limit, sizeCalculation: () => 1 })
  return (...args) => {
    const key = keyOf(...args)
    // `get` would also move it to the front, which costs more than the question is worth.
    const kept = answers.peek(key)
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
  return memoizeBy(limit, (key) => key, compute)
}
