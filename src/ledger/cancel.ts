import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { monthOfEdition } from './months.ts'

const batchSize = 10_000

/**
 * Skips every delivery of an edition that waits for its first or next try. What a worker claims at this moment, the worker
 * skips itself.
 *
 * @returns how many
 */
export async function cancel(db: Db, editionId: number, now: Date): Promise<number> {
  for (let skipped = 0; ;) {
    const { numAffectedRows = 0n } = await sql`
      update deliveries d
      set status = 'skipped', skip_reason = 'cancelled', next_attempt_at = null, settled_at = ${now}
      from (
        select subscriber_id from deliveries
        where month = ${monthOfEdition(editionId)} and edition_id = ${editionId} and status in ('queued', 'deferred')
        limit ${batchSize} for update skip locked
      ) open
      where d.month = ${monthOfEdition(editionId)} and d.edition_id = ${editionId}
        and d.subscriber_id = open.subscriber_id`.execute(db)
    if (numAffectedRows === 0n) return skipped
    skipped += Number(numAffectedRows)
  }
}
