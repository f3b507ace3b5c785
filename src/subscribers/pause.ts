import { Temporal } from 'temporal-polyfill'
import { zoneOrUtc } from './time-zone.ts'

/** The day that an instant falls on in a time zone, or in UTC where the zone is not known, YYYY-MM-DD. */
export function localDay(at: Date, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zoneOrUtc(timeZone))
  return local.toPlainDate().toString()
}

/** The day until which a subscriber gets nothing, or null where there is no pause at `now`. */
export function pauseAt(
  { pausedUntil, timeZone }: { pausedUntil: string | null; timeZone: string },
  now: Date,
): string | null {
  return pausedUntil !== null && pausedUntil > localDay(now, timeZone) ? pausedUntil : null
}
