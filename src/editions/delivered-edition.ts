import { sql } from 'kysely'
import { giveUpAfterMs, type DeliveredEdition } from '../ledger/delivery.ts'
import { monthOf } from '../ledger/months.ts'
import type { Db } from '../store/open.ts'

/** @throws {Error} where there is no such edition */
export async function readDeliveredEdition(db: Db, id: number): Promise<DeliveredEdition> {
  const row = await db
    .selectFrom('editions')
    .innerJoin('candidate_sets', 'candidate_sets.id', 'editions.candidate_set_id')
    .select(['slot', 'candidate_set_id', 'created_at', sql<string>`candidate_sets.xmin::text`.as('version')])
    .where('editions.id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    id,
    month: monthOf(row.slot),
    slot: row.slot,
    candidateSetId: row.candidate_set_id,
    candidatesKey: `${row.candidate_set_id}.${row.version}`,
    freshUntil: new Date(row.created_at.getTime() + giveUpAfterMs),
  }
}

/**
 * Records which key signs an edition's messages, if none does yet: a message that is sent again stays the same.
 *
 * @returns the key's id
 */
export async function keepSigningKey(
  db: Db,
  editionId: number,
  presentKeyId: string,
): Promise<string | null> {
  const { key_id: kept } = await db
    .updateTable('editions')
    .set({ key_id: sql`coalesce(key_id, ${presentKeyId})` })
    .where('id', '=', editionId)
    .returning('key_id')
    .executeTakeFirstOrThrow()
  return kept
}
