import { sampleSourceName } from '../sources/sample/sample-source.ts'
import type { Db } from '../store/open.ts'

/** Takes the sample digest out again, with its papers: real ones have arrived. */
export async function removeSample(db: Db): Promise<void> {
  await db
    .deleteFrom('papers')
    .where('id', 'in', (query) =>
      query.selectFrom('digest_entries').select('paper_id').where('source', '=', sampleSourceName),
    )
    .execute()
  await db.deleteFrom('digests').where('source', '=', sampleSourceName).execute()
}
