import { catalogue } from '../../emails/locales/catalogue.ts'
import type { Language } from '../store/schema.ts'
import { memoize } from '../memoize.ts'
import { zoneOrUtc } from '../subscribers/time-zone.ts'

/** "Wednesday" and "20 May 2026". To form them takes longer than to put a whole message together, so they are kept. */
export function calendarDay(
  language: Language,
  at: Date,
  timeZone: string,
): { weekday: string; date: string } {
  return calendarDays[language](`${at.getTime()} ${timeZone}`)
}

const calendarDays = { en: daysIn('en'), de: daysIn('de'), zh: daysIn('zh') }

function daysIn(language: Language) {
  const { weekday, date } = catalogue[language]
  return memoize(2000, (question: string) => {
    const [at = '', zone = ''] = question.split(' ')
    const [time, timeZone] = [new Date(Number(at)), zoneOrUtc(zone)]
    return { weekday: weekday(time, timeZone), date: date(time, timeZone) }
  })
}
