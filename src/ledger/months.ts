import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** The partition that the deliveries of an edition are in: the first day of its slot's month, in UTC. */
export function monthOf(slot: Date): string {
  return `${slot.toISOString().slice(0, 7)}-01`
}

/** The table of a month, as `make_deliveries_month` names it. */
export function partitionName(month: string): string {
  return `deliveries_${month.slice(0, 7).replace('-', '_')}`
}

/** Makes the partition of a month, if there is none yet. */
export async function makeMonth(db: Db, slot: Date): Promise<void> {
  await sql`select public.make_deliveries_month(${monthOf(slot)}::date)`.execute(db)
}
