import { CronExpressionParser } from 'cron-parser'
import type { ConfiguredSource } from '../sources/source.ts'
import type { Db } from '../store/open.ts'
import type { DayState } from '../store/schema.ts'
import { addDays, utcDay } from './days.ts'
import { readReceipts, type DayReceipt } from './receipt.ts'
import { readWatermark } from './watermark.ts'

type Scheduled = Pick<ConfiguredSource, 'name' | 'schedule'>

/** How many days of a source are shown. */
const daysBack = 14

const receiptDays = 6

/** The state of a source, for the operator. */
export type SourceHealth = {
  name: string
  /** When it is polled: a cron expression in UTC. */
  schedule: string
  /** The next time of that schedule. */
  nextPollAt: Date
  /** The last poll for any day, or null before the first. */
  lastPollAt: Date | null
  /** The newest day up to which nothing is left to fetch, or null. */
  watermark: string | null
  /** The last 14 days, the newest first, without those that were never asked for. */
  days: DayHealth[]
  /** How many of these days are stale or failed. */
  badDays: number
  /** The last 7 days that were asked for, the newest first. */
  receipts: DayReceipt[]
}

/** The state of a source's digest of one day. */
export type DayHealth = {
  /** YYYY-MM-DD */
  day: string
  state: DayState
  /** For the operator: why it is partial, stale or failed, or why the last poll of a good day could not be used. */
  problem: string | null
  /** How many papers it lists. */
  listed: number
  /** How many entries of the last answer could not be used. */
  dropped: number
  polledAt: Date
}

/**
 * The state of each configured source, in their order.
 *
 * @param sources `config.sources.planned`
 */
export async function readSourceHealth(
  db: Db,
  sources: readonly Scheduled[],
  now: Date,
): Promise<SourceHealth[]> {
  return Promise.all(sources.map((source) => readOne(db, source, now)))
}

async function readOne(db: Db, { name, schedule }: Scheduled, now: Date): Promise<SourceHealth> {
  const rows = await db
    .selectFrom('digests')
    .select(['day', 'state', 'problem', 'listed', 'dropped', 'polled_at'])
    .where('source', '=', name)
    .where('day', '>', addDays(utcDay(now), -daysBack))
    .where('day', '<=', utcDay(now))
    .orderBy('day', 'desc')
    .execute()
  const lastPoll = await db
    .selectFrom('digests')
    .select((query) => query.fn.max('polled_at').as('at'))
    .where('source', '=', name)
    .executeTakeFirst()
  const days = rows.map(({ polled_at: polledAt, dropped, ...row }) => ({
    ...row,
    dropped: dropped.length,
    polledAt,
  }))
  return {
    name,
    schedule,
    nextPollAt: nextPoll(schedule, now),
    lastPollAt: lastPoll?.at ?? null,
    watermark: await readWatermark({ db, source: { name } }),
    days,
    receipts: await readReceipts(db, {
      source: name,
      from: addDays(utcDay(now), -receiptDays),
      to: utcDay(now),
    }),
    badDays: days.filter(({ state }) => state === 'stale' || state === 'failed').length,
  }
}

function nextPoll(schedule: string, now: Date): Date {
  return CronExpressionParser.parse(schedule, { currentDate: now, tz: 'UTC' }).next().toDate()
}
