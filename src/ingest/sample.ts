import type { Db } from '../store/open.ts'
import { sampleSource, sampleSourceName } from '../sources/sample/sample-source.ts'
import { utcDay } from './days.ts'
import { ingestDay, type IngestDeps } from './ingest.ts'

/**
 * Where the store has no papers at all, puts in the bundled sample as today's digest. The first real papers remove it.
 *
 * @returns true where it was put in
 */
export async function loadSample(deps: Omit<IngestDeps, 'source'>): Promise<boolean> {
  const paper = await deps.db.selectFrom('papers').select('id').limit(1).executeTakeFirst()
  if (paper) return false
  await ingestDay({ ...deps, source: sampleSource }, utcDay(deps.clock()))
  return true
}

/** True once a real source has listed a paper. */
export async function hasRealPapers(db: Db): Promise<boolean> {
  const entry = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('source', '<>', sampleSourceName)
    .limit(1)
    .executeTakeFirst()
  return entry !== undefined
}
