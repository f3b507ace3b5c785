import type { Db } from '../store/open.ts'
import type { ScheduleBefore } from '../store/schema.ts'
import type { Schedule } from './recipients.ts'

/** An active subscriber whose schedule is not the one that the last tick saw. */
export type ScheduleChange = Schedule & {
  id: number
  activeSince: Date | null
  mailedThrough: string | null
  before: ScheduleBefore
  /** The newest slot whose tick did not know the schedule before; null where it had never been changed. */
  beforeSince: Date | null
}

/**
 * Reads and locks what has changed since the last tick. A row that somebody else has locked is left to the next tick: what it
 * keeps of its old schedule stays true.
 */
export async function readScheduleChanges(trx: Db): Promise<ScheduleChange[]> {
  const rows = await trx
    .selectFrom('subscribers')
    .select([
      'id',
      'time_zone',
      'hour',
      'cadence',
      'active_since',
      'mailed_through',
      'schedule_before',
      'schedule_since',
    ])
    .where('schedule_before', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.flatMap(({ id, time_zone: timeZone, hour, cadence, ...row }) => {
    const { active_since: activeSince, mailed_through: mailedThrough } = row
    const { schedule_before: before, schedule_since: beforeSince } = row
    return before ? [{ id, timeZone, hour, cadence, activeSince, mailedThrough, before, beforeSince }] : []
  })
}

/**
 * Settles a change.
 *
 * @param since the newest slot whose tick did not know the new schedule
 * @param mailedThrough the day up to which the subscriber is not mailed again, or null where there is none
 */
export async function settleScheduleChange(
  trx: Db,
  id: number,
  since: Date,
  mailedThrough: string | null,
): Promise<void> {
  await trx
    .updateTable('subscribers')
    .set({ schedule_before: null, schedule_since: since, mailed_through: mailedThrough })
    .where('id', '=', id)
    .execute()
}
