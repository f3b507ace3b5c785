import type { Context } from '../src/context.ts'
import { enrich } from '../src/ingest/enrich.ts'
import { computePaperVectors } from '../src/ingest/paper-vectors.ts'
import { ingestRecent, type DayReport } from '../src/ingest/ingest.ts'
import { rescoreTopics } from '../src/ingest/rescore-topics.ts'
import { loadSample } from '../src/ingest/sample.ts'
import { renderDigestFailed } from '../src/render/operator-email.ts'
import { routes } from '../src/routes.ts'
import { lookUpSeeds } from '../src/seeds/look-up.ts'
import type { HttpOptions } from '../src/sources/http.ts'
import type { ConfiguredSource } from '../src/sources/source.ts'
import { createSources, sourceTools } from '../src/sources/sources.ts'
import { scoreTopics } from '../src/topics/narrow.ts'
import { hasOwnTopics, withOwnTopics } from '../src/topics/own-topics.ts'
import { IngestPayload } from './ingest-jobs.ts'
import { tellOperator } from './outbox.ts'

export async function ingest(context: Context, payload: unknown): Promise<void> {
  const job = IngestPayload.parse(payload)
  if ('seeds' in job) {
    await lookUp(context, job.seeds)
    return
  }
  if ('enrich' in job) {
    await enrich({ ...context, arxiv: sourceTools(context).arxiv, classify: scoreTopics })
    return
  }
  const source = createSources(context).find((one) => one.name === job.source)
  // A job may outlive its source by a restart with another configuration.
  if (source) await poll(context, source)
  await showSample(context)
  await computePaperVectors(context.db)
}

/** Someone waits for it, and other jobs for this one. */
const impatient: Partial<HttpOptions> = { retries: 1, maxPauseMs: 60_000 }

async function lookUp(context: Context, subscriberId: number): Promise<void> {
  const { arxiv, http } = sourceTools(context, impatient)
  const { orcidUrl, zoteroUrl } = context.config.sources
  const libraries = { orcidUrl, zoteroUrl, http }
  await lookUpSeeds({ ...context, arxiv, libraries, classify: scoreTopics }, subscriberId)
}

/**
 * Polls every source that an edition waits for, side by side.
 *
 * @param httpOptions how patiently to ask
 */
export async function ingestAwaited(context: Context, httpOptions: Partial<HttpOptions>): Promise<void> {
  const sources = createSources(context, httpOptions).filter(({ isAwaited }) => isAwaited)
  const polls = await Promise.allSettled(sources.map((source) => poll(context, source)))
  await showSample(context)
  for (const one of polls) if (one.status === 'rejected') throw one.reason
}

/** Papers that were recorded before a topic of the operator's own was defined or changed have it from now on. */
export async function rescoreOwnTopics({
  db,
  clock,
  logger,
}: Pick<Context, 'db' | 'clock' | 'logger'>): Promise<void> {
  if (!hasOwnTopics()) return
  const papers = await rescoreTopics(db, clock(), withOwnTopics)
  if (papers > 0) logger.info({ papers }, 'gave stored papers the topics of TOPICS')
}

async function poll(context: Context, source: ConfiguredSource): Promise<void> {
  const reports = await ingestRecent({ ...context, source, classify: scoreTopics })
  for (const report of reports) if (report.isAlarming) await alarm(context, report)
}

/** The log has it at every poll for as long as it lasts; the operator's address gets it once for each day. */
async function alarm(context: Context, report: DayReport): Promise<void> {
  const { config } = context
  const { source, day, state } = report
  const problem = report.problem ?? state
  if (config.mail.operatorEmail === null) return
  const mail = await renderDigestFailed({
    source,
    day,
    problem,
    website: config.web.publicUrl + routes.home.href(),
  })
  await tellOperator(context, `digest failed ${source} ${day}`, mail)
}

/** The embedded size shows a sample, marked as one, until the first papers arrive. */
async function showSample({ config, db, clock, logger }: Context): Promise<void> {
  if (config.store.databaseUrl !== null || !(await loadSample({ db, classify: scoreTopics, clock, logger })))
    return
  logger.warn(
    { origin: config.sources.huggingFaceUrl },
    'no digest could be fetched: showing a sample of made-up papers, and trying again every minute',
  )
}
