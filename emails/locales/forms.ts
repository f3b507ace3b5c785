import type { Words } from './locale.ts'

/**
 * How a locale forms numbers, plurals, dates and lists. Weekday and date are formed apart: what stands between them
 * changes from one version of ICU to the next, and a message that is sent again must be the same.
 */
export function formsOf(locale: string) {
  const numbers = new Intl.NumberFormat(locale)
  const plurals = new Intl.PluralRules(locale)
  const lists = new Intl.ListFormat(locale)
  /** "1,204" */
  const number = (count: number) => (count < 1000 ? String(count) : numbers.format(count))
  return {
    number,
    /** "1 paper", "1,204 papers" */
    counted: (count: number, one: string, other: string) =>
      `${number(count)} ${plurals.select(count) === 'one' ? one : other}`,
    list: (parts: string[]) => lists.format(parts),
    date: (at: Date, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'long' }).format(at),
    weekday: (at: Date, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long' }).format(at),
  } satisfies Partial<Words> & Record<string, unknown>
}

/** "07:00" */
export function clockHour(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
