import { clockHour } from '../../../emails/locales/forms.ts'

/** How a locale forms numbers, plurals, days and lists, for pages. Days are texts like 2026-05-20, months like 2026-05. */
export function formsOf(locale: string) {
  const numbers = new Intl.NumberFormat(locale)
  const plurals = new Intl.PluralRules(locale)
  const lists = new Intl.ListFormat(locale)
  const choices = new Intl.ListFormat(locale, { type: 'disjunction' })
  const days = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  const shortDays = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
  const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const startOf = (day: string) => new Date(`${day}T00:00:00Z`)
  return {
    /** "1,204" */
    number: (amount: number) => numbers.format(amount),
    /** "1 paper", "1,204 papers" */
    counted: (amount: number, one: string, other: string) =>
      `${numbers.format(amount)} ${plurals.select(amount) === 'one' ? one : other}`,
    /** "a, b and c" */
    list: (parts: readonly string[]) => lists.format(parts),
    /** "a, b or c" */
    alternatives: (parts: readonly string[]) => choices.format(parts),
    /** "Wednesday, 20 May 2026": English and Chinese need help with what stands between the two. */
    day: (day: string) =>
      days
        .format(startOf(day))
        .replace(/^(\w+day) /, '$1, ')
        .replace(/日(?=星期)/, '日 '),
    /** "Wed, 20 May" */
    shortDay: (day: string) => shortDays.format(startOf(day)),
    /** "May 2026" */
    month: (month: string) => months.format(startOf(`${month}-01`)),
    /** "07:00" */
    hour: clockHour,
  }
}

export type Forms = ReturnType<typeof formsOf>
