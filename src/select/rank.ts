import type { Candidate } from '../papers/paper.ts'
import type { Reason } from '../store/schema.ts'
import { hasInterests, horizonDays, type Profile } from './profile.ts'
import type { Rated } from './rate.ts'
import { relevanceFloor, type Column } from './relevance.ts'
import { leaningOf, markedRelevance, mostLiftOf, nearestLiked, type Taste } from './taste.ts'

/** A candidate for one profile, with the reason that a reader is told. Relevance is above 1 where several interests agree. */
export type Ranked = { candidate: Candidate; score: number; relevance: number; reason: Reason }

/**
 * A profile's whole ranking, kept small: tens of thousands are alive while an edition is composed. Papers are counted
 * by their position in `rated.papers`.
 */
export type Ranking = {
  rated: Rated
  interests: readonly Interest[]
  taste: Taste | null
  /** What matches, best first. */
  matches: readonly number[]
  /** In the order of `matches`: how relevant each is, and by which of the interests. */
  relevance: readonly number[]
  winners: readonly number[]
  /** What is popular beside it, best first. */
  discovery: readonly number[]
}

/** Something that a profile follows. */
export type Interest = { reason: Reason; column: Column }

const none: Column = { papers: [], values: [] }
const trending: Interest = { reason: { kind: 'trending' }, column: none }
/** Which marked paper or seed it is, is told with the paper that comes for it. */
const marked: Interest = { reason: { kind: 'marked', paper: '', title: '' }, column: none }

/**
 * Ranks an edition's papers for a profile. What is muted, or as old as the horizon, is left out.
 *
 * @param horizon in days from a paper's first listing
 * @param taste what the profile's owner has marked, if anything
 */
export function rank(
  rated: Rated,
  profile: Profile,
  horizon = horizonDays(profile.cadence),
  taste: Taste | null = null,
): Ranking {
  const isShown = markShown(rated, profile, horizon)
  if (!hasInterests(profile)) return rankByTrend(rated, isShown, taste)
  const stated = interestsOf(rated, profile)
  gatherMatches(rated, stated)
  const interests = taste ? addTaste(rated, taste, isShown, stated) : stated
  const { best } = rated.scratch
  return {
    ...sortByScore(rated, interests, isShown, relevanceFloor),
    rated,
    interests,
    taste,
    discovery: profile.withDiscovery
      ? rated.popular.filter((paper) => isShown[paper] === 1 && best[paper] === 0)
      : [],
  }
}

/**
 * By paper: how relevant it is, by which interest, and how many match it. A reader is told the most specific one: someone who typed
 * a name or a keyword looks for it, while a topic is broad. Of equally specific ones it is the most relevant.
 */
function gatherMatches(rated: Rated, interests: readonly Interest[]): void {
  const { best, winner, strength, matching } = rated.scratch
  best.fill(0)
  strength.fill(0)
  matching.fill(0)
  for (const [number, { reason, column }] of interests.entries()) {
    const own = specificity(reason)
    for (let i = 0; i < column.papers.length; i += 1) {
      const paper = column.papers[i] ?? 0
      const value = column.values[i] ?? 0
      if (value > (best[paper] ?? 0)) best[paper] = value
      if (value < relevanceFloor) continue
      // Keywords that mean nearly the same are close to the same papers: that is one weak hint, not agreement.
      const isMoreOfIt =
        reason.kind === 'likeness' &&
        (matching[paper] ?? 0) > 0 &&
        interests[winner[paper] ?? 0]?.reason.kind === 'likeness'
      if (!isMoreOfIt) matching[paper] = (matching[paper] ?? 0) + 1
      // Of equals, the first.
      if (own + value <= (strength[paper] ?? 0)) continue
      strength[paper] = own + value
      winner[paper] = number
    }
  }
  for (let paper = 0; paper < best.length; paper += 1) {
    const count = matching[paper] ?? 0
    const reason = interests[winner[paper] ?? 0]?.reason
    if (count > 0 && reason) best[paper] = (best[paper] ?? 0) + bonusOf(reason, count)
  }
}

