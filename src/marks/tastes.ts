import { sql } from 'kysely'
import { bytesOf, shippedSpaceName, vectorOf } from '../select/latent-space.ts'
import type { Liked, Taste } from '../select/taste.ts'
import type { Db } from '../store/open.ts'
import { addUp, readLearnedFrom } from './lessons.ts'

/** What a row of `tastes` holds beside its key. */
type TasteRow = {
  space: string | null
  vector: Buffer
  confidence: number
  liked: string
  likedVectors: Buffer
}

/** Keeps others from changing what one subscriber marks or gives, until the transaction ends. */
export async function lockTaste(trx: Db, subscriberId: number): Promise<void> {
  await trx
    .insertInto('tastes')
    .values({ subscriber_id: subscriberId, space: null })
    .onConflict((conflict) => conflict.column('subscriber_id').doUpdateSet({ space: null }))
    .execute()
}

/** What those of these subscribers have taught who marked or gave something. What another release computed is computed again. */
export async function readTastes(trx: Db, subscriberIds: readonly number[]): Promise<Map<number, Taste>> {
  if (subscriberIds.length === 0) return new Map()
  const rows = await readRows(trx, subscriberIds)
  const stale = rows.filter(({ space }) => space !== null && space !== shippedSpaceName())
  const ids = stale.map((row) => row.id)
  if (ids.length > 0) await computeTastes(trx, ids)
  const current = ids.length > 0 ? await readRows(trx, subscriberIds) : rows
  return new Map(
    current.flatMap(({ id, ...row }) => {
      const taste = toTaste(row)
      return taste ? [[id, taste] as const] : []
    }),
  )
}

async function readRows(db: Db, ids: readonly number[]): Promise<(TasteRow & { id: number })[]> {
  const { rows } = await sql<TasteRow & { id: number }>`
    select subscriber_id as id, space, vector, confidence, liked, liked_vectors as "likedVectors"
    from tastes where subscriber_id = any(${ids}::bigint[])`.execute(db)
  return rows
}

/** The last is there for seeds. */
type Named = [id: string, title: string, isSeed?: 1]

function toTaste({ space, vector, confidence, liked, likedVectors }: TasteRow): Taste | null {
  if (space === null || vector.length === 0) return null
  let known: Liked[] | undefined
  return {
    vector: vectorOf(vector),
    confidence,
    // Most are asked for it only when a paper comes for the marks.
    get liked() {
      return (known ??= readLiked(liked, likedVectors, vector.length))
    },
  }
}

function readLiked(liked: string, vectors: Buffer, size: number): Liked[] {
  const named: Named[] = JSON.parse(liked)
  return named.map(([id, title, isSeed], nth) => {
    return {
      id,
      title,
      isSeed: isSeed === 1,
      vector: vectorOf(vectors.subarray(nth * size, (nth + 1) * size)),
    }
  })
}

/** Computes what the marks and seeds of subscribers add up to, and stores it. */
export async function computeTastes(trx: Db, subscriberIds: readonly number[]): Promise<void> {
  const learned = await readLearnedFrom(trx, subscriberIds)
  for (const id of subscriberIds) {
    const { lessons, leftOut } = learned.get(id) ?? { lessons: [], leftOut: [] }
    const taste = addUp(lessons, leftOut)
    const values = {
      space: shippedSpaceName(),
      vector: taste ? bytesOf(taste.vector) : Buffer.alloc(0),
      confidence: taste?.confidence ?? 0,
      liked: JSON.stringify((taste?.liked ?? []).map(toNamed)),
      liked_vectors: Buffer.concat((taste?.liked ?? []).map(({ vector }) => bytesOf(vector))),
    }
    await trx.updateTable('tastes').set(values).where('subscriber_id', '=', id).execute()
  }
}

function toNamed({ id, title, isSeed }: Liked): Named {
  return isSeed ? [id, title, 1] : [id, title]
}
