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
  withDiscovery: boolean
  cadence: Cadence
  maxPapers: number
}

/** How many days back a selection looks, counted from a paper's first listing. */
export function horizonDays(cadence: Cadence): number {
  return cadence === 'weekly' ? 14 : 7
}

/** The longest horizon of all, and what an edition must freeze: weekly, with one Monday missed. */
export const longestHorizonDays = 16

/** A paper that another source lists up to this many days after its first listing counts as new on that day. */
export const longestReturnDays = 20

/** What was mailed longer ago can never be a candidate again: it was first listed before that, and may have returned. */
export const longestHistoryDays = longestHorizonDays + longestReturnDays + 3

/**
 * How far back to look for someone who may have missed editions: as far as their cadence says, and at least to the day
 * before the last one that picked for them, because lists still fill after a mail went out. So no paper leaves the
 * horizon during an outage without having been considered once, up to the longest horizon.
 *
 * @param day the edition's, YYYY-MM-DD
 * @param lastPickedOn see `MailHistory`
 */
export function horizonSince(cadence: Cadence, day: string, lastPickedOn: string | null): number {
  const usual = horizonDays(cadence)
  if (lastPickedOn === null) return usual
  const sinceThen = (Date.parse(day) - Date.parse(lastPickedOn)) / 86_400_000 + 2
  return Math.min(longestHorizonDays, Math.max(usual, sinceThen))
}

/** Equal for profiles that rank alike. Size is left out, because it only cuts the ranking. */
export function rankingKey(profile: Profile, horizon: number): string {
  const lists = listsOf(profile).map(asSet)
  return `${horizon} ${profile.withDiscovery} ${lists.join(' ')}`
}

function listsOf(profile: Profile): (readonly string[])[] {
  const { topics, keywords, authors, organizations, mutedTopics, mutedKeywords, mutedAuthors } = profile
  return [topics, keywords, authors, organizations, mutedTopics, mutedKeywords, mutedAuthors]
}

/** Nearly all of a profile's lists are empty, and few have more than one entry. */
function asSet(values: readonly string[]): string {
  if (values.length === 0) return ''
  return JSON.stringify(values.length === 1 ? values : [...new Set(values)].sort())
}

/** Whether many are likely to have the same wishes: whoever names several things is nearly alone with them. */
export function isCommon(profile: Profile): boolean {
  return listsOf(profile).reduce((sum, { length }) => sum + length, 0) <= 2
}

/** Whether a profile says what is wanted. One that only mutes is for all that trends, less what is muted. */
export function hasInterests({ topics, keywords, authors, organizations }: Profile): boolean {
  return topics.length + keywords.length + authors.length + organizations.length > 0
}
