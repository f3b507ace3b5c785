import { matchAt, outsider, type Ranked, type Ranking } from './rank.ts'

/** A paper picked for a subscriber. */
export type Pick = Ranked

/** A selection smaller than this has no place for a paper from outside of the reader's topics. */
const smallestWithOutside = 4

/**
 * The papers for one subscriber, best first: what matches, no work that they have had, none twice, and at most half of
 * one topic while other matches remain. The last place goes to what is popular outside their topics.
 *
 * Nothing that matches gives no papers at all: an outsider alone is no reason to write to someone.
 *
 * @param mailed ids of the papers that this subscriber has already had
 */
export function selectPapers(ranking: Ranking, mailed: ReadonlySet<string>, maxPapers: number): Pick[] {
  const isNew = (paper: number) => !wasMailed(ranking, paper, mailed)
  const outside = maxPapers >= smallestWithOutside ? ranking.outside.find(isNew) : undefined
  const matches = pickMatches(ranking, isNew, outside === undefined ? maxPapers : maxPapers - 1)
  if (matches.length === 0 || outside === undefined) return complete(ranking, matches)
  const papers = matches.map((nth) => ranking.matches[nth] ?? -1)
  if (repeats(ranking, papers, outside)) return complete(ranking, pickMatches(ranking, isNew, maxPapers))
  const last = outsider(ranking, outside)
  return [...complete(ranking, matches), ...(last ? [last] : [])]
}

/** @returns places in `ranking.matches`, ascending: the best first */
function pickMatches(ranking: Ranking, isNew: (paper: number) => boolean, maxPapers: number): number[] {
  const cap = Math.ceil(maxPapers / 2)
  const perInterest = new Map<number, number>()
  const picked: number[] = []
  const papers: number[] = []
  const overCap: number[] = []
  const take = (nth: number, paper: number) => {
    picked.push(nth)
    papers.push(paper)
  }
  for (let nth = 0; nth < ranking.matches.length && picked.length < maxPapers; nth += 1) {
    const paper = ranking.matches[nth] ?? -1
    if (!isNew(paper)) continue
    const winner = ranking.winners[nth] ?? 0
    const isTopic = ranking.interests[winner]?.reason.kind === 'topic'
    const count = perInterest.get(winner) ?? 0
    if (isTopic && count >= cap) overCap.push(nth)
    else if (!repeats(ranking, papers, paper)) {
      take(nth, paper)
      perInterest.set(winner, count + 1)
    }
  }
  // The cap makes room for other topics; where they have nothing left, an empty place helps nobody.
  for (const nth of overCap) {
    if (picked.length >= maxPapers) break
    const paper = ranking.matches[nth] ?? -1
    if (!repeats(ranking, papers, paper)) take(nth, paper)
  }
  return picked.sort((a, b) => a - b)
}

function complete(ranking: Ranking, picked: readonly number[]): Pick[] {
  return picked.flatMap((nth) => matchAt(ranking, nth) ?? [])
}

/** Whether this or the same work under another id was mailed. */
function wasMailed({ rated }: Ranking, paper: number, mailed: ReadonlySet<string>): boolean {
  if (mailed.size === 0) return false
  const isMailed = (at: number) => mailed.has(rated.papers[at]?.id ?? '')
  return isMailed(paper) || (rated.repeats[paper]?.some(isMailed) ?? false)
}

function repeats({ rated }: Ranking, picked: readonly number[], paper: number): boolean {
  return rated.repeats[paper]?.some((other) => picked.includes(other)) ?? false
}
