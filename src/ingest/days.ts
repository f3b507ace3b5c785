import { Temporal } from 'temporal-polyfill'

/** The UTC day of an instant as YYYY-MM-DD. Sources date their digests in UTC. */
export function utcDay(instant: Date): string {
  return instant.toISOString().slice(0, 10)
}

/** The instant at which a day begins in UTC. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** Monday to Friday. */
export function isWeekday(day: string): boolean {
  return Temporal.PlainDate.from(day).dayOfWeek <= 5
}

/** Every day from `first` to `last`, both included, or none where `last` is before `first`. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  return days
}

/** True for a day of the calendar as YYYY-MM-DD: the database refuses a 30th of February with an error. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
