import { isDeepStrictEqual } from 'node:util'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { Paper, type TopicScores } from '../papers/paper.ts'
import { listUnenrichedIds, markEnriched, readStoredPapers, upsertPapers } from '../papers/stored-papers.ts'
import { idsPerRequest, knownArxivPapers } from '../sources/arxiv-api.ts'
import type { ArxivAccess } from '../sources/kind.ts'
import { SourceError } from '../sources/source-error.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { addDays, utcDay } from './days.ts'
import { detailsOrigin, mergePaper, sourced } from './merge-paper.ts'
import { lockIngest } from './record-day.ts'

export type EnrichDeps = {
  db: Db
  arxiv: ArxivAccess
  classify: (paper: Paper) => TopicScores
  clock: () => Date
  logger: Logger
  signal?: AbortSignal | undefined
}

/** No edition picks older papers. */
const daysBack = 14
/** Bounds one job: the next one asks for the rest. */
const maxRequests = 10

/**
 * Asks arXiv for the categories, all authors and the comment of recent papers that other sources have listed, the newest
 * first. No edition waits for it. Each paper is asked for once, whether arXiv knows it or not.
 *
 * @returns how many papers were asked for
 */
export async function enrich(deps: EnrichDeps): Promise<number> {
  let asked = 0
  for (let requests = 0; requests < maxRequests; requests += 1) {
    const listedAfter = addDays(utcDay(deps.clock()), -daysBack)
    const ids = await listUnenrichedIds(deps.db, { listedAfter, limit: idsPerRequest })
    if (ids.length === 0) break
    try {
      await recordDetails(deps, ids, await fetchDetails(deps, ids))
      asked += ids.length
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      deps.logger.warn(
        { problem: messageOf(error) },
        'arXiv could not be asked for details; the next job tries again',
      )
      break
    }
  }
  if (asked > 0) deps.logger.info({ papers: asked }, 'asked arXiv for details of papers')
  return asked
}

function fetchDetails({ arxiv, signal, logger }: EnrichDeps, ids: readonly string[]): Promise<Paper[]> {
  return knownArxivPapers(
    arxiv,
    ids.map((id) => id.replace(/^arxiv:/, '')),
    signal,
    (id, why) => logger.warn({ id, problem: messageOf(why) }, 'arXiv refuses an id'),
  )
}

async function recordDetails(
  { db, classify, clock }: EnrichDeps,
  ids: readonly string[],
  details: readonly Paper[],
): Promise<void> {
  const at = clock()
  await inTransaction(db, async (trx) => {
    await lockIngest(trx)
    const known = await readStoredPapers(trx, ids)
    const changed = details.flatMap((detail) => {
      const before = known.get(detail.id)
      if (!before) return []
      const stored = { paper: Paper.parse(before), fieldSources: before.fieldSources }
      const { paper, fieldSources } = mergePaper(stored, sourced(detail, detailsOrigin))
      const after = { ...before, ...paper, fieldSources }
      return isDeepStrictEqual(after, before) ? [] : [{ ...after, topics: classify(paper) }]
    })
    await upsertPapers(trx, changed, at)
    await markEnriched(trx, ids, at)
  })
}
