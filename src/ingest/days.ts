import { Temporal } from 'temporal-polyfill'

/** The day of an instant in UTC, in which sources date their digests: YYYY-MM-DD. */
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

/** Every day from `first` to `last`, both included; none where they are the wrong way round. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  return days
}
