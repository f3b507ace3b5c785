import { Temporal } from 'temporal-polyfill'

/** The day that an instant falls on in a time zone, YYYY-MM-DD. */
export function localDay(at: Date, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return local.toPlainDate().toString()
}

/** The day until which a subscriber gets nothing, or null where there is no pause at `now`. */
export function pauseAt(
  { pausedUntil, timeZone }: { pausedUntil: string | null; timeZone: string },
  now: Date,
): string | null {
  return pausedUntil !== null && pausedUntil > localDay(now, timeZone) ? pausedUntil : null
}
