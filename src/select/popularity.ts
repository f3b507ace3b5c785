import type { UpvoteCount } from '../papers/signal-snapshots.ts'

/** A paper whose popularity is asked for, with its upvotes as they are now, over all sources. */
export type Voted = { id: string; firstListedOn: string; upvotes: number }

const dayMs = 86_400_000

/**
 * How popular each paper is for its age on the list, in 0..1: the share of the papers listed up to its day which, when
 * they were as old, had fewer upvotes; equals count half. So a paper of this morning is not held against what one of
 * last week has gathered since.
 *
 * Papers without a vote have 0 and are compared with by nobody: sources without votes must not make those with some
 * look popular.
 *
 * @param counts what sources had counted when, in any order, the papers' own included
 */
export function popularityByAge(
  papers: readonly Voted[],
  counts: readonly UpvoteCount[],
  now: Date,
): Map<string, number> {
  const histories = historiesOf(counts)
  const peersByDay = new Map<string, number[]>()
  const peersOf = (listedOn: string) => {
    const known = peersByDay.get(listedOn) ?? upvotesAtAge(histories, listedOn, now)
    peersByDay.set(listedOn, known)
    return known
  }
  return new Map(papers.map(({ id, firstListedOn, upvotes }) => [id, share(peersOf(firstListedOn), upvotes)]))
}

type History = { listedOn: string; bySource: Map<string, UpvoteCount[]> }

function historiesOf(counts: readonly UpvoteCount[]): History[] {
  const histories = new Map<string, History>()
  for (const count of counts.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const history = histories.get(count.paper) ?? { listedOn: count.listedOn, bySource: new Map() }
    const known = history.bySource.get(count.source)
    if (known) known.push(count)
    else history.bySource.set(count.source, [count])
    histories.set(count.paper, history)
  }
  return [...histories.values()]
}

/** Sorted, of the papers listed up to a day: what each had when it was as old as the papers of that day are now. */
function upvotesAtAge(histories: readonly History[], listedOn: string, now: Date): number[] {
  const ageMs = now.getTime() - Date.parse(listedOn)
  return histories
    .filter((history) => history.listedOn <= listedOn)
    .map((history) => upvotesAt(history, Date.parse(history.listedOn) + ageMs))
    .filter((upvotes) => upvotes > 0)
    .sort((a, b) => a - b)
}

function upvotesAt({ bySource }: History, instantMs: number): number {
  const latest = [...bySource.values()].map((counts) =>
    counts.findLast(({ at }) => at.getTime() <= instantMs),
  )
  return latest.reduce((sum, count) => sum + (count?.upvotes ?? 0), 0)
}

function share(sorted: readonly number[], upvotes: number): number {
  if (upvotes === 0) return 0
  if (sorted.length === 0) return 0.5
  return (firstAtLeast(sorted, upvotes) + firstAtLeast(sorted, upvotes + 1)) / 2 / sorted.length
}

/** The position of the first that is not below `value`. */
function firstAtLeast(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** The first of the days whose papers are compared with those of the editions of `day`. */
export function firstComparedDay(day: string): string {
  return new Date(Date.parse(day) - comparedDays * dayMs).toISOString().slice(0, 10)
}

/** Some hundreds of papers, enough for a share, and recent enough for how many readers vote these weeks. */
const comparedDays = 28
