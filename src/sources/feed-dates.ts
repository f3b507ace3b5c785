/** An instant's day in UTC, YYYY-MM-DD, or null where there is none. */
export function dayOf(instant: string | null): string | null {
  const time = instantOf(instant?.trim() ?? '')
  // Feeds without a clock date things in 1970 or far ahead.
  return time > Date.UTC(1990, 0) && time < Date.UTC(2100, 0)
    ? new Date(time).toISOString().slice(0, 10)
    : null
}

/** `2026-05-20`, with a time and a zone or without. */
const iso = /^\d{4}-\d{2}-\d{2}(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i
/** RFC 822 and its relatives: `Wed, 20 May 2026 10:00:00 +0200`. */
const namedMonth =
  /^(?:[a-z]+,?\s+)?(\d{1,2}[\s-][a-z]{3,9}[\s-]\d{2,4})(?:\s+(\d{1,2}:\d{2}(?::\d{2})?))?\s*(\S*)/i
/** The other way around: `May 20, 2026 10:00`. */
const monthFirst = /^(?:[a-z]+,?\s+)?[a-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}\b/i
const numeric = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b/

/**
 * Milliseconds since 1970, or NaN. Without a zone, or with one that nobody else knows, it is UTC.
 *
 * `05/06/2026` may be in May or in June: it is no date. `26/05/2026` and `05.06.2026` have the day first.
 */
function instantOf(text: string): number {
  const isoParts = iso.exec(text.replace(/^(\d{4})[./](\d{2})[./](\d{2})/, '$1-$2-$3'))
  if (isoParts) {
    const [whole, time, zone] = isoParts
    return Date.parse(time ? `${whole.slice(0, 10)}T${time.replace(',', '.')}${zoneOf(zone)}` : whole)
  }
  const named = namedMonth.exec(text)
  if (named) {
    const [, date = '', time = '00:00', zone = ''] = named
    const local = `${date.replaceAll('-', ' ')} ${time}`
    const withZone = Date.parse(`${local} ${zone || 'UTC'}`)
    return Number.isNaN(withZone) ? Date.parse(`${local} UTC`) : withZone
  }
  const numbers = numeric.exec(text)
  if (numbers) return dayFirst(numbers)
  return monthFirst.test(text)
    ? Date.parse(/\b(?:UTC|GMT|Z)\b|[+-]\d{4}/.test(text) ? text : `${text} UTC`)
    : NaN
}

function zoneOf(zone: string | undefined): string {
  if (!zone) return 'Z'
  return /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
}

function dayFirst([, day, separator, month, year]: RegExpExecArray): number {
  if (separator !== '.' && Number(day) <= 12) return NaN
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  return Date.parse(`${date}T00:00:00Z`)
}
