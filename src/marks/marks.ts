import type { Db } from '../store/open.ts'
import type { MarkKind } from '../store/schema.ts'

export const markKinds = ['more', 'less', 'hide', 'save'] as const satisfies readonly MarkKind[]

/** A mark of a subscriber, and when it was made. The paper may be gone by now. */
export type Mark = { paper: string; kind: MarkKind; markedAt: Date }

/**
 * Marks a paper for a subscriber. Another opinion of the same paper takes the place of the one before; saving is no opinion.
 *
 * @returns false where it was so marked already, and nothing was changed
 */
export async function setMark(
  db: Db,
  subscriberId: number,
  { paper, kind }: Pick<Mark, 'paper' | 'kind'>,
  now: Date,
): Promise<boolean> {
  const row = { subscriber_id: subscriberId, paper_id: paper, kind, marked_at: now }
  const insert = db.insertInto('marks').values(row).returning('kind')
  const marked =
    kind === 'save'
      ? insert.onConflict((conflict) => conflict.columns(['subscriber_id', 'paper_id', 'kind']).doNothing())
      : insert.onConflict((conflict) =>
          conflict
            .columns(['subscriber_id', 'paper_id'])
            .where('kind', '<>', 'save')
            .doUpdateSet({ kind, marked_at: now })
            .where('marks.kind', '<>', kind),
        )
  return (await marked.executeTakeFirst()) !== undefined
}

/** @returns false where there was no such mark (any more) */
export async function takeBackMark(
  db: Db,
  subscriberId: number,
  { paper, kind }: Pick<Mark, 'paper' | 'kind'>,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('marks')
    .where('subscriber_id', '=', subscriberId)
    .where('paper_id', '=', paper)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Takes back every opinion. What is saved stays. @returns how many there were */
export async function resetOpinions(db: Db, subscriberId: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('marks')
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '<>', 'save')
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** All marks of a subscriber, the newest first. */
export async function readMarks(db: Db, subscriberId: number): Promise<Mark[]> {
  return db
    .selectFrom('marks')
    .select(['paper_id as paper', 'kind', 'marked_at as markedAt'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('marked_at', 'desc')
    .orderBy('paper_id')
    .orderBy('kind')
    .execute()
}

/** The marks that a subscriber has on one paper. */
export async function readMarksOn(db: Db, subscriberId: number, paper: string): Promise<Mark[]> {
  return db
    .selectFrom('marks')
    .select(['paper_id as paper', 'kind', 'marked_at as markedAt'])
    .where('subscriber_id', '=', subscriberId)
    .where('paper_id', '=', paper)
    .orderBy('kind')
    .execute()
}
