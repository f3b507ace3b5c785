import type { Candidate } from '../paper.ts'
import type { Reason } from '../store/schema.ts'
import { keywordRelevance } from './keywords.ts'
import { nameKey } from './names.ts'
import { hasInterests, horizonDays, type Profile } from './profile.ts'

/** Design §6, starting weights: relevance, popularity, freshness. */
const weights = { relevance: 0.65, popularity: 0.25, freshness: 0.1 }
/** The classifier's scores are scaled so that a paper has a topic from here on. */
export const relevanceFloor = 0.5
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
  /** By `nameKey`, as is the organisation. */
  authorKeys: ReadonlySet<string>
  organizationKey: string | null
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
      authorKeys: new Set(candidate.authors.map(nameKey)),
      organizationKey: candidate.organization && nameKey(candidate.organization),
    }
  })
}

/** Ranks rated candidates for a profile. What is muted, or older than the profile's horizon, is left out. */
export function rank(rated: readonly Rated[], profile: Profile): Ranking {
  const isMuted = muteOf(profile)
  const near = rated.filter(
    (candidate) => candidate.ageDays < horizonDays(profile.cadence) && !isMuted(candidate),
  )
  if (!hasInterests(profile)) return { matches: near.map(rankByTrend).sort(byScore), outside: [] }
  const interests = interestsOf(profile)
  const ranked = near.map((candidate) => rankByInterest(candidate, interests))
  const outside = profile.withOutside ? ranked.filter(isOutside) : []
  return {
    matches: ranked.filter((one) => one.relevance >= relevanceFloor).sort(byScore),
    outside: outside.map((one): Ranked => ({ ...one, reason: { kind: 'outside' } })).sort(byScore),
  }
}

function isOutside(one: Ranked): boolean {
  return one.relevance < relevanceFloor && one.candidate.popularity >= outsideFloor
}

/** Whether a candidate is something that the profile never wants, whatever else speaks for it. */
function muteOf({ mutedTopics, mutedKeywords, mutedAuthors }: Profile): (candidate: Rated) => boolean {
  const names = mutedAuthors.map(nameKey)
  return (candidate) =>
    mutedTopics.some((topic) => (candidate.topics[topic] ?? 0) >= relevanceFloor) ||
    names.some((name) => candidate.authorKeys.has(name) || candidate.organizationKey === name) ||
    mutedKeywords.some((keyword) => keywordRelevance(candidate, keyword) > 0)
}

/** Something that a profile follows. */
type Interest = { reason: Reason; relevance: (candidate: Rated) => number }

/** People and organisations first: of equally relevant reasons, theirs says more. */
function interestsOf({ authors, organizations, topics, keywords }: Profile): Interest[] {
  return [
    ...authors.map((author): Interest => {
      const key = nameKey(author)
      const relevance = (candidate: Rated) => (candidate.authorKeys.has(key) ? 1 : 0)
      return { reason: { kind: 'author', author }, relevance }
    }),
    ...organizations.map((organization): Interest => {
      const key = nameKey(organization)
      const relevance = (candidate: Rated) => (candidate.organizationKey === key ? 1 : 0)
      return { reason: { kind: 'organization', organization }, relevance }
    }),
    ...topics.map((topic): Interest => {
      return { reason: { kind: 'topic', topic }, relevance: ({ topics: scores }) => scores[topic] ?? 0 }
    }),
    ...keywords.map((keyword): Interest => {
      const relevance = (candidate: Rated) => keywordRelevance(candidate, keyword)
      return { reason: { kind: 'keyword', keyword }, relevance }
    }),
  ]
}

/** The best of the interests gives relevance and reason; of equals, the first. */
function rankByInterest(candidate: Rated, interests: readonly Interest[]): Ranked {
  let relevance = -1
  let reason: Reason = { kind: 'trending' }
  for (const interest of interests) {
    const own = interest.relevance(candidate)
    if (own > relevance) [relevance, reason] = [own, interest.reason]
  }
  const score =
    weights.relevance * relevance +
    weights.popularity * candidate.popularity +
    weights.freshness * candidate.freshness
  return { candidate, score, relevance, reason }
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
