import type { Config } from '../config/config.ts'
import { utcDay } from '../ingest/days.ts'
import { enrich } from '../ingest/enrich.ts'
import { rescoreTopics } from '../ingest/rescore-topics.ts'
import { ingestRecent, type DayReport } from '../ingest/ingest.ts'
import { readTrouble } from '../ingest/trouble.ts'
import type { Logger } from '../logger.ts'
import { createSources, sourceTools } from '../sources/sources.ts'
import type { Db } from '../store/open.ts'
import { scoreTopics } from '../topics/narrow.ts'
import { hasOwnTopics, withOwnTopics } from '../topics/own-topics.ts'

export type CatchUpDeps = {
  db: Db
  config: Config
  clock: () => Date
  logger: Logger
  signal: AbortSignal
}

/**
 * Fetches what the sources have listed since the last time.
 *
 * @returns why nothing may be chosen today: the problems, where no source has a good list; else nothing
 */
export async function catchUp(deps: CatchUpDeps): Promise<string[]> {
  const reports = await fetchAll(deps)
  const { isEverywhere } = await readTrouble(deps.db, utcDay(deps.clock()))
  if (!isEverywhere) return []
  const problems = problemsOf(reports)
  return problems.length > 0 ? problems : ['no source has a list']
}

/** Nobody waits at a screen, but a run that hangs for long is killed by what started it. */
const arxivPatience = { timeoutMs: 20_000, retries: 0 }

/**
 * A list still grows in the morning after its day, when whoever runs this once a day has been served already. So each day is
 * asked for a last time when the next one is over, too.
 */
const lastLookDays = 2

async function fetchAll({ db, config, clock, logger, signal }: CatchUpDeps): Promise<DayReport[]> {
  if (hasOwnTopics()) await rescoreTopics(db, clock(), withOwnTopics)
  const reports: DayReport[] = []
  for (const configured of createSources({ config, db })) {
    const source = {
      ...configured,
      askAgainAfterDays: [...(configured.askAgainAfterDays ?? []), lastLookDays],
    }
    reports.push(...(await ingestRecent({ db, source, classify: scoreTopics, clock, logger, signal })))
  }
  if (config.sources.isArxivAsked) {
    const { arxiv } = sourceTools({ config, db }, arxivPatience)
    await enrich({ db, arxiv, classify: scoreTopics, clock, logger, signal })
  }
  return reports
}

function problemsOf(reports: readonly DayReport[]): string[] {
  return reports.flatMap(({ source, day, state, problem }) =>
    state === 'failed' || state === 'stale' ? [`${source}, ${day}: ${problem ?? state}`] : [],
  )
}
