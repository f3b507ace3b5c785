import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../store/open.ts'

/** The partition that an edition's deliveries are in: the first day of its slot's month, in UTC. */
export function monthOf(slot: Date): string {
  return `${slot.toISOString().slice(0, 7)}-01`
}

/** The partition of an edition, in a statement on deliveries that knows only its id: the other months are not read then. */
export function monthOfEdition(editionId: number): RawBuilder<string> {
  return sql`(select date_trunc('month', slot at time zone 'UTC')::date from editions where id = ${editionId})`
}

/** The table of a month, as `make_deliveries_month` names it. */
export function partitionName(month: string): string {
  return `deliveries_${month.slice(0, 7).replace('-', '_')}`
}

/** Creates the partition for a slot's month, if there is none yet. */
export async function makeMonth(db: Db, slot: Date): Promise<void> {
  await sql`select public.make_deliveries_month(${monthOf(slot)}::date)`.execute(db)
}

/**
 * Drops the deliveries of every month before that of `before`, with their whole tables. Nothing waits for it. A detachment
 * that a crash has interrupted is finished first.
 *
 * @returns the names of the tables
 */
export async function dropMonthsBefore(db: Db, before: Date): Promise<string[]> {
  // Names sort as their months do.
  const firstKept = partitionName(monthOf(before))
  const { rows } = await sql<{ name: string; isPending: boolean }>`
    select c.relname as name, i.inhdetachpending as "isPending"
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.deliveries'::regclass and c.relname < ${firstKept}
    order by 1`.execute(db)
  for (const { name, isPending } of rows) {
    const table = sql.table(`public.${name}`)
    // Concurrently: it waits for readers of the table, and lets others write meanwhile.
    await sql`alter table public.deliveries detach partition ${table} ${sql.raw(isPending ? 'finalize' : 'concurrently')}`.execute(
      db,
    )
    await sql`drop table ${table}`.execute(db)
  }
  return rows.map(({ name }) => name)
}
