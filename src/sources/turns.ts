import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** Runs `work` while no other process does, at least a pause after the previous one ended. */
export type InTurn = <T>(work: () => Promise<T>, signal: AbortSignal | undefined) => Promise<T>

export type TurnOptions = {
  /** The name of what the processes share, the same in all of them. */
  name: string
  /** The time from the end of one turn to the start of the next. */
  pauseMs: number
  /** A turn that a crash has not released ends after this. Longer than any work takes. */
  leaseMs: number
}

/** Takes turns by rows in the database and by its clock, because the clocks of several machines differ. */
export function turnsIn(db: Db, { name, pauseMs, leaseMs }: TurnOptions): InTurn {
  return async (work, signal) => {
    const holder = randomUUID()
    for (;;) {
      const waitMs = await claim(db, name, holder, leaseMs)
      if (waitMs === 0) break
      // Most turns are released long before their lease ends, and then nobody may start before the pause is over.
      await delay(Math.min(waitMs, pauseMs), undefined, signal ? { signal } : {})
    }
    try {
      return await work()
    } finally {
      await release(db, name, holder, pauseMs)
    }
  }
}

/** @returns 0 where the turn was claimed, or else how many milliseconds to wait */
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
