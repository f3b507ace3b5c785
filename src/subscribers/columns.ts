import type { Preferences } from './preferences.ts'

/** The preferences as the table names them. */
export function preferenceColumns(preferences: Preferences) {
  const { topics, keywords, cadence, hour, timeZone, maxPapers } = preferences
  return { topics, keywords, cadence, hour, time_zone: timeZone, max_papers: maxPapers }
}
