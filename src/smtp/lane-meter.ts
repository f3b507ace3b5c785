import { setTimeout as sleep } from 'node:timers/promises'
import type { LanePoints } from './lane-points.ts'
import { dailyCap, type LaneConfig, type Stream } from './lane-config.ts'

/** Keeps one stream of a lane within its share of the lane's limits, across all workers. */
export type Meter = {
  /**
   * Waits until a message may go out by the rate per second, and counts it.
   *
   * @returns null, or when to try again if the hour's or the day's limit is used up
   */
  take: () => Promise<Date | null>
  /** How many more messages may go out until the end of the day (UTC), or null without a limit. */
  leftToday: () => Promise<number | null>
  /** The end of the hour or day whose limit is used up, as far as this worker knows. */
  exhaustedUntil: () => Date | null
  close: () => Promise<void>
}

type WindowName = 'second' | 'hour' | 'day'
const windowSeconds: Record<WindowName, number> = { second: 1, hour: 3600, day: 86_400 }

/** Points that this worker has reserved in a window and not used yet. */
type Lease = { window: WindowName; no: number; left: number; isExhausted: boolean }

/** A worker reserves this fraction of a limit at a time: little is lost if it dies, and it need not ask for each message. */
const leaseShare: Record<WindowName, number> = { second: 0.1, hour: 0.005, day: 0.005 }
const largestLease = 1000
/** A lane that has finished warming up. */
const unlimited = { part: 'together', limit: Number.MAX_SAFE_INTEGER }

export function openMeter(lane: LaneConfig, stream: Stream, points: LanePoints, clock: () => Date): Meter {
  const leases: Lease[] = (['second', 'hour', 'day'] as const)
    .filter((window) => shareOf(lane, stream, window, clock()) !== null)
    .map((window) => ({ window, no: -1, left: 0, isExhausted: false }))
  // Rates use real time; hours and days use the application's clock.
  const now = (window: WindowName) => (window === 'second' ? Date.now() : clock().getTime())
  const keyAndLimit = ({ window, no }: Lease) => {
    const { part, limit } = shareOf(lane, stream, window, clock()) ?? unlimited
    return { key: keyOf(lane, part, window, no), limit }
  }
  const usage = async (lease: Lease) => {
    const { key, limit } = keyAndLimit(lease)
    return { limit, used: lease.window === 'second' ? 0 : await points.used(key) }
  }
  let refilling: Promise<void> | null = null

  const refill = async (lease: Lease) => {
    const { no } = lease
    const { key, limit } = keyAndLimit(lease)
    const wanted = Math.min(largestLease, Math.max(1, Math.ceil(limit * leaseShare[lease.window])))
    const taken = await points.take(key, wanted, limit, windowSeconds[lease.window])
    if (lease.no !== no) return
    lease.left += taken
    lease.isExhausted = taken === 0
  }
  const exhaustedUntil = () => {
    for (const lease of leases) turnPage(lease, now(lease.window))
    const used = leases.filter((lease) => lease.window !== 'second' && lease.isExhausted && lease.left === 0)
    const ends = used.map((lease) => (lease.no + 1) * windowSeconds[lease.window] * 1000)
    return ends.length === 0 ? null : new Date(Math.max(...ends))
  }

  return {
    take: async () => {
      for (;;) {
        const until = exhaustedUntil()
        if (until) return until
        const empty = leases.find((lease) => lease.left === 0)
        if (!empty) break
        if (empty.isExhausted) await sleep(1000 - (Date.now() % 1000))
        else {
          refilling ??= refill(empty).finally(() => (refilling = null))
          await refilling
        }
      }
      for (const lease of leases) lease.left -= 1
      return null
    },
    exhaustedUntil,
    leftToday: async () => {
      for (const lease of leases) turnPage(lease, now(lease.window))
      return leastOf(leases.map(async (lease) => leftOf(lease, await usage(lease), clock())))
    },
    close: async () => {
      for (const lease of leases.filter((one) => one.window !== 'second' && one.left > 0)) {
        await points.giveBack(keyAndLimit(lease).key, lease.left, windowSeconds[lease.window])
        lease.left = 0
      }
    },
  }
}

/** Starts over when a new window has begun. */
function turnPage(lease: Lease, atMs: number): void {
  const no = windowNo(lease.window, atMs)
  if (lease.no === no) return
  Object.assign(lease, { no, left: 0, isExhausted: false } satisfies Partial<Lease>)
}

/** What remains of a limit for the rest of the day: in the current window and the following ones. */
function leftOf(
  { window, no, left }: Lease,
  { limit, used }: { limit: number; used: number },
  now: Date,
): number {
  const endOfDayMs = (windowNo('day', now.getTime()) + 1) * windowSeconds.day * 1000
  if (window === 'second') return (limit * (endOfDayMs - now.getTime())) / 1000
  const windowsLater = endOfDayMs / 1000 / windowSeconds[window] - (no + 1)
  return limit - used + left + limit * windowsLater
}

async function leastOf(counts: Promise<number>[]): Promise<number | null> {
  return counts.length === 0 ? null : Math.max(0, Math.min(...(await Promise.all(counts))))
}

/** What a lane sent in the current hour and day, by all workers and in both streams, with its caps. */
export async function readUsage(lane: LaneConfig, points: LanePoints, now: Date) {
  const usage = async (window: WindowName, cap: number | null) => {
    if (cap === null) return null
    const keys = [...lane.carries, together].map((part) =>
      keyOf(lane, part, window, windowNo(window, now.getTime())),
    )
    const counts = await Promise.all(keys.map((key) => points.used(key)))
    return { used: counts.reduce((sum, count) => sum + count, 0), cap }
  }
  return { hour: await usage('hour', lane.perHour ?? null), day: await usage('day', dailyCap(lane, now)) }
}

/** How many messages of editions a lane may send on a day, or null without a limit. */
export function editionsPerDay(lane: LaneConfig, now: Date): number | null {
  const limits = (['second', 'hour', 'day'] as const).flatMap((window) => {
    const share = shareOf(lane, 'editions', window, now)
    return share ? [(share.limit * windowSeconds.day) / windowSeconds[window]] : []
  })
  return limits.length === 0 ? null : Math.min(...limits)
}

const together = 'together'

/**
 * A stream's share of a limit. Editions never use the share reserved for mails that people wait for. Both streams share
 * a limit that is too small to divide.
 */
function shareOf(lane: LaneConfig, stream: Stream, window: WindowName, now: Date) {
  const whole = { second: lane.perSecond ?? null, hour: lane.perHour ?? null, day: dailyCap(lane, now) }[
    window
  ]
  if (whole === null) return null
  const kept = Math.floor(whole * lane.transactionalShare)
  if (lane.carries.length === 1 || kept === 0) return { part: together, limit: whole }
  return { part: stream, limit: stream === 'transactional' ? kept : whole - kept }
}

function keyOf(lane: LaneConfig, part: string, window: WindowName, no: number): string {
  return `${lane.name}:${part}:${window}:${no}`
}

function windowNo(window: WindowName, atMs: number): number {
  return Math.floor(atMs / (windowSeconds[window] * 1000))
}
