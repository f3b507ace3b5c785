/**
 * A pure function of a string that keeps its answers, since a million mails say few different things.
 * Memory stays flat: after `limit` answers it starts anew.
 */
export function remember<Answer>(
  limit: number,
  compute: (question: string) => Answer,
): (question: string) => Answer {
  const answers = new Map<string, Answer>()
  return (question) => {
    const kept = answers.get(question)
    if (kept !== undefined) return kept
    if (answers.size >= limit) answers.clear()
    const answer = compute(question)
    answers.set(question, answer)
    return answer
  }
}
