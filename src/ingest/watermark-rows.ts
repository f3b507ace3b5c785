import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** @returns null where there is no watermark with this name */
export async function readWatermarkRow(db: Db, name: string): Promise<Date | null> {
  const row = await db.selectFrom('watermarks').select('at').where('name', '=', name).executeTakeFirst()
  return row?.at ?? null
}

/** The watermarks that are later than an instant, by name. */
export async function findWatermarksAfter(db: Db, at: Date): Promise<{ name: string; at: Date }[]> {
  return db.selectFrom('watermarks').select(['name', 'at']).where('at', '>', at).orderBy('name').execute()
}

/** Moves a watermark forward. One that is further already stays. */
export async function raiseWatermark(db: Db, name: string, at: Date): Promise<void> {
  await db
    .insertInto('watermarks')
    .values({ name, at })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ at: sql<Date>`greatest(watermarks.at, excluded.at)` }),
    )
    .execute()
}

/**
 * Moves a watermark by compare-and-set.
 *
 * @param from where it was read, or null where there was none
 * @returns false where another process has moved it since
 */
export async function moveWatermark(trx: Db, name: string, from: Date | null, to: Date): Promise<boolean> {
  const moved = from
    ? await trx
        .updateTable('watermarks')
        .set({ at: to })
        .where('name', '=', name)
        .where('at', '=', from)
        .returning('at')
        .executeTakeFirst()
    : await trx
        .insertInto('watermarks')
        .values({ name, at: to })
        .onConflict((conflict) => conflict.doNothing())
        .returning('at')
        .executeTakeFirst()
  return moved !== undefined
}
