import { sql } from 'kysely'
import { readDescribed } from '../papers/stored-papers.ts'
import { readVectorsOf } from '../papers/paper-vectors.ts'
import { titleOf } from '../papers/summary.ts'
import { bytesOf, paperVector, shippedSpace, shippedSpaceName, vectorOf } from '../select/latent-space.ts'
import { tasteOf, type Liked, type Taste } from '../select/taste.ts'
import type { Db } from '../store/open.ts'
import type { MarkKind } from '../store/schema.ts'
import { readPlacedSeeds } from './seeds.ts'

/** More marks of one subscriber than these, the newest, are not learned from. */
const mostMarks = 200
/** Of so many papers marked "more", or else given as seeds, one may be named as the reason. */
const mostLiked = 8
const maxTitleLength = 120

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
  const named: Named[] = JSON.parse(liked)
  const size = vector.length
  return {
    vector: vectorOf(vector),
    confidence,
    liked: named.map(([id, title, isSeed], nth) => ({
      id,
      title,
      isSeed: isSeed === 1,
      // Most are never asked for: it takes longer than all else about a taste.
      get vector() {
        return vectorOf(likedVectors.subarray(nth * size, (nth + 1) * size))
      },
    })),
  }
}

type Opinion = Exclude<MarkKind, 'save'>
type OpinionRow = { id: number; paper: string; opinion: Opinion }

/** Computes what the marks and seeds of subscribers add up to, and stores it. */
export async function computeTastes(trx: Db, subscriberIds: readonly number[]): Promise<void> {
  const { rows } = await sql<OpinionRow>`
    select subscriber_id as id, paper_id as paper, kind as opinion from marks
    where subscriber_id = any(${subscriberIds}::bigint[]) and kind <> 'save'
    order by marked_at desc, paper_id`.execute(trx)
  const bySubscriber = Map.groupBy(rows, ({ id }) => id)
  const counted = subscriberIds.map((id) => (bySubscriber.get(id) ?? []).slice(0, mostMarks))
  const papers = await readMarkedPapers(trx, new Set(counted.flat().map(({ paper }) => paper)))
  const seeds = Map.groupBy(await readPlacedSeeds(trx, subscriberIds), ({ subscriberId }) => subscriberId)
  for (const [nth, id] of subscriberIds.entries()) {
    const given = (seeds.get(id) ?? []).map(({ title, ...seed }) => ({
      ...seed,
      title: title.slice(0, maxTitleLength),
      isSeed: true,
    }))
    const taste = combine(counted[nth] ?? [], papers, given)
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

/** @param marks the newest first, as the seeds are */
function combine(
  marks: readonly OpinionRow[],
  papers: ReadonlyMap<string, Liked>,
  seeds: readonly Liked[],
): Taste | null {
  const judged = marks.flatMap(({ paper, opinion }) => {
    const known = papers.get(paper)
    return known ? [{ opinion, ...known }] : []
  })
  // What was said of a paper later replaces that it was given.
  const isMarked = new Set(judged.map(({ id }) => id))
  const given = seeds.filter(({ id }) => !isMarked.has(id))
  const taste = tasteOf([...judged, ...given.map((seed) => ({ opinion: 'seed' as const, ...seed }))])
  const liked = [...judged.filter(({ opinion }) => opinion === 'more'), ...given].slice(0, mostLiked)
  return taste && { ...taste, liked }
}

/** Where marked papers lie. Those that are gone, or say nothing that is known, are left out. */
async function readMarkedPapers(trx: Db, ids: ReadonlySet<string>): Promise<Map<string, Liked>> {
  const vectors = await readVectorsOf(trx, shippedSpaceName(), [...ids])
  const described = await readDescribed(trx, [...ids])
  const liked = described.map((paper): Liked => {
    const stored = vectors.get(paper.id)
    const vector = stored ? vectorOf(stored) : paperVector(shippedSpace(), paper)
    return { id: paper.id, title: titleOf(paper).slice(0, maxTitleLength), vector }
  })
  return new Map(
    liked.filter(({ vector }) => vector.some((value) => value !== 0)).map((one) => [one.id, one]),
  )
}