/**
 * Lifts or lowers what matches by how near it is to what was marked, and adds what is near enough by itself. What is stated
 * goes first: a match stays a match, and moves by no more than `mostLiftOf` allows.
 */
function addTaste(
  rated: Rated,
  taste: Taste,
  isShown: Uint8Array,
  interests: readonly Interest[],
): Interest[] {
  const { best, winner } = rated.scratch
  const near = rated.nearTo(taste.vector, isShown)
  const isTrend = interests[0] === trending
  const most = { wide: mostLiftOf(taste, 'wide'), typed: mostLiftOf(taste, 'typed') }
  const isWide = interests.map(({ reason: { kind } }) => kind === 'topic' || kind === 'trending')
  for (let paper = 0; paper < best.length; paper += 1) {
    if (isShown[paper] !== 1) continue
    const own = best[paper] ?? 0
    const leaning = leaningOf(near[paper] ?? 0)
    if (own >= relevanceFloor) {
      const lift = leaning * (isWide[winner[paper] ?? 0] ? most.wide : most.typed)
      best[paper] = Math.max(relevanceFloor, own + lift)
      continue
    }
    const alone = markedRelevance(near[paper] ?? 0, taste, !isTrend)
    if (alone >= relevanceFloor) {
      best[paper] = alone
      winner[paper] = interests.length
    } else if (isTrend) best[paper] = leaning * most.wide
  }
  return [...interests, marked]
}

/** Further apart than any two relevances. A paper that is only close to a keyword comes for its topic first. */
function specificity({ kind }: Reason): number {
  if (kind === 'likeness') return 0
  if (kind === 'topic') return 2
  return kind === 'keyword' ? 4 : 6
}

/** What is typed outweighs a topic, and a paper that two interests want goes before one that one of them wants. */
const typedBonus = 0.08
const agreementBonus = [0, 0, 0.12, 0.18] as const

/** What is added to the relevance of a paper that so many interests match, `reason` being the most specific of them. */
export function bonusOf(reason: Reason, count: number): number {
  const isTyped = reason.kind !== 'topic' && reason.kind !== 'likeness'
  return (isTyped ? typedBonus : 0) + (agreementBonus[Math.min(count, 3)] ?? 0)
}

/** The nth match as it is picked, with its reason in full. */
export function matchAt(
  { rated, interests, taste, matches, relevance, winners }: Ranking,
  nth: number,
): Ranked | null {
  const paper = matches[nth] ?? -1
  const candidate = rated.papers[paper]
  const reason = interests[winners[nth] ?? 0]?.reason
  if (!candidate || !reason) return null
  return {
    candidate,
    score: scoreOf(rated, paper, relevance[nth] ?? 0, reason),
    relevance: relevance[nth] ?? 0,
    reason: inFull(rated, taste, reason, paper),
  }
}

function inFull(rated: Rated, taste: Taste | null, reason: Reason, paper: number): Reason {
  if (reason.kind === 'keyword') return rated.keywordReason(reason.keyword, paper)
  if (reason.kind !== 'marked' || !taste) return reason
  const liked = nearestLiked(taste, rated.place(paper))
  return liked ? { kind: liked.isSeed ? 'seed' : 'marked', paper: liked.id, title: liked.title } : reason
}

/** The paper of the discovery place, as it is picked. */
export function discoveryAt({ rated }: Ranking, paper: number): Ranked | null {
  const candidate = rated.papers[paper]
  return candidate
    ? { candidate, score: scoreOf(rated, paper, 0, discovery), relevance: 0, reason: discovery }
    : null
}

const discovery: Reason = { kind: 'discovery' }

/** What popularity and freshness add for the middle one of all papers. */
const usualAppeal = 0.16
/** How much of what others like still counts for someone who typed what they want. */
const appealOfTyped = 0.15

const typedKinds: ReadonlySet<string> = new Set<Reason['kind']>(['keyword', 'likeness', 'marked', 'seed'])

