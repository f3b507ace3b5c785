import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

const mostWords = 50

/** The words that a subscriber left out of what is learned, those left out first before others. */
export async function readLeftOutWords(db: Db, subscriberId: number): Promise<string[]> {
  const row = await db
    .selectFrom('tastes')
    .select('left_out')
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirst()
  return row?.left_out ?? []
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
