import { lastDue, slotAt } from '../editions/due.ts'
import { readSlotsWatermark } from '../editions/edition.ts'
import { giveUpAfterMs, type DeliveredEdition } from '../ledger/delivery.ts'
import { countWaitingAtMost, findLastInTurn, type Turn, type Waited } from '../ledger/turns.ts'
import type { Outlet } from '../smtp/outlet.ts'
import type { Db } from '../store/open.ts'
import { localDay } from '../subscribers/pause.ts'
import { countScheduled, readSchedules, type Schedule } from '../subscribers/recipients.ts'
import { knownTimeZone } from '../subscribers/time-zone.ts'

export type Turns = {
  /** Who of a range may be sent to now. */
  of: (edition: DeliveredEdition, rangeNo: number) => Promise<Turn | 'everyone' | 'nobody'>
  /** Notes that nobody of the range has a turn, so that it is not looked through again and again. */
  setIdle: (turn: Turn, rangeNo: number) => void
}

type Deps = { db: Db; outlet: Pick<Outlet, 'closedUntil' | 'leftToday'>; clock: () => Date }

/** Read anew after this: what is left changes while messages are sent, but hardly who comes first. */
const keptMs = 30_000
/** After this, a message of the range may be due for another try. */
const idleMs = 5 * 60_000
const hourMs = 3_600_000

/** What holds for all editions alike, and by edition what follows from it. */
type Scarcity = { upTo: Waited | null; schedules: Schedule[]; byEdition: Map<number, Turn> }
type Kept = { readAtMs: number; day: string; newest: number; scarcity: Scarcity | 'everyone' | 'nobody' }

/**
 * Where the lanes' limits leave less for the rest of the day (UTC) than there are people who wait or come due, whoever has
 * waited longest goes first. Whoever comes due again today is served then: a day's messages are of that day's editions.
 */
export function createTurns({ db, outlet, clock }: Deps): Turns {
  let kept: Kept | null = null
  const idle = new WeakMap<Turn, Map<number, number>>()
  const turnOf = async ({ id, slot }: DeliveredEdition) => {
    const now = clock()
    const isKept = kept && kept.newest >= id && kept.day === dayOf(now) && Date.now() - kept.readAtMs < keptMs
    if (!kept || !isKept) {
      const scarcity = await readScarcity(db, await outlet.leftToday(), now)
      const newest = Math.max(id, kept?.newest ?? 0)
      kept = { readAtMs: Date.now(), day: dayOf(now), newest, scarcity: unlessSame(kept?.scarcity, scarcity) }
    }
    const { scarcity } = kept
    if (scarcity === 'everyone' || scarcity === 'nobody') return scarcity
    const { upTo, schedules, byEdition } = scarcity
    const turn = byEdition.get(id) ?? { upTo, servedLater: dueBetween(schedules, slot, endOfDay(now)) }
    byEdition.set(id, turn)
    return turn.upTo === null && turn.servedLater.length === 0 ? 'everyone' : turn
  }
  return {
    of: async (edition, rangeNo) => {
      if (await outlet.closedUntil()) return 'nobody'
      const turn = await turnOf(edition)
      const isIdle = typeof turn === 'object' && (idle.get(turn)?.get(rangeNo) ?? 0) > Date.now()
      return isIdle ? 'nobody' : turn
    },
    setIdle: (turn, rangeNo) => {
      const ranges = idle.get(turn) ?? new Map<number, number>()
      idle.set(turn, ranges.set(rangeNo, Date.now() + idleMs))
    },
  }
}

/** The one before, where it says the same: what was found out by it still holds. */
function unlessSame(before: Kept['scarcity'] | undefined, now: Kept['scarcity']): Kept['scarcity'] {
  if (typeof before !== 'object' || typeof now !== 'object') return now
  const isSame = before.upTo?.since === now.upTo?.since && before.upTo?.id === now.upTo?.id
  return isSame ? before : now
}

async function readScarcity(db: Db, left: number | null, now: Date): Promise<Kept['scarcity']> {
  if (left === null) return 'everyone'
  if (left < 1) return 'nobody'
  const schedules = (await readSchedules(db)).filter(({ timeZone }) => knownTimeZone(timeZone) !== undefined)
  const later = dueBetween(schedules, await lastTick(db, now), endOfDay(now))
  const upcoming = await countScheduled(db, later, null)
  if ((await countWaitingAtMost(db)) + upcoming <= left) return 'everyone'
  const openedAfter = new Date(now.getTime() - giveUpAfterMs)
  const upTo = await findLastInTurn(db, { openedAfter, now }, later, Math.floor(left))
  return { upTo, schedules, byEdition: new Map() }
}

/** Up to when whoever came due has an edition. Where no scheduler runs, `send` opens the edition of the present slot. */
async function lastTick(db: Db, now: Date): Promise<Date> {
  const watermark = (await readSlotsWatermark(db)) ?? slotAt(now)
  return new Date(Math.min(now.getTime(), Math.max(watermark.getTime(), now.getTime() - hourMs)))
}

/** The schedules that come due after one instant, up to another at most a day later, each with its day. */
function dueBetween(schedules: readonly Schedule[], after: Date, upTo: Date) {
  return schedules.flatMap((schedule) => {
    const dueAt = lastDue(schedule, upTo)
    return dueAt > after ? [{ ...schedule, localDay: localDay(dueAt, schedule.timeZone) }] : []
  })
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** The last instant of the day: what is due at midnight is due when the limits begin anew. */
function endOfDay(now: Date): Date {
  return new Date(`${dayOf(now)}T23:59:59.999Z`)
}
