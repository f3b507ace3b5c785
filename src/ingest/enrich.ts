import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Paper, TopicScores } from '../papers/paper.ts'
import { arxivPapers, idsPerRequest } from '../sources/arxiv-api.ts'
import type { ArxivAccess } from '../sources/kind.ts'
import { SourceError } from '../sources/source-error.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { addDays, utcDay } from './days.ts'
import { mergePaper } from './merge-paper.ts'
import { readPapers, upsertPapers } from './paper-rows.ts'
import { lockIngest } from './record-day.ts'

export type EnrichDeps = {
  db: Db
  arxiv: ArxivAccess
  classify: (paper: Paper) => TopicScores
  clock: () => Date
  logger: Logger
  signal?: AbortSignal | undefined
}

/** Older papers are in no edition any more. */
const daysBack = 14
/** A job should end: what is left is for the next one. */
const maxRequests = 10

/**
 * Asks arXiv for the categories, all authors and the comment of recent papers that other sources have listed, the newest
 * first. Nobody waits for it, and each paper is asked for once, whether arXiv knows it or not.
 *
 * @returns how many papers were asked for
 */
export async function enrich(deps: EnrichDeps): Promise<number> {
  let asked = 0
  for (let requests = 0; requests < maxRequests; requests += 1) {
    const ids = await findUnenriched(deps)
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

async function findUnenriched({ db, clock }: EnrichDeps): Promise<string[]> {
  const rows = await db
    .selectFrom('papers')
    .select('id')
    .where('enriched_at', 'is', null)
    .where('id', 'like', 'arxiv:%')
    .where('categories', '=', sql<string[]>`'{}'::text[]`)
    .where('first_listed_on', '>', addDays(utcDay(clock()), -daysBack))
    .orderBy('first_listed_on', 'desc')
    .orderBy('upvotes', 'desc')
    .limit(idsPerRequest)
    .execute()
  return rows.map(({ id }) => id)
}

/** One id that arXiv calls wrong fails the whole request: it is looked for by halves, so that it costs no other paper. */
async function fetchDetails(deps: EnrichDeps, ids: readonly string[]): Promise<Paper[]> {
  try {
    return await arxivPapers(
      deps.arxiv,
      ids.map((id) => id.replace(/^arxiv:/, '')),
      deps.signal,
    )
  } catch (error) {
    if (!(error instanceof SourceError) || !error.isRefusal) throw error
    if (ids.length === 1) {
      deps.logger.warn({ id: ids[0], problem: messageOf(error) }, 'arXiv does not take an id')
      return []
    }
    const half = Math.ceil(ids.length / 2)
    const first = await fetchDetails(deps, ids.slice(0, half))
    return [...first, ...(await fetchDetails(deps, ids.slice(half)))]
  }
}

async function recordDetails(
  { db, classify, clock }: EnrichDeps,
  ids: readonly string[],
  details: readonly Paper[],
): Promise<void> {
  const at = clock()
  await inTransaction(db, async (trx) => {
    await lockIngest(trx)
    const known = await readPapers(trx, ids)
    const changed = details.flatMap((detail) => {
      const before = known.get(detail.id)
      if (!before) return []
      const paper = mergePaper(before.paper, detail, false)
      return isDeepStrictEqual(paper, before.paper) ? [] : [{ ...before, paper, topics: classify(paper) }]
    })
    await upsertPapers(trx, changed, at)
    await trx.updateTable('papers').set({ enriched_at: at }).where('id', 'in', ids).execute()
  })
}
