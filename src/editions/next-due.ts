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

/**
 * @returns the first slot after `now` in which someone with these preferences is due; null where this runtime does not know
 * their time zone
 */
export function nextDueFor(schedule: Schedule & { pausedUntil: string | null }, now: Date): Date | null {
  const { timeZone, pausedUntil } = schedule
  if (knownTimeZone(timeZone) === undefined) return null
  const pauseEnd = pausedUntil === null ? now : new Date(`${pausedUntil}T00:00:00Z`)
  const from = Math.max(now.getTime(), pauseEnd.getTime() - dayMs)
  for (let days = 0; days <= 10; days += 1) {
    const at = lastDue(schedule, new Date(from + days * dayMs))
    if (at > now && (pausedUntil === null || localDay(at, timeZone) >= pausedUntil)) return at
  }
  return null
}

const dayMs = 86_400_000

async function readKnown(db: Db): Promise<Schedule[]> {
  return (await readSchedules(db)).filter(({ timeZone }) => knownTimeZone(timeZone) !== undefined)
}
