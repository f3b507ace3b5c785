import type { Reason } from '../../src/store/schema.ts'
import { hasInterests, type Profile } from '../../src/select/profile.ts'
import { bonusOf, scoreOf, type Ranked } from '../../src/select/rank.ts'
import type { Rated } from '../../src/select/rate.ts'
import { relevanceFloor, type Column } from '../../src/select/relevance.ts'

/**
 * What `rank` must give, written plainly: an object for each paper, sorted by a comparing function. It shares no scratch
 * arrays and packs no keys.
 */
export function rankPlainly(rated: Rated, profile: Profile, horizon: number): Omit<Ranked, 'candidate'>[] {
  return placePlainly(rated, profile, horizon).map(({ score, relevance, reason }) => ({
    score,
    relevance,
    reason,
  }))
}

/** The same, with each paper's id and position. */
export function placePlainly(
  rated: Rated,
  profile: Profile,
  horizon: number,
): (Omit<Ranked, 'candidate'> & { id: string; at: number })[] {
  const interests = interestsOf(rated, profile)
  const isTrend = !hasInterests(profile)
  return rated.papers
    .map((paper, at) => {
      const own = interests.map(({ reason, column }) => ({ reason, value: valueAt(column, at) }))
      const matching = own.filter(({ value }) => value >= relevanceFloor)
      const first = matching.toSorted((a, b) => rankOf(a.reason) - rankOf(b.reason) || b.value - a.value)[0]
      const chosen = first?.reason ?? trending
      const count = first?.reason.kind === 'likeness' ? 1 : matching.length
      const bonus = first ? bonusOf(first.reason, count) : 0
      const relevance = Math.max(0, ...own.map(({ value }) => value)) + bonus
      const score = scoreOf(rated, at, relevance, chosen)
      const reason = chosen.kind === 'keyword' ? rated.keywordReason(chosen.keyword, at) : chosen
      return { id: paper.id, at, score, relevance, reason }
    })
    .filter(({ at }) => rated.youngerThan(horizon)[at] === 1 && !isMuted(rated, profile, at))
    .filter(({ relevance }) => isTrend || relevance >= relevanceFloor)
    .sort((a, b) => stepsOf(b.score) - stepsOf(a.score) || a.at - b.at)
}

/** A name says more than a keyword, that more than a topic, and that more than to be close to a keyword. */
function rankOf({ kind }: Reason): number {
  return ['author', 'organization'].includes(kind) ? 0 : ['keyword', 'topic', 'likeness'].indexOf(kind) + 1
}

const trending: Reason = { kind: 'trending' }

/** Finer differences mean nothing. Rounded as a distance from the top, as halves must go the same way. */
const stepsOf = (score: number) => -Math.round((2 - score) * 1e6)

function interestsOf(rated: Rated, profile: Profile): { reason: Reason; column: Column | undefined }[] {
  return [
    ...profile.authors.map((author) => {
      return { reason: { kind: 'author', author } as const, column: rated.author(author) }
    }),
    ...profile.organizations.map((organization) => {
      const column = rated.organization(organization)
      return { reason: { kind: 'organization', organization } as const, column }
    }),
    ...profile.topics.map((topic) => {
      return { reason: { kind: 'topic', topic } as const, column: rated.topics.get(topic) }
    }),
    ...profile.keywords.map((keyword) => {
      return { reason: { kind: 'keyword', keyword } as const, column: rated.keyword(keyword) }
    }),
    ...profile.keywords.map((keyword) => {
      return { reason: { kind: 'likeness', keyword } as const, column: rated.likeness(keyword) }
    }),
  ]
}

/** Whether one of the profile's mutes hides a paper. */
export function isMuted(
  rated: Rated,
  { mutedTopics, mutedKeywords, mutedAuthors }: Profile,
  at: number,
): boolean {
  return (
    mutedTopics.some((topic) => valueAt(rated.topics.get(topic), at) >= relevanceFloor) ||
    mutedKeywords.some((keyword) => valueAt(rated.mutedKeyword(keyword), at) > 0) ||
    mutedAuthors.some((name) => {
      const columns = [rated.author(name), rated.organization(name)]
      return columns.some((column) => valueAt(column, at) > 0)
    })
  )
}

function valueAt(column: Column | undefined, at: number): number {
  return column?.values[column.papers.indexOf(at)] ?? 0
}
