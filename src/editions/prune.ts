import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { monthOf, partitionName } from '../ledger/months.ts'

/** What was let go: tables of deliveries, and rows of the others. */
export type Pruned = { months: string[]; editions: number; candidateSets: number }

/**
 * Lets go of what lies before the month of `before`: deliveries with their whole table, editions with their ranges, and
 * sets of candidates that no edition has. Nothing that is being sent waits for it.
 */
export async function prune(db: Db, before: Date): Promise<Pruned> {
  const firstKept = monthOf(before)
  const months = await pruneMonths(db, partitionName(firstKept))
  const editions = await db
    .deleteFrom('editions')
    .where('slot', '<', new Date(firstKept))
    .executeTakeFirstOrThrow()
  const candidateSets = await db
    .deleteFrom('candidate_sets')
    .where('frozen_at', '<', new Date(firstKept))
    .where((row) =>
      row.not(row.exists(row.selectFrom('editions').whereRef('candidate_set_id', '=', 'candidate_sets.id'))),
    )
    .executeTakeFirstOrThrow()
  return {
    months,
    editions: Number(editions.numDeletedRows),
    candidateSets: Number(candidateSets.numDeletedRows),
  }
}

/** Names sort as their months do. A detachment that was cut off, by a crash, is brought to its end first. */
async function pruneMonths(db: Db, firstKept: string): Promise<string[]> {
  const { rows } = await sql<{ name: string; isPending: boolean }>`
    select c.relname as name, i.inhdetachpending as "isPending"
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.deliveries'::regclass and c.relname < ${firstKept}
    order by 1`.execute(db)
  for (const { name, isPending } of rows) {
    const table = sql.table(`public.${name}`)
    // Concurrently: it waits for whoever reads the table, and lets all others write meanwhile.
    await sql`alter table public.deliveries detach partition ${table} ${sql.raw(isPending ? 'finalize' : 'concurrently')}`.execute(
      db,
    )
    await sql`drop table ${table}`.execute(db)
  }
  return rows.map(({ name }) => name)
}
