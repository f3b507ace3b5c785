import type { Cadence } from '../store/schema.ts'
import { remember } from './remember.ts'

/** "1 upvote", "1,204 upvotes" */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${count === 1 ? noun : `${noun}s`}`
}

const format = new Intl.NumberFormat('en-GB')

/** "1,204" */
export function grouped(count: number): string {
  return count < 1000 ? String(count) : format.format(count)
}

export function papersCount(count: number): string {
  return counted(count, 'paper')
}

const words = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** Small numbers as running text has them: "seven", but "13". */
export function numberInWords(count: number): string {
  return words[count] ?? String(count)
}

/** "a", "a and b", "a, b and c" */
export function list(parts: string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** "Wednesday" and "20 May 2026", put together here because Node's ICU changes whole formats. */
export function calendarDay(at: Date, timeZone: string): { weekday: string; date: string } {
  return calendarDays(`${at.toISOString()} ${timeZone}`)
}

const calendarDays = remember(2000, (question) => {
  const [at = '', timeZone = ''] = question.split(' ')
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
  const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
  return { weekday: parts['weekday'] ?? '', date: `${parts['day']} ${parts['month']} ${parts['year']}` }
})

export const cadencePhrases: Record<Cadence, string> = {
  daily: 'every day',
  weekdays: 'every weekday',
  weekly: 'every Monday',
}

/** "every weekday at 07:00 (Europe/Berlin)" */
export function schedulePhrase(when: { cadence: Cadence; hour: number; timeZone: string }): string {
  return `${cadencePhrases[when.cadence]} at ${String(when.hour).padStart(2, '0')}:00 (${when.timeZone})`
}
