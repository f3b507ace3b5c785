import { cancel } from '../ledger/cancel.ts'
import type { Db } from '../store/open.ts'
import type { EditionState } from '../store/schema.ts'

/** An edition as an operator sees it. */
export type EditionSummary = {
  id: number
  kind: 'scheduled' | 'welcome'
  slot: Date
  state: EditionState
  createdAt: Date
}

/** @returns null where there is no such edition */
export async function readEdition(db: Db, editionId: number): Promise<EditionSummary | null> {
  return (await selectEditions(db).where('id', '=', editionId).executeTakeFirst()) ?? null
}

/** The newest editions, the newest first. */
export function listEditions(db: Db, limit: number): Promise<EditionSummary[]> {
  return selectEditions(db).orderBy('id', 'desc').limit(limit).execute()
}

/** How many editions have their slot in [from, to). */
export async function countEditions(db: Db, from: Date, to: Date): Promise<number> {
  const { count } = await db
    .selectFrom('editions')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('slot', '>=', from)
    .where('slot', '<', to)
    .where('kind', '=', 'scheduled')
    .executeTakeFirstOrThrow()
  return Number(count)
}

function selectEditions(db: Db) {
  return db.selectFrom('editions').select(['id', 'kind', 'slot', 'state', 'created_at as createdAt'])
}

/** Sends nothing more of an open edition, until it is resumed. @returns false where it is not open */
export function pauseEdition(db: Db, editionId: number): Promise<boolean> {
  return moveState(db, editionId, ['open'], 'paused')
}

/** @returns false where it is not paused */
export function resumeEdition(db: Db, editionId: number, now: Date): Promise<boolean> {
  return moveState(db, editionId, ['paused'], 'open', { resumed_at: now })
}

/**
 * Ends an edition: whoever has not been sent to is skipped. What is being sent is still sent, and what is not composed yet
 * is skipped when it is composed.
 *
 * @returns how many were skipped now, or null where it is cancelled already or does not exist
 */
export async function cancelEdition(db: Db, editionId: number, now: Date): Promise<number | null> {
  if (!(await moveState(db, editionId, ['open', 'paused'], 'cancelled'))) return null
  return cancel(db, editionId, now)
}

async function moveState(
  db: Db,
  editionId: number,
  from: EditionState[],
  to: EditionState,
  more: { resumed_at?: Date } = {},
): Promise<boolean> {
  const moved = await db
    .updateTable('editions')
    .set({ state: to, ...more })
    .where('id', '=', editionId)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst()
  return moved !== undefined
}
