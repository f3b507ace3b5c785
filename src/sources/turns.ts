import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** Runs `work` alone among all processes, a pause after whoever was before. */
export type InTurn = <T>(work: () => Promise<T>, signal: AbortSignal | undefined) => Promise<T>

export type TurnOptions = {
  /** Names what is shared; the same in every process. */
  name: string
  /** From the end of one turn to the start of the next. */
  pauseMs: number
  /** After this, a turn that was not given back, by a crash, is taken for over. Longer than any work takes. */
  leaseMs: number
}

/** The longest sleep between two looks: a turn given back early should not be missed for long. */
const longestSleepMs = 5000

/** Turns kept in the database, by the database's own clock: those of several machines differ. */
export function turnsIn(db: Db, { name, pauseMs, leaseMs }: TurnOptions): InTurn {
  return async (work, signal) => {
    const holder = randomUUID()
    for (;;) {
      const waitMs = await claim(db, name, holder, leaseMs)
      if (waitMs === 0) break
      await delay(Math.min(waitMs, longestSleepMs), undefined, signal ? { signal } : {})
    }
    try {
      return await work()
    } finally {
      await release(db, name, holder, pauseMs)
    }
  }
}

/** @returns 0 where the turn is ours, or else for how long to leave it alone */
async function claim(db: Db, name: string, holder: string, leaseMs: number): Promise<number> {
  const taken = await sql`
    insert into public.turns as t (name, free_at, holder)
    values (${name}, clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8), ${holder}::uuid)
    on conflict (name) do update set free_at = excluded.free_at, holder = excluded.holder
    where t.free_at <= clock_timestamp()
    returning t.name`.execute(db)
  if (taken.rows.length > 0) return 0
  const { rows } = await sql<{ wait_ms: number }>`
    select ceil(extract(epoch from free_at - clock_timestamp()) * 1000)::int as wait_ms
    from public.turns where name = ${name}`.execute(db)
  return Math.max(1, rows[0]?.wait_ms ?? 1)
}

async function release(db: Db, name: string, holder: string, pauseMs: number): Promise<void> {
  await sql`
    update public.turns set free_at = clock_timestamp() + make_interval(secs => ${pauseMs / 1000}::float8)
    where name = ${name} and holder = ${holder}::uuid`.execute(db)
}
