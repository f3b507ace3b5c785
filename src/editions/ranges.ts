import { sql } from 'kysely'
import { findDueRanges } from '../ledger/count.ts'
import { giveUpAfterMs, type DeliveredEdition, type DeliveredRange } from '../ledger/delivery.ts'
import { reopen, type Missed } from '../ledger/missing.ts'
import { monthOf } from '../ledger/months.ts'
import { editionsWithRetries } from '../ledger/overtake.ts'
import { inTransaction, type Db } from '../store/open.ts'

/**
 * Marks a range as being worked on, so that the reconciler looks at it until it is closed. A range that was closed is opened
 * again: what was deferred then is due now.
 *
 * @returns null where there is no such range
 */
export async function openRange(db: Db, editionId: number, no: number): Promise<DeliveredRange | null> {
  await db
    .updateTable('edition_ranges')
    .set({ delivered_at: null })
    .where('edition_id', '=', editionId)
    .where('range_no', '=', no)
    .where('delivered_at', 'is not', null)
    .execute()
  const range = await db
    .selectFrom('edition_ranges')
    .select('subscriber_ids')
    .where('edition_id', '=', editionId)
    .where('range_no', '=', no)
    .executeTakeFirst()
  const [first = 0] = range?.subscriber_ids ?? []
  return range ? { no, first, last: range.subscriber_ids.at(-1) ?? 0 } : null
}

/** What is due this soon may be claimed by another worker at this moment. */
const nearlyDueMs = 60_000

/** Marks a range as done if nothing in it waits any more: the reconciler need not look at it again. */
export async function closeRange(
  db: Db,
  edition: DeliveredEdition,
  { no, first, last }: DeliveredRange,
  now: Date,
): Promise<void> {
  const nearlyDue = new Date(now.getTime() + nearlyDueMs)
  // The bounds are values: by a join with the range, the planner would read all of the edition for each of its ranges.
  await sql`
    update edition_ranges set delivered_at = ${now}
    where edition_id = ${edition.id} and range_no = ${no} and composed_at is not null
      and not exists (
        select from deliveries d
        where d.month = ${edition.month}::date and d.edition_id = ${edition.id}::bigint and d.range_no = ${no}::integer
          and d.subscriber_id between ${first}::bigint and ${last}::bigint
          and (d.status in ('queued', 'sending') or (d.status = 'deferred' and d.next_attempt_at <= ${nearlyDue}))
      )`.execute(db)
}

/** The ranges of an edition in their order, and whether each is composed. */
export async function readRanges(db: Db, editionId: number): Promise<{ no: number; isComposed: boolean }[]> {
  const rows = await db
    .selectFrom('edition_ranges')
    .select(['range_no', 'composed_at'])
    .where('edition_id', '=', editionId)
    .orderBy('range_no')
    .execute()
  return rows.map((row) => ({ no: row.range_no, isComposed: row.composed_at !== null }))
}

/**
 * Queues missed recipients again, and opens their ranges.
 *
 * @returns how many
 */
export async function reopenMissed(db: Db, editionId: number, missed: readonly Missed[]): Promise<number> {
  return inTransaction(db, async (trx) => {
    await sql`
      update edition_ranges set delivered_at = null
      where edition_id = ${editionId} and range_no = any(${missed.map((one) => one.rangeNo)}::integer[])`.execute(
      trx,
    )
    return reopen(trx, editionId, missed)
  })
}

/** The open editions of which something is still to be sent, their ids. */
export async function findUnfinishedEditions(db: Db, now: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select e.id from editions e
    where e.state = 'open' and e.created_at > ${new Date(now.getTime() - giveUpAfterMs)} and (
      exists (select from edition_ranges r where r.edition_id = e.id and r.delivered_at is null)
      or exists (
        select from deliveries d
        where d.edition_id = e.id and d.month = date_trunc('month', e.slot at time zone 'UTC')::date
          and d.status in ('queued', 'sending', 'deferred')
      )
    )
    order by e.id`.execute(db)
  return rows.map(({ id }) => id)
}

export type RangeRef = { editionId: number; rangeNo: number }

/** Lets ranges be closed once more: something in them was settled by another edition, which is to be reported. */
export async function reopenRanges(db: Db, ranges: readonly RangeRef[]): Promise<void> {
  if (ranges.length === 0) return
  await sql`
    update edition_ranges r set delivered_at = null
    from unnest(
      ${ranges.map(({ editionId }) => editionId)}::bigint[], ${ranges.map(({ rangeNo }) => rangeNo)}::integer[]
    ) as one (edition_id, range_no)
    where r.edition_id = one.edition_id and r.range_no = one.range_no and r.delivered_at is not null`.execute(
    db,
  )
}

/** A mail that is this much older than a new one is overtaken by it. Within a day a reader may be in two editions by choice. */
const overtakenAfterMs = 6 * 3_600_000

/** Editions before the one at `slot` of which something may be unsent, and that no operator holds back. */
export async function findUnsentBefore(db: Db, slot: Date): Promise<{ id: number; month: string }[]> {
  const retrying = await editionsWithRetries(db)
  const editions = await db
    .selectFrom('editions')
    .select(['id', 'slot'])
    .where('slot', '<=', new Date(slot.getTime() - overtakenAfterMs))
    .where('state', '=', 'open')
    .where((edition) =>
      edition.or([
        edition(
          'id',
          'in',
          edition.selectFrom('edition_ranges').select('edition_id').where('delivered_at', 'is', null),
        ),
        sql<boolean>`id = any(${retrying}::bigint[])`,
      ]),
    )
    .execute()
  return editions.map(({ id, slot: at }) => ({ id, month: monthOf(at) }))
}

/** Younger rows most likely have a job already. */
const graceMs = 30_000

/**
 * The ranges that still have something to compose or to send: never enqueued, or their job has died, or a retry is due.
 * Jobs claim rows, so an unnecessary job does no harm.
 */
export async function findUnfinishedRanges(
  db: Db,
  now: Date,
): Promise<{ compose: RangeRef[]; deliver: RangeRef[] }> {
  const before = new Date(now.getTime() - graceMs)
  const open = db
    .selectFrom('edition_ranges')
    .innerJoin('editions', 'editions.id', 'edition_ranges.edition_id')
    .select(['edition_id as editionId', 'range_no as rangeNo'])
    .where('delivered_at', 'is', null)
    .where('editions.state', '!=', 'paused')
  const compose = await open
    .where('composed_at', 'is', null)
    .where('editions.created_at', '<', before)
    .execute()
  const undelivered = await open.where('composed_at', '<', before).execute()
  const deferred = await findDueRanges(db, now)
  const key = ({ editionId, rangeNo }: RangeRef) => `${editionId}-${rangeNo}`
  const deliver = new Map([...undelivered, ...deferred].map((range) => [key(range), range]))
  return { compose, deliver: [...deliver.values()] }
}
