import type { Preferences } from '../../subscribers/preferences.ts'
import { topicName } from '../../topics/catalogue.ts'

const longDay = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})
const shortDay = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

/** "Wednesday, 20 May 2026" for 2026-05-20. */
export function nameDay(day: string): string {
  return longDay.format(new Date(`${day}T00:00:00Z`)).replace(/^(\w+) /, '$1, ')
}

/** "Wed, 20 May" */
export function nameDayShortly(day: string): string {
  return shortDay.format(new Date(`${day}T00:00:00Z`))
}

const longMonth = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** "May 2026" for 2026-05. */
export function nameMonth(month: string): string {
  return longMonth.format(new Date(`${month}-01T00:00:00Z`))
}

/** Sources have names for their settings, and these are known by others. */
const sourceTitles: Readonly<Record<string, string>> = { huggingface: 'Hugging Face', arxiv: 'arXiv' }

export function sourceTitle(source: string): string {
  return sourceTitles[source] ?? source
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`
}

/** "07:00" */
export function clockHour(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

/** "every day at 07:00 (America/New York)" */
export function describeSchedule({ cadence, hour, timeZone }: Preferences): string {
  const when = { daily: 'every day', weekdays: 'every weekday', weekly: 'every Monday' }[cadence]
  return `${when} at ${clockHour(hour)} (${timeZone.replaceAll('_', ' ')})`
}

const list = new Intl.ListFormat('en-GB')
const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** "Robotics, Agents and Code" */
export function joinNames(names: readonly string[]): string {
  return list.format(names)
}

/** "up to 8 papers about Robotics, Agents and “protein folding”, or by Ada Lovelace; nothing about Safety" */
export function describeChoice(preferences: Preferences): string {
  const { topics, keywords, authors, organizations, maxPapers } = preferences
  const subjects = [...topics.map(topicName), ...keywords.map(quoted)]
  const makers = [...authors, ...organizations]
  const amount = maxPapers === 1 ? 'the top paper' : `up to ${maxPapers} papers`
  const what = [
    ...(subjects.length > 0 ? [`about ${list.format(subjects)}`] : []),
    ...(makers.length > 0 ? [`by ${alternatives.format(makers)}`] : []),
  ]
  const wanted = what.length > 0 ? what.join(', or ') : 'from all topics, whatever is trending'
  return `${amount} ${wanted}${describeMutes(preferences)}`
}

function describeMutes({ mutedTopics, mutedKeywords, mutedAuthors }: Preferences): string {
  const subjects = [...mutedTopics.map(topicName), ...mutedKeywords.map(quoted)]
  const parts = [
    ...(subjects.length > 0 ? [`about ${alternatives.format(subjects)}`] : []),
    ...(mutedAuthors.length > 0 ? [`by ${alternatives.format(mutedAuthors)}`] : []),
  ]
  return parts.length > 0 ? `; nothing ${parts.join(', or ')}` : ''
}

function quoted(keyword: string): string {
  return `“${keyword}”`
}
