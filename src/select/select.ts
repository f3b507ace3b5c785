import type { Ranked, Ranking } from './rank.ts'

/** A paper picked for a subscriber. */
export type Pick = Ranked

/** Titles that share this much of their words are the same work under two names. */
const nearDuplicateOverlap = 0.8
/** A selection smaller than this has no place for a paper from outside of the reader's topics. */
const smallestWithOutside = 4

/**
 * The papers for one subscriber, best first: what matches, none of it mailed before, no near-duplicates, and at most
 * half of one topic while other matches remain. The last place goes to what is popular outside their topics.
 *
 * Nothing that matches gives no papers at all: an outsider alone is no reason to write to someone.
 *
 * @param mailed ids of the papers that this subscriber has already had
 */
export function selectPapers(ranking: Ranking, mailed: ReadonlySet<string>, maxPapers: number): Pick[] {
  const fresh = ranking.matches.filter((one) => !mailed.has(one.candidate.id))
  const outsider =
    maxPapers >= smallestWithOutside
      ? ranking.outside.find((one) => !mailed.has(one.candidate.id))
      : undefined
  const matches = pickMatches(fresh, outsider ? maxPapers - 1 : maxPapers)
  if (matches.length === 0 || !outsider) return matches
  return repeats(matches, outsider) ? pickMatches(fresh, maxPapers) : [...matches, outsider]
}

function pickMatches(ranked: readonly Ranked[], maxPapers: number): Pick[] {
  const cap = Math.ceil(maxPapers / 2)
  const perTopic = new Map<string, number>()
  const picked: Pick[] = []
  const overCap: Ranked[] = []
  for (const one of ranked) {
    if (picked.length >= maxPapers) break
    const topic = one.reason.kind === 'topic' ? one.reason.topic : null
    const count = topic === null ? 0 : (perTopic.get(topic) ?? 0)
    if (count >= cap) overCap.push(one)
    else if (!repeats(picked, one)) {
      picked.push(one)
      if (topic !== null) perTopic.set(topic, count + 1)
    }
  }
  // The cap makes room for other topics; where they have nothing left, an empty place helps nobody.
  for (const one of overCap) {
    if (picked.length >= maxPapers) break
    if (!repeats(picked, one)) picked.push(one)
  }
  return picked.sort((a, b) => b.score - a.score)
}

function repeats(picked: readonly Pick[], one: Ranked): boolean {
  return picked.some(({ candidate }) => {
    const [a, b] = [candidate.titleWords, one.candidate.titleWords]
    const all = a.union(b).size
    return all > 0 && a.intersection(b).size / all >= nearDuplicateOverlap
  })
}
