import type { Context } from '../src/context.ts'
import { ingestRecent } from '../src/ingest/ingest.ts'
import { loadSample } from '../src/ingest/sample.ts'
import type { HttpOptions } from '../src/sources/http.ts'
import { createSources } from '../src/sources/sources.ts'
import { classify } from '../src/topics/classify.ts'
import type { QueuedJob } from './queues.ts'

/** The job that polls every source. Schedulers that tick together add the same id, so that one poll is made. */
export function ingestJob(now: Date, everyMinutes: number): QueuedJob {
  return { id: `ingest-${everyMinutes}-${Math.floor(now.getTime() / (everyMinutes * 60_000))}`, payload: {} }
}

/**
 * Polls every source. The embedded size shows a sample, marked as one, until the first papers arrive.
 *
 * @param httpOptions how patiently to ask; by default as a poll that nobody waits for
 */
export async function ingest(
  { config, db, clock, logger, signal }: Context,
  httpOptions: Partial<HttpOptions> = {},
): Promise<void> {
  for (const source of createSources(config, httpOptions)) {
    await ingestRecent({ db, source, classify, clock, logger, signal })
  }
  const isSampleLoaded = config.databaseUrl === null && (await loadSample({ db, classify, clock, logger }))
  if (isSampleLoaded) {
    logger.warn(
      { origin: config.huggingFaceUrl },
      'no digest could be fetched: showing a sample of made-up papers, and trying again every minute',
    )
  }
}
