import type { Db } from '../store/open.ts'
import type { ScheduleBefore } from '../store/schema.ts'
import type { Schedule } from './recipients.ts'

/** An active subscriber whose schedule is not the one that the last tick saw. */
export type ScheduleChange = Schedule & {
  id: number
  activeSince: Date | null
  mailedThrough: string | null
  before: ScheduleBefore
}

/**
 * Reads and locks what has changed since the last tick. A row that somebody else has locked is left to the next tick: what it
 * keeps of its old schedule stays true.
 */
export async function readScheduleChanges(trx: Db): Promise<ScheduleChange[]> {
  const rows = await trx
    .selectFrom('subscribers')
    .select(['id', 'time_zone', 'hour', 'cadence', 'active_since', 'mailed_through', 'schedule_before'])
    .where('schedule_before', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.flatMap(({ id, time_zone: timeZone, hour, cadence, ...row }) => {
    const { active_since: activeSince, mailed_through: mailedThrough, schedule_before: before } = row
    return before ? [{ id, timeZone, hour, cadence, activeSince, mailedThrough, before }] : []
  })
}

/**
 * Settles a change.
 *
 * @param mailedThrough the day up to which the subscriber is not mailed again, or null where there is none
 */
export async function settleScheduleChange(trx: Db, id: number, mailedThrough: string | null): Promise<void> {
  await trx
    .updateTable('subscribers')
    .set({ schedule_before: null, mailed_through: mailedThrough })
    .where('id', '=', id)
    .execute()
}
