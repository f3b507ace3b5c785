import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** The state of a lane, shared by all workers. */
export type LaneCondition = {
  pausedAt: Date | null
  pauseReason: string | null
  /** By an operator. */
  resumedAt: Date | null
  /** How many times in a row it was closed. If more than 0, one message at a time probes it. */
  closings: number
  closedUntil: Date | null
  lastProblem: string | null
  lastProblemAt: Date | null
}

/** A recipient's domain that has asked a lane to slow down. */
export type SlowDomain = {
  lane: string
  domain: string
  reason: string
  stoppedUntil: Date
  allowed: number
  grownAt: Date
}

const well: LaneCondition = {
  pausedAt: null,
  pauseReason: null,
  resumedAt: null,
  closings: 0,
  closedUntil: null,
  lastProblem: null,
  lastProblemAt: null,
}

/** Everything that workers tell each other about lanes. */
export type LaneStates = { conditionOf: (lane: string) => LaneCondition; domains: SlowDomain[] }

export const allWell: LaneStates = { conditionOf: () => well, domains: [] }

export async function readLaneStates(db: Db): Promise<LaneStates> {
  const rows = await db.selectFrom('lanes').selectAll().execute()
  const conditions = new Map(
    rows.map((row) => [
      row.name,
      {
        pausedAt: row.paused_at,
        pauseReason: row.pause_reason,
        resumedAt: row.resumed_at,
        closings: row.closings,
        closedUntil: row.closed_until,
        lastProblem: row.last_problem,
        lastProblemAt: row.last_problem_at,
      },
    ]),
  )
  const domains = await db.selectFrom('lane_domains').selectAll().orderBy('domain').execute()
  return {
    conditionOf: (lane) => conditions.get(lane) ?? well,
    domains: domains.map((row) => ({
      lane: row.lane,
      domain: row.domain,
      reason: row.reason,
      stoppedUntil: row.stopped_until,
      allowed: row.allowed,
      grownAt: row.grown_at,
    })),
  }
}

/** Whether a lane takes messages: it is neither paused nor closed. */
export function isOpen({ pausedAt, closedUntil }: LaneCondition, now: Date): boolean {
  return pausedAt === null && (closedUntil === null || closedUntil <= now)
}

/** Pauses a lane until it is resumed. Workers see it within a second. */
export async function pauseLane(db: Db, name: string, reason: string, now: Date): Promise<void> {
  const paused = { paused_at: now, pause_reason: reason }
  await db
    .insertInto('lanes')
    .values({ name, ...paused, closed_until: null, last_problem: null, last_problem_at: null })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(paused))
    .execute()
}

/** Lets a lane send again, whatever blocked it. @returns false if nothing did */
export async function resumeLane(db: Db, name: string, now: Date): Promise<boolean> {
  const resumed = await db
    .updateTable('lanes')
    .set({ paused_at: null, pause_reason: null, resumed_at: now, closings: 0, closed_until: null })
    .where('name', '=', name)
    .where((row) => row.or([row('paused_at', 'is not', null), row('closings', '>', 0)]))
    .returning('name')
    .executeTakeFirst()
  return resumed !== undefined
}

const firstClosingMs = 30_000
const longestClosingMs = 15 * 60_000

/**
 * Closes a lane that failed several times in a row: for half a minute, and twice as long each further time.
 * If another worker has closed it meanwhile, that one wins.
 *
 * @returns how often in a row it was closed now, and until when
 */
export async function closeLane(
  db: Db,
  name: string,
  problem: string,
  now: Date,
): Promise<Pick<LaneCondition, 'closings' | 'closedUntil'>> {
  const first = new Date(now.getTime() + firstClosingMs)
  const noted = { last_problem: problem.slice(0, 500), last_problem_at: now }
  const row = await db
    .insertInto('lanes')
    .values({ name, paused_at: null, pause_reason: null, closings: 1, closed_until: first, ...noted })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({
        ...noted,
        closings: sql<number>`lanes.closings + case when lanes.closed_until > ${now} then 0 else 1 end`,
        closed_until: sql<Date>`case when lanes.closed_until > ${now} then lanes.closed_until
          else ${now}::timestamptz + least(${longestClosingMs}::float8,
            ${firstClosingMs}::float8 * power(2, least(lanes.closings, 20))) * interval '1 millisecond' end`,
      }),
    )
    .returning(['closings', 'closed_until as closedUntil'])
    .executeTakeFirstOrThrow()
  return row
}

/** A lane that was closed has sent a message. */
export async function reopenLane(db: Db, name: string): Promise<void> {
  await db
    .updateTable('lanes')
    .set({ closings: 0, closed_until: null })
    .where('name', '=', name)
    .where('closings', '>', 0)
    .execute()
}
