import { sql } from 'kysely'
import { monthOfEdition } from '../ledger/months.ts'
import type { Db } from '../store/open.ts'
import type { DeliveryStatus, SkipReason } from '../store/schema.ts'

/**
 * Where an edition's recipients are. It closes when `recipients` is the sum of all the others, and it is over when
 * `deferred`, `queued` and `sending` are 0. Recipients that are not composed yet count as queued.
 */
export type Accounting = {
  edition: number
  recipients: number
  submitted: number
  failed: number
  uncertain: number
  deferred: number
  queued: number
  sending: number
  skipped: Partial<Record<SkipReason, number>>
}

/**
 * Reads it in one statement: between two, a range may be composed, and its recipients would count twice or not at all.
 *
 * @returns null where there is no such edition
 */
export async function readAccounting(db: Db, editionId: number): Promise<Accounting | null> {
  type Group = { status: DeliveryStatus; skipReason: SkipReason | null; count: number }
  const { rows } = await sql<{ recipients: number; uncomposed: number; groups: Group[] }>`
    select coalesce(sum(cardinality(subscriber_ids)), 0)::integer as recipients,
      coalesce(sum(cardinality(subscriber_ids)) filter (where composed_at is null), 0)::integer as uncomposed,
      (
        select coalesce(json_agg(g), '[]') from (
          select status, skip_reason as "skipReason", count(*)::integer as count
          from deliveries
          where month = ${monthOfEdition(editionId)} and edition_id = ${editionId}
          group by status, skip_reason
        ) g
      ) as groups
    from editions left join edition_ranges on edition_id = id
    where id = ${editionId}
    group by id`.execute(db)
  const [row] = rows
  if (!row) return null
  const { recipients, uncomposed, groups } = row
  const count = (status: DeliveryStatus) => groups.find((group) => group.status === status)?.count ?? 0
  const skipped = groups.flatMap(({ skipReason, count }) => (skipReason ? [[skipReason, count]] : []))
  return {
    edition: editionId,
    recipients,
    submitted: count('submitted'),
    failed: count('failed'),
    uncertain: count('uncertain'),
    deferred: count('deferred'),
    queued: count('queued') + uncomposed,
    sending: count('sending'),
    skipped: Object.fromEntries(skipped),
  }
}

/** Editions of which everything was tried at least once, and some of it since then. @returns their ids */
export async function findTried(
  db: Db,
  { openedAfter, since }: { openedAfter: Date; since: Date },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from editions
    where created_at > ${openedAfter}
      and exists (select from edition_ranges where edition_id = id and delivered_at > ${since})
      and not exists (select from edition_ranges where edition_id = id and delivered_at is null)
    order by id`.execute(db)
  return rows.map((row) => row.id)
}

/** @returns the slot of the oldest edition after an instant of which something was not tried yet, or null */
export async function findOldestUnfinished(db: Db, after: Date): Promise<Date | null> {
  const { rows } = await sql<{ slot: Date | null }>`
    select min(slot) as slot from editions
    where slot > ${after} and state <> 'cancelled'
      and exists (select from edition_ranges where edition_id = id and delivered_at is null)`.execute(db)
  return rows[0]?.slot ?? null
}

/** True where every recipient is accounted for and nothing is left to do. */
export function isClosed(accounting: Accounting): boolean {
  const { deferred, queued, sending } = accounting
  return closes(accounting) && deferred + queued + sending === 0
}

/** True where the recipients are the sum of all states: the invariant that must hold at every moment. */
export function closes(accounting: Accounting): boolean {
  const { recipients, submitted, failed, uncertain, deferred, queued, sending, skipped } = accounting
  const allSkipped = Object.values(skipped).reduce((sum, count) => sum + count, 0)
  return recipients === submitted + failed + uncertain + deferred + queued + sending + allSkipped
}
