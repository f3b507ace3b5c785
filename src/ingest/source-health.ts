import { CronExpressionParser } from 'cron-parser'
import type { ConfiguredSource } from '../sources/source.ts'
import type { Db } from '../store/open.ts'
import type { DayState } from '../store/schema.ts'
import { addDays, utcDay } from './days.ts'
import { readWatermark } from './watermark.ts'

type Scheduled = Pick<ConfiguredSource, 'name' | 'schedule'>

/** How far back the days of a source are told. */
const daysBack = 14

/** How a source stands, for whoever runs the service. */
export type SourceHealth = {
  name: string
  /** When it is polled: a cron expression, in UTC. */
  schedule: string
  /** By that schedule, after now. */
  nextPollAt: Date
  /** Of any day, or null before the first. */
  lastPollAt: Date | null
  /** The newest day up to which nothing is left to fetch, or null. */
  watermark: string | null
  /** The last 14 days as far as they were asked for, the newest first. Days that were never asked for are missing. */
  days: DayHealth[]
  /** Stale and failed among them. */
  badDays: number
}

/** How a source's list of one day stands. */
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
 * How each of the configured sources stands, in their order.
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
    badDays: days.filter(({ state }) => state === 'stale' || state === 'failed').length,
  }
}

function nextPoll(schedule: string, now: Date): Date {
  return CronExpressionParser.parse(schedule, { currentDate: now, tz: 'UTC' }).next().toDate()
}
