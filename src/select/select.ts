import { discoveryAt, matchAt, type Ranked, type Ranking } from './rank.ts'
import type { Rated } from './rate.ts'

/** A paper picked for a subscriber. */
export type Pick = Ranked

/** By position in `Rated.papers`: 1 for each paper that a subscriber was mailed. Null before their first mail. */
export type Mailed = Uint8Array | null

/** @param ids of papers, among them others than those that are rated */
export function mailedAmong({ papers }: Rated, ids: ReadonlySet<string>): Mailed {
  return ids.size === 0 ? null : Uint8Array.from(papers, ({ id }) => (ids.has(id) ? 1 : 0))
}

/** A selection smaller than this has no place for a paper from outside of the reader's topics. */
const smallestWithDiscovery = 4

/** Beside fewer matches, a paper from outside would say that the reader's own wishes do not matter. */
const fewestWithDiscovery = 3

/**
 * The papers for one subscriber, best first: what matches, no work that they have had, none twice, and at most half of
 * one topic while other matches remain. The last place goes to what is popular outside their topics.
 *
 * Nothing that matches gives no papers at all: an outsider alone is no reason to write to someone.
 */
export function selectPapers(ranked: Ranking, mailed: Mailed, maxPapers: number): Pick[] {
  const ranking = mailed === null && isTrend(ranked) && !ranked.taste ? byVotes(ranked) : ranked
  const isNew = (paper: number) => !wasMailed(ranking, paper, mailed)
  const discovery = maxPapers >= smallestWithDiscovery ? ranking.discovery.find(isNew) : undefined
  const matches = pickMatches(ranking, isNew, discovery === undefined ? maxPapers : maxPapers - 1)
  const others = () => withStrongLead(complete(ranking, pickMatches(ranking, isNew, maxPapers)))
  if (matches.length < fewestWithDiscovery || discovery === undefined) return others()
  if (repeats(ranking, matches, discovery)) return others()
  const picks = withStrongLead(complete(ranking, matches))
  const last = discoveryAt(ranking, discovery)
  if (last) picks.push(last)
  return picks
}

function isTrend({ interests }: Ranking): boolean {
  return interests[0]?.reason.kind === 'trending'
}

/** The first mail to someone who chose nothing: the best of the days that it looks back on, not the newest. */
function byVotes(ranking: Ranking): Ranking {
  const votes = (paper: number) => ranking.rated.papers[paper]?.signals.upvotes ?? 0
  return { ...ranking, matches: ranking.matches.toSorted((a, b) => votes(b) - votes(a)) }
}

/** From here on a match is sure enough to give the mail its subject. */
const strongRelevance = 0.98

/**
 * The first paper names the mail, so it is the first strong match. Where there is none, it is the most relevant one that is more
 * than close to a keyword.
 */
function withStrongLead(picks: Pick[]): Pick[] {
  if (picks.length < 2 || picks[0]?.reason.kind === 'trending') return picks
  const strong = picks.findIndex(isStrong)
  const lead = strong >= 0 ? strong : picks.indexOf(picks.reduce(moreRelevant))
  const [first, ...rest] = [...picks.slice(lead, lead + 1), ...picks.slice(0, lead), ...picks.slice(lead + 1)]
  return first ? [first, ...rest] : picks
}

const weakKinds: ReadonlySet<string> = new Set<Pick['reason']['kind']>(['likeness', 'marked', 'seed'])

function isStrong({ reason, relevance }: Pick): boolean {
  return !weakKinds.has(reason.kind) && relevance >= strongRelevance
}

function moreRelevant(one: Pick, other: Pick): Pick {
  const [a, b] = [one, other].map(({ reason }) => reason.kind === 'likeness')
  if (a !== b) return a ? other : one
  return other.relevance > one.relevance ? other : one
}

/** @returns places in `ranking.matches`, ascending: the best first */
function pickMatches(ranking: Ranking, isNew: (paper: number) => boolean, maxPapers: number): number[] {
  const { matches, winners, interests } = ranking
  const cap = Math.ceil(maxPapers / 2)
  const perInterest = interests.map(() => 0)
  const picked: number[] = []
  const overCap: number[] = []
  for (let nth = 0; nth < matches.length && picked.length < maxPapers; nth += 1) {
    const paper = matches[nth] ?? -1
    if (!isNew(paper)) continue
    const winner = winners[nth] ?? 0
    const kind = interests[winner]?.reason.kind
    // Half is for what is stated, if anything is.
    const isCapped = kind === 'topic' || (kind === 'marked' && !isTrend(ranking))
    const count = perInterest[winner] ?? 0
    if (isCapped && count >= cap) overCap.push(nth)
    else if (!repeats(ranking, picked, paper)) {
      picked.push(nth)
      perInterest[winner] = count + 1
    }
  }
  if (overCap.length === 0) return picked
  // The cap makes room for other topics; where they have nothing left, an empty place helps nobody.
  for (const nth of overCap) {
    if (picked.length >= maxPapers) break
    if (!repeats(ranking, picked, matches[nth] ?? -1)) picked.push(nth)
  }
  return picked.sort((a, b) => a - b)
}

function complete(ranking: Ranking, picked: readonly number[]): Pick[] {
  const picks: Pick[] = []
  for (const nth of picked) {
    const pick = matchAt(ranking, nth)
    if (pick) picks.push(pick)
  }
  return picks
}

/** Whether this or the same work under another id was mailed. */
function wasMailed({ rated }: Ranking, paper: number, mailed: Mailed): boolean {
  if (mailed === null) return false
  if (mailed[paper] === 1) return true
  const others = rated.repeats[paper]
  return others?.some((other) => mailed[other] === 1) ?? false
}

/** Whether a paper is the same work as one of those picked, given by their places in `ranking.matches`. */
function repeats({ rated, matches }: Ranking, picked: readonly number[], paper: number): boolean {
  const others = rated.repeats[paper]
  return others?.some((other) => picked.some((nth) => matches[nth] === other)) ?? false
}
