import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

const mostWords = 50

/** The words that subscribers left out of what is learned, those left out first before others; only of those who did. */
export async function readLeftOut(db: Db, subscriberIds: readonly number[]): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ id: number; words: string[] }>`
    select subscriber_id as id, left_out as words from tastes
    where subscriber_id = any(${subscriberIds}::bigint[]) and left_out <> '{}'`.execute(db)
  return new Map(rows.map(({ id, words }) => [id, words]))
}

/** @returns false where it was left out already, or no more may be */
export async function leaveOut(trx: Db, subscriberId: number, word: string): Promise<boolean> {
  const changed = await trx
    .updateTable('tastes')
    .set({ left_out: sql`array_append(left_out, ${word}::text)` })
    .where('subscriber_id', '=', subscriberId)
    .where(sql<boolean>`${word}::text <> all(left_out) and cardinality(left_out) < ${mostWords}`)
    .returning('subscriber_id')
    .executeTakeFirst()
  return changed !== undefined
}

/** @returns false where it was not left out */
export async function bringBack(trx: Db, subscriberId: number, word: string): Promise<boolean> {
  const changed = await trx
    .updateTable('tastes')
    .set({ left_out: sql`array_remove(left_out, ${word}::text)` })
    .where('subscriber_id', '=', subscriberId)
    .where(sql<boolean>`${word}::text = any(left_out)`)
    .returning('subscriber_id')
    .executeTakeFirst()
  return changed !== undefined
}
