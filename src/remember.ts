import { BoundedMap } from './bounded-map.ts'

/**
 * A pure function that keeps its answers, since a million mails say few different things. None of them may be undefined.
 * Memory stays flat: after `limit` answers it starts anew.
 *
 * @param keyOf equal for arguments with the same answer; without it the first argument decides
 */
export function remember<Args extends unknown[], Answer>(
  limit: number,
  compute: (...args: Args) => Answer,
  keyOf: (...args: Args) => unknown = (...[first]) => first,
): (...args: Args) => Answer {
  const answers = new BoundedMap<unknown, Answer>(limit)
  return (...args) => {
    const key = keyOf(...args)
    const kept = answers.get(key)
    if (kept !== undefined) return kept
    const answer = compute(...args)
    answers.set(key, answer)
    return answer
  }
}
