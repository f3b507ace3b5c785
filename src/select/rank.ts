import type { Candidate } from '../paper.ts'
import type { Reason } from '../store/schema.ts'
import { keywordRelevance } from './keywords.ts'
import { horizonDays, type Profile } from './profile.ts'

/** Design §6, starting weights: relevance, popularity, freshness. */
const weights = { relevance: 0.65, popularity: 0.25, freshness: 0.1 }
/** The classifier's scores are scaled so that a paper has a topic from here on. */
const relevanceFloor = 0.5
/** "Popular outside your topics" must be among the best tenth of its day. */
const outsideFloor = 0.9
const freshnessDays = 3

const dayMs = 86_400_000

/** A candidate with what does not depend on who reads: both in 0..1. */
export type Rated = Candidate & {
  popularity: number
  freshness: number
  ageDays: number
  titleWords: ReadonlySet<string>
}

/** A rated candidate for one profile, with the reason that a reader is told. */
export type Ranked = { candidate: Rated; score: number; relevance: number; reason: Reason }

/** A profile's whole ranking: what matches, best first, and what is popular beside it. */
export type Ranking = { matches: Ranked[]; outside: Ranked[] }

/**
 * Rates the candidates of an edition by popularity and freshness.
 *
 * Popularity is the percentile of log1p(upvotes) among papers listed on the same day, because a paper of this
 * morning has had less time than one of last week; code and discussion add a little. Freshness is exp(-age / 3 days).
 *
 * @param day the edition's day, YYYY-MM-DD
 */
export function rate(candidates: readonly Candidate[], day: string): Rated[] {
  const byDay = Map.groupBy(candidates, (candidate) => candidate.firstListedOn)
  const sortedInterest = new Map(
    [...byDay].map(([listedOn, listed]) => [listedOn, listed.map(interest).sort((a, b) => a - b)]),
  )
  return candidates.map((candidate) => {
    const ageDays = Math.max(0, (Date.parse(day) - Date.parse(candidate.firstListedOn)) / dayMs)
    const peers = sortedInterest.get(candidate.firstListedOn) ?? []
    return {
      ...candidate,
      ageDays,
      popularity: percentile(peers, interest(candidate)),
      freshness: Math.exp(-ageDays / freshnessDays),
      titleWords: new Set(candidate.title.toLowerCase().match(/[\p{L}\p{N}]+/gu)),
    }
  })
}

/** Ranks rated candidates for a profile. Papers older than the profile's horizon are left out. */
export function rank(rated: readonly Rated[], profile: Profile): Ranking {
  const near = rated.filter((candidate) => candidate.ageDays < horizonDays(profile.cadence))
  const hasInterests = profile.topics.length + profile.keywords.length > 0
  const ranked = near.map((candidate) =>
    hasInterests ? rankByInterest(candidate, profile) : rankByTrend(candidate),
  )
  const best = (some: Ranked[]) => some.sort(byScore)
  return {
    matches: best(ranked.filter((one) => !hasInterests || one.relevance >= relevanceFloor)),
    outside: hasInterests
      ? best(ranked.filter(isOutside).map((one) => ({ ...one, reason: { kind: 'outside' } })))
      : [],
  }
}

function isOutside(one: Ranked): boolean {
  return one.relevance < relevanceFloor && one.candidate.popularity >= outsideFloor
}

function rankByInterest(candidate: Rated, profile: Profile): Ranked {
  const interests = [
    ...profile.topics.map((topic) => ({
      relevance: candidate.topics[topic] ?? 0,
      reason: { kind: 'topic', topic } as const,
    })),
    ...profile.keywords.map((keyword) => ({
      relevance: keywordRelevance(candidate, keyword),
      reason: { kind: 'keyword', keyword } as const,
    })),
  ]
  const winner = interests.reduce((best, one) => (one.relevance > best.relevance ? one : best))
  const score =
    weights.relevance * winner.relevance +
    weights.popularity * candidate.popularity +
    weights.freshness * candidate.freshness
  return { candidate, score, relevance: winner.relevance, reason: winner.reason }
}

function rankByTrend(candidate: Rated): Ranked {
  const { popularity, freshness } = weights
  const score =
    (popularity * candidate.popularity + freshness * candidate.freshness) / (popularity + freshness)
  return { candidate, score, relevance: 0, reason: { kind: 'trending' } }
}

/** Ties are broken by id, so that a ranking never depends on the order of its input. */
function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || (a.candidate.id < b.candidate.id ? -1 : 1)
}

function interest({ signals, codeUrl }: Candidate): number {
  const code = codeUrl ? 0.1 + 0.02 * Math.log1p(signals.stars ?? 0) : 0
  return Math.log1p(signals.upvotes) + 0.1 * Math.log1p(signals.comments) + code
}

/** The share of sorted `values` at or below `value`, counting equals half (mid-rank). */
function percentile(values: readonly number[], value: number): number {
  const below = values.filter((one) => one < value).length
  const equal = values.filter((one) => one === value).length
  return values.length === 0 ? 0 : (below + equal / 2) / values.length
}
