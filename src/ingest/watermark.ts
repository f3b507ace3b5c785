import type { Logger } from '../logger.ts'
import type { Db } from '../store/open.ts'
import { addDays, daysBetween, isWeekday, startOfDay, utcDay } from './days.ts'
import { readPolledDays, type PolledDay } from './known-day.ts'
import { moveWatermark, raiseWatermark, readWatermarkRow } from './watermark-rows.ts'

type Deps = {
  db: Db
  source: { name: string; askAgainAfterDays?: readonly number[] }
  logger: Logger
}

/** How far back the recurring poll goes. Older days take a backfill. */
const maxDaysBack = 14

/**
 * The days to ask a source for, the oldest first: today, yesterday, since the watermark those without a good answer from
 * after their end, and those whose list the source may have added to since it was last asked.
 */
export async function daysToPoll(deps: Deps, today: string): Promise<string[]> {
  const oldest = addDays(today, -maxDaysBack)
  const yesterday = addDays(today, -1)
  const polled = await readPolledDays(deps.db, deps.source.name, oldest)
  const before = addDays(polled[0]?.day ?? yesterday, -1)
  const done = await readHealed(deps, today, before)
  const next = done ? addDays(done, 1) : (polled[0]?.day ?? yesterday)
  if (next < oldest) {
    const days = { source: deps.source.name, from: next, to: addDays(oldest, -1) }
    deps.logger.warn(days, 'gave up on days of more than two weeks ago: backfill them if you need them')
  }
  const settled = new Set(polled.filter(isSettled).map(({ day }) => day))
  const open = daysBetween(next < oldest ? oldest : next, today).filter((day) => !settled.has(day))
  const again = polled.filter((one) => isDueAgain(one, today, deps.source.askAgainAfterDays ?? []))
  return [...new Set([...again.map(({ day }) => day), ...open, yesterday, today])].toSorted()
}

/** A watermark ahead of the clock was written while that was wrong: it would let no day be asked for again. */
async function readHealed(deps: Deps, today: string, setBackTo: string): Promise<string | null> {
  const name = watermarkName(deps)
  const at = await readWatermarkRow(deps.db, name)
  if (at === null || utcDay(at) <= today) return at && utcDay(at)
  const source = deps.source.name
  deps.logger.error(
    { source, watermark: at, today, setBackTo },
    'the watermark of a source was ahead of the clock',
  )
  await moveWatermark(deps.db, name, at, startOfDay(setBackTo))
  return setBackTo
}

/** A question that brought nothing is asked again at the next poll. */
function isDueAgain(
  { day, problem, polled_at: polledAt }: PolledDay,
  today: string,
  afterDays: readonly number[],
) {
  if (afterDays.length === 0 || day >= today || !isWeekday(day)) return false
  const passed = afterDays.map((days) => addDays(day, days)).filter((due) => due <= today)
  return problem !== null || passed.some((due) => polledAt < startOfDay(due))
}

/** Moves the watermark over every day that is settled without a gap. It never moves back, whatever other processes do. */
export async function advanceWatermark(deps: Deps, today: string): Promise<void> {
  const days = await readPolledDays(deps.db, deps.source.name, addDays(today, -maxDaysBack))
  const newest = newestSettled(await readWatermark(deps), days)
  if (!newest) return
  await raiseWatermark(deps.db, watermarkName(deps), startOfDay(newest))
}

/**
 * The newest day up to which nothing is left to fetch, or null.
 *
 * @param done the newest such day as of before
 * @param days the days asked for, the oldest first
 */
export function newestSettled(done: string | null, days: readonly PolledDay[]): string | null {
  let newest = done
  for (const polled of days) {
    if (newest && polled.day <= newest) continue
    // Days that were given up may lie before the first one.
    const isNext = polled === days[0] || (newest !== null && polled.day === addDays(newest, 1))
    if (!isNext || !isSettled(polled)) break
    newest = polled.day
  }
  return newest
}

/** True where a good answer came after the day was over. A partial day is asked for until it is given up. */
export function isSettled({ day, state, problem, polled_at: polledAt }: PolledDay): boolean {
  const isGood = (state === 'fetched' || state === 'empty') && problem === null
  return isGood && polledAt >= startOfDay(addDays(day, 1))
}

/** The newest day up to which nothing is left to fetch from a source, or null. */
export async function readWatermark({ db, source }: Pick<Deps, 'db' | 'source'>): Promise<string | null> {
  const at = await readWatermarkRow(db, watermarkName({ source }))
  return at && utcDay(at)
}

function watermarkName({ source }: Pick<Deps, 'source'>): string {
  return `ingest:${source.name}`
}
