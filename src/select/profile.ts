import type { Cadence } from '../store/schema.ts'

/** The part of a subscriber's preferences that decides a selection. Equal profiles share one ranking. */
export type Profile = {
  topics: readonly string[]
  keywords: readonly string[]
  authors: readonly string[]
  organizations: readonly string[]
  mutedTopics: readonly string[]
  mutedKeywords: readonly string[]
  /** Of people and organisations alike. */
  mutedAuthors: readonly string[]
  /** Whether the last place may go to what is popular outside of all this. */
  withOutside: boolean
  cadence: Cadence
  maxPapers: number
}

/** How many days back a selection looks, counted from a paper's first listing. */
export function horizonDays(cadence: Cadence): number {
  return cadence === 'weekly' ? 14 : 7
}

/** The longest horizon of all: what an edition must freeze. */
export const longestHorizonDays = horizonDays('weekly')

/** Equal for profiles that rank alike. Size is left out, because it only cuts the ranking. */
export function rankingKey(profile: Profile): string {
  const { topics, keywords, authors, organizations, mutedTopics, mutedKeywords, mutedAuthors } = profile
  const lists = [topics, keywords, authors, organizations, mutedTopics, mutedKeywords, mutedAuthors]
  const sorted = lists.map((values) => [...new Set(values)].sort())
  return JSON.stringify([horizonDays(profile.cadence), profile.withOutside, ...sorted])
}

/** Whether a profile says what is wanted. One that only mutes is for all that trends, less what is muted. */
export function hasInterests({ topics, keywords, authors, organizations }: Profile): boolean {
  return topics.length + keywords.length + authors.length + organizations.length > 0
}
