import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { EditionState } from '../store/schema.ts'

/** @returns null where there is no such edition */
export async function readEditionState(db: Db, editionId: number): Promise<EditionState | null> {
  const row = await db.selectFrom('editions').select('state').where('id', '=', editionId).executeTakeFirst()
  return row?.state ?? null
}

/** Sends nothing more of an open edition, until it is resumed. @returns false where it is not open */
export function pauseEdition(db: Db, editionId: number): Promise<boolean> {
  return moveState(db, editionId, ['open'], 'paused')
}

/** @returns false where it is not paused */
export function resumeEdition(db: Db, editionId: number): Promise<boolean> {
  return moveState(db, editionId, ['paused'], 'open')
}

const batchSize = 10_000

/**
 * Ends an edition: whoever has not been sent to is skipped. What is on its way is still sent, and what is not composed
 * yet is skipped when it is.
 *
 * @returns how many were skipped now, or null where it is cancelled already, or is none
 */
export async function cancelEdition(db: Db, editionId: number, now: Date): Promise<number | null> {
  if (!(await moveState(db, editionId, ['open', 'paused'], 'cancelled'))) return null
  for (let skipped = 0; ;) {
    // What a worker claims in this moment, it skips itself.
    const { numAffectedRows = 0n } = await sql`
      update deliveries d
      set status = 'skipped', skip_reason = 'cancelled', next_attempt_at = null, settled_at = ${now}
      from (
        select subscriber_id from deliveries
        where edition_id = ${editionId} and status in ('queued', 'deferred')
        limit ${batchSize} for update skip locked
      ) open
      where d.edition_id = ${editionId} and d.subscriber_id = open.subscriber_id`.execute(db)
    if (numAffectedRows === 0n) return skipped
    skipped += Number(numAffectedRows)
  }
}

async function moveState(
  db: Db,
  editionId: number,
  from: EditionState[],
  to: EditionState,
): Promise<boolean> {
  const moved = await db
    .updateTable('editions')
    .set({ state: to })
    .where('id', '=', editionId)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst()
  return moved !== undefined
}
