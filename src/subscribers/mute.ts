import { nameKey } from '../select/names.ts'
import type { Preferences } from './preferences.ts'

/** What someone wants less of: topics by slug, keywords, and names of people and organisations. */
export type Mutes = { topics: string[]; keywords: string[]; authors: string[] }

/** The change to preferences that mutes. What is muted is no longer followed. */
export function mute(before: Preferences, { topics, keywords, authors }: Mutes): Partial<Preferences> {
  const unlike = (muted: string[]) => {
    const keys = new Set(muted.map(nameKey))
    return (one: string) => !keys.has(nameKey(one))
  }
  return {
    topics: before.topics.filter(unlike(topics)),
    keywords: before.keywords.filter(unlike(keywords)),
    authors: before.authors.filter(unlike(authors)),
    organizations: before.organizations.filter(unlike(authors)),
    mutedTopics: [...before.mutedTopics, ...topics],
    mutedKeywords: [...before.mutedKeywords, ...keywords],
    mutedAuthors: [...before.mutedAuthors, ...authors],
  }
}
