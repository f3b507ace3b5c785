import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** A delivery that a report is about. */
export type FoundDelivery = { deliveryId: number; editionId: number; subscriberId: number }

/** Deliveries by their ids, each with the random part in the names of its edition's messages. */
export async function findDeliveries(
  db: Db,
  ids: readonly number[],
): Promise<(FoundDelivery & { messagePart: string | null })[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<FoundDelivery & { messagePart: string | null }>`
    select d.id as "deliveryId", d.edition_id as "editionId", d.subscriber_id as "subscriberId",
      e.message_part as "messagePart"
    from deliveries d join editions e on e.id = d.edition_id
    where d.id = any(${ids}::bigint[])`.execute(db)
  return rows
}

/** What was last submitted to each of some subscribers, by their ids. */
export async function lastSubmittedTo(
  db: Db,
  subscriberIds: readonly number[],
): Promise<Map<number, FoundDelivery>> {
  if (subscriberIds.length === 0) return new Map()
  const { rows } = await sql<FoundDelivery>`
    select distinct on (subscriber_id) id as "deliveryId", edition_id as "editionId", subscriber_id as "subscriberId"
    from deliveries
    where subscriber_id = any(${subscriberIds}::bigint[]) and status = 'submitted'
    order by subscriber_id, id desc`.execute(db)
  return new Map(rows.map((row) => [row.subscriberId, row]))
}
