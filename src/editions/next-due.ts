import type { Db } from '../store/open.ts'
import { localDay } from '../subscribers/pause.ts'
import { countScheduled, readSchedules, type Schedule } from '../subscribers/recipients.ts'
import { knownTimeZone } from '../subscribers/time-zone.ts'
import { lastDue, slotMs } from './due.ts'

/** Active subscribers who are due in a slot by their schedule, but became active after it. @returns how many */
export async function countDueButLater(db: Db, slot: Date): Promise<number> {
  const due = (await readKnown(db)).filter((one) => lastDue(one, slot).getTime() === slot.getTime())
  const end = new Date(slot.getTime() + slotMs)
  return countScheduled(
    db,
    due.map((one) => ({ ...one, localDay: localDay(slot, one.timeZone) })),
    end,
  )
}

/** @returns the first slot after `now` in which somebody is due, and how many are; null where nobody ever is */
export async function findNextDue(db: Db, now: Date): Promise<{ at: Date; count: number } | null> {
  const schedules = await readKnown(db)
  const days = Array.from({ length: 9 }, (_, day) => new Date(now.getTime() + day * 86_400_000))
  const times = schedules.flatMap((schedule) =>
    days.map((day) => ({ ...schedule, at: lastDue(schedule, day) })).filter(({ at }) => at > now),
  )
  const slots = Map.groupBy(times, ({ at }) => at.getTime())
  for (const at of [...slots.keys()].sort((a, b) => a - b)) {
    const due = [
      ...new Map(
        (slots.get(at) ?? []).map((one) => [`${one.timeZone} ${one.hour} ${one.cadence}`, one]),
      ).values(),
    ]
    const slot = new Date(at)
    const count = await countScheduled(
      db,
      due.map((one) => ({ ...one, localDay: localDay(slot, one.timeZone) })),
      null,
    )
    if (count > 0) return { at: slot, count }
  }
  return null
}

async function readKnown(db: Db): Promise<Schedule[]> {
  return (await readSchedules(db)).filter(({ timeZone }) => knownTimeZone(timeZone) !== undefined)
}
