import { setImmediate } from 'node:timers/promises'
import { listWithoutVector, writeVectors } from '../papers/paper-vectors.ts'
import { bytesOf, paperVector, shippedSpace, shippedSpaceName } from '../select/latent-space.ts'
import type { Db } from '../store/open.ts'

/** Between two batches the thread serves pages. */
const batchSize = 50

/**
 * Computes where papers lie that have no place in this release's latent space yet, the newest first.
 *
 * @param atMost bounds the time that it takes: a thousand take about a second
 * @returns how many were computed
 */
export async function computePaperVectors(db: Db, atMost = 1000): Promise<number> {
  const space = shippedSpaceName()
  let computed = 0
  while (computed < atMost) {
    const papers = await listWithoutVector(db, { space, limit: batchSize })
    const vectors = papers.map((paper) => ({
      id: paper.id,
      vector: bytesOf(paperVector(shippedSpace(), paper)),
    }))
    await writeVectors(db, space, vectors)
    computed += papers.length
    if (papers.length < batchSize) break
    await setImmediate()
  }
  return computed
}
