import type { LaneConfig } from '../smtp/lane-config.ts'
import { editionsPerDay } from '../smtp/lane-meter.ts'
import type { Db } from '../store/open.ts'
import { countByCadence } from '../subscribers/recipients.ts'

/** More digests come due than the lanes' limits let out, each per day. */
export type Shortfall = { due: number; sendable: number }

/**
 * Compares what comes due with what the lanes may send now. Due is the mean of a week over active subscribers: daily ones
 * count 1, those of weekdays 5/7, weekly ones 1/7.
 *
 * @returns null where the limits suffice, or there are none
 */
export async function findShortfall(
  db: Db,
  lanes: readonly LaneConfig[],
  now: Date,
): Promise<Shortfall | null> {
  const sendable = sendablePerDay(lanes, now)
  if (sendable === null) return null
  const { daily, weekdays, weekly } = await countByCadence(db)
  const due = Math.round(daily + (weekdays * 5 + weekly) / 7)
  return due > sendable ? { due, sendable } : null
}

/** @returns null without a limit */
function sendablePerDay(lanes: readonly LaneConfig[], now: Date): number | null {
  const limits = lanes
    .filter((lane) => lane.carries.includes('editions'))
    .map((lane) => editionsPerDay(lane, now))
  if (limits.length === 0) return null
  return limits.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0)
}

/** For the operator, in one line. */
export function shortfallLine({ due, sendable }: Shortfall): string {
  return `${due} due a day, ${sendable} can be sent by the limits of the lanes: whoever has waited longest is first`
}
