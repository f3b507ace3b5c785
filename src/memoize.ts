import { LRUCache } from 'lru-cache'

/**
 * Memoizes a pure function: a million mails ask few different questions. Memory stays flat, because the answer that was
 * not used for the longest time is dropped when there are more than `limit`.
 *
 * @param keyOf equal for arguments that have the same answer
 */
export function memoizeBy<Args extends unknown[], Answer extends NonNullable<unknown>>(
  limit: number,
  keyOf: (...args: Args) => string | number,
  compute: (...args: Args) => Answer,
): (...args: Args) => Answer {
  const answers = new LRUCache<string | number, Answer>({ max: limit })
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
  return memoizeBy(limit, (key) => key, compute)
}
