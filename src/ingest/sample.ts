import { hasAnotherListed } from '../papers/entries.ts'
import { sampleSourceName } from '../papers/paper.ts'
import { hasPapers } from '../papers/stored-papers.ts'
import { sampleSource } from '../sources/sample/sample-source.ts'
import type { Db } from '../store/open.ts'
import { utcDay } from './days.ts'
import { ingestDay, type IngestDeps } from './ingest.ts'

/**
 * Loads the bundled sample as today's digest where no papers are stored at all. The first real papers remove it.
 *
 * @returns true where it was loaded
 */
export async function loadSample(deps: Omit<IngestDeps, 'source'>): Promise<boolean> {
  if (await hasPapers(deps.db)) return false
  await ingestDay({ ...deps, source: sampleSource }, utcDay(deps.clock()))
  return true
}

/** True once a real source has listed a paper. */
export async function hasRealPapers(db: Db): Promise<boolean> {
  return hasAnotherListed(db, sampleSourceName)
}
