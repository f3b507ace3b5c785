import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Paper } from './paper.ts'
import { isReadable } from './readable.ts'

/** A paper, and how near it is: the cosine of the angle between the two vectors. */
export type SimilarPaper = { id: string; title: string; firstListedOn: string; nearness: number }

/** Papers less near than this have too little in common. */
const fewestInCommon = 0.4
/** The same work again, under another id. */
const sameWork = 0.985

/** Papers without a vector of a space, the newest first. */
export async function listWithoutVector(
  db: Db,
  { space, limit }: { space: string; limit: number },
): Promise<Pick<Paper, 'id' | 'title' | 'abstract' | 'keywords'>[]> {
  return db
    .selectFrom('papers')
    .leftJoin('paper_vectors', (join) =>
      join.onRef('paper_vectors.paper_id', '=', 'papers.id').on('paper_vectors.space', '=', space),
    )
    .select(['papers.id', 'papers.title', 'papers.abstract', 'papers.keywords'])
    .where('paper_vectors.paper_id', 'is', null)
    .orderBy('papers.first_listed_on', 'desc')
    .orderBy('papers.id')
    .limit(limit)
    .execute()
}

/** @param vectors one signed byte per dimension */
export async function writeVectors(
  db: Db,
  space: string,
  vectors: readonly { id: string; vector: Buffer }[],
): Promise<void> {
  if (vectors.length === 0) return
  const rows = vectors.map(({ id, vector }) => ({ paper_id: id, space, vector }))
  await db
    .insertInto('paper_vectors')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('paper_id').doUpdateSet({
        space: sql`excluded.space`,
        vector: sql`excluded.vector`,
      }),
    )
    .execute()
}

/** Where papers lie in a space, by id. */
export type PaperVectors = ReadonlyMap<string, Int8Array>

export async function readPaperVectors(db: Db, space: string): Promise<PaperVectors> {
  const rows = await db
    .selectFrom('paper_vectors')
    .select(['paper_id', 'vector'])
    .where('space', '=', space)
    .execute()
  return new Map(
    rows.map(({ paper_id: id, vector }) => [
      id,
      new Int8Array(vector.buffer, vector.byteOffset, vector.length),
    ]),
  )
}

/** Where those of these papers lie that have a place in a space. */
export async function readVectorsOf(
  db: Db,
  space: string,
  ids: readonly string[],
): Promise<Map<string, Buffer>> {
  const rows = await db
    .selectFrom('paper_vectors')
    .select(['paper_id', 'vector'])
    .where('space', '=', space)
    .where('paper_id', '=', sql<string>`any(${ids}::text[])`)
    .execute()
  return new Map(rows.map(({ paper_id: id, vector }) => [id, vector]))
}

/** The papers most like one that readers may see, the nearest first; none where it has no vector. */
export async function findSimilarPapers(
  db: Db,
  vectors: PaperVectors,
  id: string,
  limit: number,
): Promise<SimilarPaper[]> {
  const own = vectors.get(id)
  if (!own) return []
  const near = [...vectors]
    .map(([other, vector]) => ({ id: other, nearness: other === id ? 0 : cosine(own, vector) }))
    .filter(({ nearness }) => nearness >= fewestInCommon && nearness < sameWork)
    .sort((a, b) => b.nearness - a.nearness || (a.id < b.id ? -1 : 1))
    // Some of them may not be shown.
    .slice(0, limit * 2)
  const ids = near.map((one) => one.id)
  const shown = await readShown(db, ids)
  return near
    .flatMap((one) => {
      const paper = shown.get(one.id)
      return paper ? [{ ...paper, nearness: one.nearness }] : []
    })
    .slice(0, limit)
}

async function readShown(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Omit<SimilarPaper, 'nearness'>>> {
  const rows = await db
    .selectFrom('papers')
    .select(['id', 'title', 'first_listed_on as firstListedOn'])
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .where(isReadable)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

function cosine(a: Int8Array, b: Int8Array): number {
  let [both, first, second] = [0, 0, 0]
  for (let at = 0; at < a.length; at += 1) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0]
    both += x * y
    first += x * x
    second += y * y
  }
  return both / (Math.sqrt(first * second) || 1)
}
