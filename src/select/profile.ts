import type { Cadence } from '../store/schema.ts'

/** The part of a subscriber's preferences that decides a selection. Equal profiles share one ranking. */
export type Profile = {
  topics: readonly string[]
  keywords: readonly string[]
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
  const sorted = (values: readonly string[]) => [...new Set(values)].sort()
  return JSON.stringify([horizonDays(profile.cadence), sorted(profile.topics), sorted(profile.keywords)])
}
