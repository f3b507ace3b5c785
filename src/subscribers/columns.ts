import type { Preferences } from './preferences.ts'

/** Preferences, or some of them, as the table names them. */
export function preferenceColumns(all: Preferences): PreferenceColumns<Preferences>
export function preferenceColumns(some: Partial<Preferences>): PreferenceColumns<Partial<Preferences>>
export function preferenceColumns(some: Partial<Preferences>): PreferenceColumns<Partial<Preferences>> {
  return {
    topics: some.topics,
    keywords: some.keywords,
    authors: some.authors,
    organizations: some.organizations,
    muted_topics: some.mutedTopics,
    muted_keywords: some.mutedKeywords,
    muted_authors: some.mutedAuthors,
    with_outside: some.withDiscovery,
    cadence: some.cadence,
    hour: some.hour,
    time_zone: some.timeZone,
    max_papers: some.maxPapers,
    language: some.language,
    paused_until: some.pausedUntil,
  }
}

/** The way back. */
export function preferencesOf(row: PreferenceColumns<Preferences>): Preferences {
  return {
    topics: row.topics,
    keywords: row.keywords,
    authors: row.authors,
    organizations: row.organizations,
    mutedTopics: row.muted_topics,
    mutedKeywords: row.muted_keywords,
    mutedAuthors: row.muted_authors,
    withDiscovery: row.with_outside,
    cadence: row.cadence,
    hour: row.hour,
    timeZone: row.time_zone,
    maxPapers: row.max_papers,
    language: row.language,
    pausedUntil: row.paused_until,
  }
}

export type PreferenceColumns<Some extends Partial<Preferences>> = {
  topics: Some['topics']
  keywords: Some['keywords']
  authors: Some['authors']
  organizations: Some['organizations']
  muted_topics: Some['mutedTopics']
  muted_keywords: Some['mutedKeywords']
  muted_authors: Some['mutedAuthors']
  with_outside: Some['withDiscovery']
  cadence: Some['cadence']
  hour: Some['hour']
  time_zone: Some['timeZone']
  max_papers: Some['maxPapers']
  language: Some['language']
  paused_until: Some['pausedUntil']
}
