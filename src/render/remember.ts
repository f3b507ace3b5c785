import { BoundedMap } from '../bounded-map.ts'

/**
 * A pure function of a string that keeps its answers, since a million mails say few different things.
 * Memory stays flat: after `limit` answers it starts anew.
 */
export function remember<Answer>(
  limit: number,
  compute: (question: string) => Answer,
): (question: string) => Answer {
  const answers = new BoundedMap<string, Answer>(limit)
  return (question) => {
    const kept = answers.get(question)
    if (kept !== undefined) return kept
    const answer = compute(question)
    answers.set(question, answer)
    return answer
  }
}
