import type { ExpressionBuilder } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Database } from '../store/schema.ts'
import { sampleSourceName } from './paper.ts'

// The statements here and in digest-view.ts read the state of `digests`, which ingest owns: what readers may see depends
// on it for each paper, so a second question would have to carry every id of a page's candidates.

/** The states of digests whose papers readers may see. */
export const readableStates = ['fetched', 'partial'] as const

/** The entries of digests that readers may see. */
export function readableEntries(db: Db) {
  return db
    .selectFrom('digest_entries')
    .innerJoin('digests', (join) =>
      join
        .onRef('digests.source', '=', 'digest_entries.source')
        .onRef('digests.day', '=', 'digest_entries.day'),
    )
    .where('digests.state', 'in', readableStates)
}

/** Listed in a readable digest by a real source, or by the sample while there is nothing else. */
export function isReadable(eb: ExpressionBuilder<Database, 'papers'>) {
  const listed = eb
    .selectFrom('digest_entries')
    .innerJoin('digests', (join) =>
      join
        .onRef('digests.source', '=', 'digest_entries.source')
        .onRef('digests.day', '=', 'digest_entries.day'),
    )
    .select('paper_id')
    .where('digests.state', 'in', readableStates)
  const real = listed.where('digests.source', '<>', sampleSourceName)
  return eb.or([
    eb.exists(real.whereRef('paper_id', '=', 'papers.id')),
    eb.and([eb.not(eb.exists(real)), eb.exists(listed.whereRef('paper_id', '=', 'papers.id'))]),
  ])
}