/** @param reason the interest that a paper is ranked for */
export function scoreOf(
  { weights, appeal }: Rated,
  paper: number,
  relevance: number,
  reason: Reason,
): number {
  const own = appeal[paper] ?? 0
  const isTyped = typedKinds.has(reason.kind)
  const counted = isTyped ? usualAppeal + appealOfTyped * (own - usualAppeal) : own
  return weights.relevance * relevance + counted
}

/** By paper: 1 where the profile may be shown it at all, whatever speaks for it. */
function markShown(rated: Rated, profile: Profile, horizon: number): Uint8Array {
  const isYoung = rated.youngerThan(horizon)
  const { mutedTopics, mutedKeywords, mutedAuthors } = profile
  if (mutedTopics.length + mutedKeywords.length + mutedAuthors.length === 0) return isYoung
  const isShown = isYoung.slice()
  const hide = ({ papers, values }: Column, floor: number) => {
    for (const [i, paper] of papers.entries()) if ((values[i] ?? 0) >= floor) isShown[paper] = 0
  }
  for (const topic of mutedTopics) hide(rated.topics.get(topic) ?? none, relevanceFloor)
  for (const keyword of mutedKeywords) hide(rated.mutedKeyword(keyword), 0)
  for (const name of mutedAuthors) {
    hide(rated.author(name), 0)
    hide(rated.organization(name), 0)
  }
  return isShown
}

/** People and organisations first: of equally relevant reasons, theirs says more. */
export function interestsOf(rated: Rated, { authors, organizations, topics, keywords }: Profile): Interest[] {
  return [
    ...authors.map((author): Interest => {
      return { reason: { kind: 'author', author }, column: rated.author(author) }
    }),
    ...organizations.map((organization): Interest => {
      return { reason: { kind: 'organization', organization }, column: rated.organization(organization) }
    }),
    ...topics.map((topic): Interest => {
      return { reason: { kind: 'topic', topic }, column: rated.topics.get(topic) ?? none }
    }),
    ...keywords.map((keyword): Interest => {
      return { reason: { kind: 'keyword', keyword }, column: rated.keyword(keyword) }
    }),
    ...keywords.map((keyword): Interest => {
      return { reason: { kind: 'likeness', keyword }, column: rated.likeness(keyword) }
    }),
  ]
}

function rankByTrend(rated: Rated, isShown: Uint8Array, taste: Taste | null): Ranking {
  rated.scratch.best.fill(0)
  rated.scratch.winner.fill(0)
  const interests = taste ? addTaste(rated, taste, isShown, [trending]) : [trending]
  // What is like what they want less of has less than nothing.
  return { ...sortByScore(rated, interests, isShown, -1), rated, interests, taste, discovery: [] }
}

/** Finer differences between scores mean nothing; ties are broken by id. */
const scoreSteps = 1e6
const maxPapers = 2 ** 20

/**
 * What is shown and relevant enough, best first. Score and position are sorted as one number, which needs no comparing
 * function and is many times faster.
 */
function sortByScore(
  rated: Rated,
  interests: readonly Interest[],
  isShown: Uint8Array,
  floor: number,
): Pick<Ranking, 'matches' | 'relevance' | 'winners'> {
  const { best, winner, keys } = rated.scratch
  let count = 0
  for (let paper = 0; paper < best.length; paper += 1) {
    const own = best[paper] ?? 0
    if (isShown[paper] !== 1 || own < floor) continue
    const score = scoreOf(rated, paper, own, interests[winner[paper] ?? 0]?.reason ?? trending.reason)
    keys[count] = Math.round((2 - score) * scoreSteps) * maxPapers + paper
    count += 1
  }
  keys.subarray(0, count).sort()
  const ranked = { matches: [] as number[], relevance: [] as number[], winners: [] as number[] }
  for (let nth = 0; nth < count; nth += 1) {
    const paper = (keys[nth] ?? 0) % maxPapers
    ranked.matches.push(paper)
    ranked.relevance.push(best[paper] ?? 0)
    ranked.winners.push(winner[paper] ?? 0)
  }
  return ranked
}
