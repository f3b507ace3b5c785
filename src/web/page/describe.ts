import type { Preferences } from '../../subscribers/preferences.ts'
import type { PageWords } from '../words/catalogue.ts'

/** "every day at 07:00 (America/New York)" */
export function describeSchedule({ subscribing }: PageWords, preferences: Preferences): string {
  const { cadence, hour, timeZone } = preferences
  return subscribing.schedule(cadence, hour, timeZone.replaceAll('_', ' '))
}

/** "up to 8 papers about Robotics, Agents and “protein folding”, or by Ada Lovelace; nothing about Safety" */
export function describeChoice({ subscribing, topics: { name } }: PageWords, chosen: Preferences): string {
  const subjects = [...chosen.topics.map(name), ...chosen.keywords.map(subscribing.quoted)]
  const makers = [...chosen.authors, ...chosen.organizations]
  const muted = [...chosen.mutedTopics.map(name), ...chosen.mutedKeywords.map(subscribing.quoted)]
  const isMuting = muted.length + chosen.mutedAuthors.length > 0
  return (
    subscribing.choice(chosen.maxPapers, subjects, makers) +
    (isMuting ? subscribing.nothing(muted, chosen.mutedAuthors) : '')
  )
}
