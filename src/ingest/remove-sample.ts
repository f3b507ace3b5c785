import { sampleSourceName } from '../papers/paper.ts'
import { deletePapersOf } from '../papers/stored-papers.ts'
import type { Db } from '../store/open.ts'

/** Deletes the sample digest and its papers. To be called when real papers have arrived. */
export async function removeSample(db: Db): Promise<void> {
  await deletePapersOf(db, sampleSourceName)
  await db.deleteFrom('digests').where('source', '=', sampleSourceName).execute()
}
