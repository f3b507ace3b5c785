import { sql } from 'kysely'
import { giveUpAfterMs, type DeliveredEdition } from '../ledger/delivery.ts'
import { monthOf } from '../ledger/months.ts'
import type { Db } from '../store/open.ts'

/** @throws {Error} where there is no such edition */
export async function readDeliveredEdition(db: Db, id: number): Promise<DeliveredEdition> {
  const row = await db
    .selectFrom('editions')
    .innerJoin('candidate_sets', 'candidate_sets.id', 'editions.candidate_set_id')
    .select([
      'slot',
      'kind',
      'candidate_set_id',
      'created_at',
      'notes',
      sql<string>`candidate_sets.xmin::text`.as('version'),
    ])
    .where('editions.id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    id,
    month: monthOf(row.slot),
    slot: row.slot,
    isWelcome: row.kind === 'welcome',
    candidateSetId: row.candidate_set_id,
    candidatesKey: `${row.candidate_set_id}.${row.version}`,
    freshUntil: new Date(row.created_at.getTime() + giveUpAfterMs),
    notes: row.notes ?? [],
  }
}

/** What the messages of an edition have in common, from the first of them on. */
export type MessageIdentity = {
  /** Of the key that signs them. */
  keyId: string | null
  /** The program and the settings that made the first of them. */
  madeBy: string | null
  /** A part of their names. Null in editions that were opened by a version without it. */
  messagePart: string | null
}

/**
 * Records which key signs an edition's messages and what makes them, if nothing has yet: a message that is sent again stays
 * the same.
 */
export async function keepIdentity(
  db: Db,
  editionId: number,
  present: { keyId: string; madeBy: string },
): Promise<MessageIdentity> {
  return db
    .updateTable('editions')
    .set({
      made_by: sql`case when key_id is null then ${present.madeBy} else made_by end`,
      key_id: sql`coalesce(key_id, ${present.keyId})`,
    })
    .where('id', '=', editionId)
    .returning(['key_id as keyId', 'made_by as madeBy', 'message_part as messagePart'])
    .executeTakeFirstOrThrow()
}

/** Gives an edition's messages a part of their names that is not random, before the first is made: 8 hexadecimal digits. */
export async function nameMessages(db: Db, editionId: number, messagePart: string): Promise<void> {
  await db.updateTable('editions').set({ message_part: messagePart }).where('id', '=', editionId).execute()
}

/** The name of a delivery's message: `d12-3f9c02ab` for delivery 12. Unique also after a backup was restored. */
export function messageKey(
  deliveryId: number,
  { messagePart }: Pick<MessageIdentity, 'messagePart'>,
): string {
  return messagePart === null ? `d${deliveryId}` : `d${deliveryId}-${messagePart}`
}
