import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { localDay } from '../subscribers/pause.ts'
import type { Schedule } from '../subscribers/recipients.ts'
import {
  readScheduleChanges,
  settleScheduleChange,
  type ScheduleChange,
} from '../subscribers/schedule-changes.ts'
import { knownTimeZone } from '../subscribers/time-zone.ts'
import { lastDue } from './due.ts'

/** Someone whose new hour had passed when they chose it, on a day on which they have had nothing yet. */
export type CaughtUp = { id: number; schedule: Schedule; dueAt: Date; localDay: string }

/**
 * Looks once at everyone whose hour, zone or cadence has changed: remembers the day up to which they were mailed, so that a later
 * hour does not mail them twice, and finds those whom an earlier hour would leave without the digest of today.
 *
 * @param through the slot up to which the ticks before have taken everyone
 */
export async function settleScheduleChanges(trx: Db, through: Date, slot: Date): Promise<CaughtUp[]> {
  const changes = await readScheduleChanges(trx)
  if (changes.length === 0) return []
  const slots = await readNewestSlots(
    trx,
    changes.map(({ id }) => id),
    slot,
  )
  const caughtUp: CaughtUp[] = []
  for (const change of changes) {
    const before = earlier(dateOf(change.before.through) ?? through, through)
    const own = slots.get(change.id)
    const days = [
      change.mailedThrough,
      dayTakenBefore(change, before),
      // By `send`, or by a tick at the very moment of the change.
      own && own > before ? dayOfEdition(change, own) : null,
    ]
    const mailedThrough = days.reduce(laterDay)
    const missed = findMissed(change, before, slot)
    const isMissed =
      missed !== null &&
      (mailedThrough === null || missed.localDay > mailedThrough) &&
      // On the new calendar the mail of another day may have come on this one.
      (own === undefined || localDay(own, missed.schedule.timeZone) < missed.localDay)
    if (isMissed) caughtUp.push(missed)
    await settleScheduleChange(trx, change.id, before, isMissed ? missed.localDay : mailedThrough)
  }
  return caughtUp
}

/** The newest day that the old schedule had mailed, as of a slot up to which everyone was taken. */
function dayTakenBefore({ before, beforeSince, activeSince }: ScheduleChange, through: Date): string | null {
  if (!knownTimeZone(before.timeZone)) return null
  const dueAt = lastDue(before, through)
  // What it was due for before it was chosen was settled when it was.
  if (beforeSince !== null && dueAt <= beforeSince) return null
  const day = localDay(dueAt, before.timeZone)
  const wasPaused = before.pausedUntil !== null && before.pausedUntil > day
  return wasPaused || activeSince === null || activeSince > dueAt ? null : day
}

/** The day that an edition was for which has them, by whichever of the schedules was due in its slot. */
function dayOfEdition({ before, ...after }: ScheduleChange, slot: Date): string | null {
  const known = [before, after].filter(({ timeZone }) => knownTimeZone(timeZone))
  const schedule = known.find((one) => lastDue(one, slot).getTime() === slot.getTime()) ?? known[0]
  return schedule ? localDay(lastDue(schedule, slot), schedule.timeZone) : null
}

/** The due time of the day of the change that the ticks would never see, because they were past it already. */
function findMissed(change: ScheduleChange, through: Date, slot: Date): CaughtUp | null {
  const { id, timeZone, hour, cadence, activeSince } = change
  if (!knownTimeZone(timeZone)) return null
  const schedule = { timeZone, hour, cadence }
  const dueAt = lastDue(schedule, slot)
  const day = localDay(dueAt, timeZone)
  const wasActive = activeSince !== null && activeSince <= dueAt
  return wasActive && dueAt <= through && day >= localDay(through, timeZone)
    ? { id, schedule, dueAt, localDay: day }
    : null
}

/** The newest slot, up to some hours ahead of this one, of a scheduled edition that has each of them. */
async function readNewestSlots(trx: Db, ids: number[], slot: Date): Promise<Map<number, Date>> {
  const { rows } = await sql<{ id: number; slot: Date }>`
    select id, max(slot) as slot from (
      select d.subscriber_id as id, e.slot
      from deliveries d join editions e on e.id = d.edition_id
      where d.subscriber_id = any(${ids}::bigint[]) and e.kind = 'scheduled' and e.created_at >= e.slot
      union all
      select r.id, e.slot
      from edition_ranges er join editions e on e.id = er.edition_id, unnest(er.subscriber_ids) r (id)
      where er.composed_at is null and r.id = any(${ids}::bigint[]) and e.kind = 'scheduled' and e.created_at >= e.slot
    ) own
    where slot <= ${slot}::timestamptz + interval '3 hours'
    group by id`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.slot]))
}

function laterDay(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
