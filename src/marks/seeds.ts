import { sql } from 'kysely'
import { readDescribed } from '../papers/stored-papers.ts'
import {
  bytesOf,
  paperVector,
  shippedSpace,
  shippedSpaceName,
  vectorOf,
  type Vector,
} from '../select/latent-space.ts'
import type { Db } from '../store/open.ts'

/** A paper that a subscriber gave as what they work on. */
export type Seed = {
  /** As papers are known, or "title:" and a hash of it. */
  paper: string
  title: string
  authors: string[]
  /** Slugs of the topics that it has. */
  topics: string[]
  /** The words and pairs of words that tell most of it. */
  terms: string[]
  addedAt: Date
}

/** A seed, and where it lies: of unit length, not zero. */
export type PlacedSeed = Omit<Seed, 'addedAt'> & { vector: Vector }

/** A subscriber has no more seeds than these. */
export const mostSeeds = 200

/** All seeds of a subscriber, the newest first. */
export async function readSeeds(db: Db, subscriberId: number): Promise<Seed[]> {
  return db
    .selectFrom('seeds')
    .select(['paper_id as paper', 'title', 'authors', 'topics', 'terms', 'added_at as addedAt'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('added_at', 'desc')
    .orderBy('paper_id')
    .execute()
}

/**
 * Adds seeds, or replaces those of the same papers.
 *
 * @returns how many of them a subscriber has room for: the first ones are stored
 */
export async function insertSeeds(
  trx: Db,
  subscriberId: number,
  seeds: readonly PlacedSeed[],
  now: Date,
): Promise<number> {
  const known = new Set((await readSeeds(trx, subscriberId)).map(({ paper }) => paper))
  const fitting: PlacedSeed[] = []
  for (const seed of seeds) {
    if (!known.has(seed.paper) && known.size >= mostSeeds) break
    known.add(seed.paper)
    fitting.push(seed)
  }
  const rows = [...new Map(fitting.map((seed) => [seed.paper, seed])).values()].map(
    ({ paper, vector, ...told }) => ({
      ...told,
      subscriber_id: subscriberId,
      paper_id: paper,
      space: shippedSpaceName(),
      vector: bytesOf(vector),
      added_at: now,
    }),
  )
  if (rows.length === 0) return 0
  await trx
    .insertInto('seeds')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['subscriber_id', 'paper_id']).doUpdateSet((excluded) => ({
        title: excluded.ref('excluded.title'),
        authors: excluded.ref('excluded.authors'),
        topics: excluded.ref('excluded.topics'),
        terms: excluded.ref('excluded.terms'),
        space: excluded.ref('excluded.space'),
        vector: excluded.ref('excluded.vector'),
        added_at: excluded.ref('excluded.added_at'),
      })),
    )
    .execute()
  return fitting.length
}

/** @returns false where there was no such seed (any more) */
export async function deleteSeed(trx: Db, subscriberId: number, paper: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('seeds')
    .where('subscriber_id', '=', subscriberId)
    .where('paper_id', '=', paper)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** @returns how many there were */
export async function deleteSeeds(trx: Db, subscriberId: number): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('seeds')
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

type VectorRow = { subscriberId: number; id: string; title: string; space: string; vector: Buffer }

/** Where the seeds of subscribers lie, the newest first. Those that lie in another release's space are placed again. */
export async function readPlacedSeeds(
  trx: Db,
  subscriberIds: readonly number[],
): Promise<{ subscriberId: number; id: string; title: string; vector: Vector }[]> {
  const { rows } = await sql<VectorRow>`
    select subscriber_id as "subscriberId", paper_id as id, title, space, vector from seeds
    where subscriber_id = any(${subscriberIds}::bigint[])
    order by added_at desc, paper_id`.execute(trx)
  const stale = rows.filter(({ space }) => space !== shippedSpaceName())
  const vectors = await placeAgain(trx, stale)
  return rows.map(({ vector, space: _space, ...row }) => ({
    ...row,
    vector: vectors.get(keyOf(row)) ?? vectorOf(vector),
  }))
}

async function placeAgain(trx: Db, rows: readonly VectorRow[]): Promise<Map<string, Vector>> {
  if (rows.length === 0) return new Map()
  const ids = [...new Set(rows.map(({ id }) => id))]
  const described = new Map((await readDescribed(trx, ids)).map((paper) => [paper.id, paper]))
  const placed = new Map<string, Vector>()
  for (const row of rows) {
    const paper = described.get(row.id) ?? { title: row.title, abstract: '', keywords: [] }
    const vector = paperVector(shippedSpace(), paper)
    placed.set(keyOf(row), vector)
    await trx
      .updateTable('seeds')
      .set({ space: shippedSpaceName(), vector: bytesOf(vector) })
      .where('subscriber_id', '=', row.subscriberId)
      .where('paper_id', '=', row.id)
      .execute()
  }
  return placed
}

function keyOf({ subscriberId, id }: Pick<VectorRow, 'subscriberId' | 'id'>): string {
  return `${subscriberId} ${id}`
}
