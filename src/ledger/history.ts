import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Cadence, DeliveryStatus, Selection, SkipReason } from '../store/schema.ts'
import { giveUpAfterMs } from './delivery.ts'
import { readSelection } from './selection.ts'

/** A delivery as its subscriber may know it. */
export type PastDelivery = {
  slot: Date
  status: DeliveryStatus
  skipReason: SkipReason | null
  selection: Selection
  response: string | null
  settledAt: Date | null
  /** What a report said later of a message that was submitted, the worst; null where nothing came back. */
  bounced: BouncedAs | null
}

export type BouncedAs = 'hard' | 'soft' | 'complaint' | 'policy' | 'ours'

/** All deliveries to a subscriber, the oldest first. */
export async function historyOf(db: Db, subscriberId: number): Promise<PastDelivery[]> {
  const rows = await selectHistory(db, subscriberId).orderBy('deliveries.id').execute()
  return rows.map(toPastDelivery)
}

/** A delivery with what its selection was made from. */
export type ComposedRecord = PastDelivery & {
  candidateSetId: number
  composedAt: Date
  /** The subscriber's at that time; null once they are erased. */
  cadence: Cadence | null
}

/** All deliveries to a subscriber with what they were composed from, the newest first. */
export async function composedFor(db: Db, subscriberId: number): Promise<ComposedRecord[]> {
  const rows = await selectHistory(db, subscriberId)
    .select(['candidate_set_id', 'composed_at', 'cadence'])
    .orderBy('deliveries.id', 'desc')
    .execute()
  return rows.map((row) => ({
    ...toPastDelivery(row),
    candidateSetId: row.candidate_set_id,
    composedAt: row.composed_at,
    cadence: row.cadence,
  }))
}

/**
 * What was last sent to a subscriber, the newest first; what may have arrived is among it.
 *
 * @param before only of slots before this one, or null
 */
export async function lastSentTo(
  db: Db,
  subscriberId: number,
  count: number,
  before: Date | null = null,
): Promise<PastDelivery[]> {
  const rows = await selectHistory(db, subscriberId)
    .where('status', 'in', ['submitted', 'uncertain'])
    .where(sql<boolean>`(${before}::timestamptz is null or slot < ${before}::timestamptz)`)
    .orderBy('deliveries.id', 'desc')
    .limit(count)
    .execute()
  return rows.map(toPastDelivery)
}

/** What became of the newest edition that a subscriber was a recipient of. */
export type LatestDelivery = Pick<PastDelivery, 'status' | 'skipReason' | 'slot' | 'bounced'> & {
  paperCount: number
}

export async function findLatestDelivery(db: Db, subscriberId: number): Promise<LatestDelivery | undefined> {
  const row = await selectHistory(db, subscriberId)
    .orderBy('deliveries.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const { status, skipReason, selection, slot, bounced } = toPastDelivery(row)
  return { status, skipReason, paperCount: selection.length, slot, bounced }
}

/**
 * Removes what deliveries hold of a person: their papers, and replies of relays, which often quote the address. The rows
 * stay, so that editions keep their counts.
 */
export async function eraseSubscriber(db: Db, subscriberId: number): Promise<void> {
  await sql`update deliveries set selection = '[]', notes = null, response = null where subscriber_id = ${subscriberId}`.execute(
    db,
  )
}

/**
 * Removes replies that came for people who were erased while a message to them was on its way.
 *
 * @param since when the first of them was erased: older editions than those that were being sent then are not read
 */
export async function eraseLateReplies(db: Db, since: Date): Promise<void> {
  const openedAfter = new Date(since.getTime() - 2 * giveUpAfterMs)
  await sql`
    update deliveries d set response = null
    from editions e
    where e.created_at > ${openedAfter} and d.edition_id = e.id
      and d.month = date_trunc('month', e.slot at time zone 'UTC')::date and d.response is not null
      and not exists (select from subscribers s where s.id = d.subscriber_id)`.execute(db)
}

function selectHistory(db: Db, subscriberId: number) {
  return db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['slot', 'status', 'skip_reason', 'selection', 'response', 'settled_at'])
    .select(
      sql<BouncedAs | null>`(
        select kind from bounce_events b
        where b.delivery_id = deliveries.id and kind in ('complaint', 'hard', 'soft', 'policy', 'ours')
        order by array_position(array['complaint', 'hard', 'soft', 'policy', 'ours'], kind) limit 1
      )`.as('bounced'),
    )
    .where('subscriber_id', '=', subscriberId)
}

type HistoryRow = Awaited<ReturnType<ReturnType<typeof selectHistory>['executeTakeFirstOrThrow']>>

function toPastDelivery(row: HistoryRow): PastDelivery {
  const { slot, status, response, bounced, skip_reason: skipReason, settled_at: settledAt } = row
  return { slot, status, skipReason, selection: readSelection(row.selection), response, settledAt, bounced }
}
