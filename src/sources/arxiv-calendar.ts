import { Temporal } from 'temporal-polyfill'

const arxivZone = 'America/New_York'
const cutOff = Temporal.PlainTime.from('14:00')

/** True for Monday to Friday: the days, in UTC, on which arXiv's announcements of the evening before are read. */
export function isAnnounced(day: string): boolean {
  return Temporal.PlainDate.from(day).dayOfWeek <= 5
}

/**
 * When the papers were submitted that arXiv announced for a day: from 14:00 in New York two working days before to
 * 14:00 the working day before (info.arxiv.org/help/availability). Holidays move announcements, which loses nothing:
 * each submission falls into one day.
 *
 * @param day Monday to Friday, as arXiv dates its feeds
 * @returns instants, the first included, the last not
 */
export function submissionsOf(day: string): { from: Temporal.Instant; to: Temporal.Instant } {
  const last = workingDayBefore(Temporal.PlainDate.from(day))
  const at = (date: Temporal.PlainDate) =>
    date.toZonedDateTime({ timeZone: arxivZone, plainTime: cutOff }).toInstant()
  return { from: at(workingDayBefore(last)), to: at(last) }
}

function workingDayBefore(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek === 1 ? 3 : 1 })
}
