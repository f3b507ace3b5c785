import { Temporal } from 'temporal-polyfill'
import type { Cadence } from '../store/schema.ts'
import type { Schedule } from '../subscribers/recipients.ts'

/** Local hours begin on a quarter of an hour in every time zone, so that is how often a slot can fall. */
export const slotMs = 15 * 60_000

const monday = 1
const saturday = 6

/** The slot that an instant belongs to: the quarter of an hour, rounded down. */
export function slotAt(now: Date): Date {
  return new Date(Math.floor(now.getTime() / slotMs) * slotMs)
}

/**
 * The newest instant, at or before `now`, at which the schedule was due.
 *
 * A local hour that daylight saving skips is due at the next one that exists, and one that occurs twice is due the
 * first time (Temporal's "compatible" disambiguation). Weekdays are Monday to Friday; weekly is Monday, when the
 * past week is complete.
 *
 * @throws {RangeError} where the time zone is unknown
 */
export function lastDue(schedule: Schedule, now: Date): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(schedule.timeZone)
  // A week back holds every cadence; one day ahead because a skipped local day is due at an instant of the next.
  for (let daysBack = -1; daysBack <= 7; daysBack++) {
    const date = local.toPlainDate().subtract({ days: daysBack })
    if (!isMailDay(schedule.cadence, date.dayOfWeek)) continue
    const time = Temporal.PlainTime.from({ hour: schedule.hour })
    const due = date.toZonedDateTime({ timeZone: schedule.timeZone, plainTime: time }).epochMilliseconds
    if (due <= now.getTime()) return new Date(due)
  }
  throw new RangeError(`no due time within a week for ${JSON.stringify(schedule)}`)
}

function isMailDay(cadence: Cadence, dayOfWeek: number): boolean {
  switch (cadence) {
    case 'daily':
      return true
    case 'weekdays':
      return dayOfWeek < saturday
    case 'weekly':
      return dayOfWeek === monday
  }
}
