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

/** "up to 8 papers about Robotics, Agents and “protein folding”" */
export function describeChoice({ topics, keywords, maxPapers }: Preferences): string {
  const subjects = [...topics.map(topicName), ...keywords.map((keyword) => `“${keyword}”`)]
  const amount = maxPapers === 1 ? 'the top paper' : `up to ${maxPapers} papers`
  if (subjects.length === 0) return `${amount} from all topics, whatever is trending`
  return `${amount} about ${new Intl.ListFormat('en-GB').format(subjects)}`
}

const openingLength = 280

/** The start of an abstract, for papers that have no summary. */
export function opening(abstract: string): string {
  if (abstract.length <= openingLength) return abstract
  return `${abstract.slice(0, openingLength).replace(/\s+\S*$/, '')}…`
}
