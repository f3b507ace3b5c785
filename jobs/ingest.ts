import { z } from 'zod'
import type { Context } from '../src/context.ts'
import { ingestRecent } from '../src/ingest/ingest.ts'
import { loadSample } from '../src/ingest/sample.ts'
import type { HttpOptions } from '../src/sources/http.ts'
import type { ConfiguredSource } from '../src/sources/source.ts'
import { createSources } from '../src/sources/sources.ts'
import { classify } from '../src/topics/classify.ts'
import type { QueuedJob } from './queues.ts'

const Payload = z.object({ source: z.string() })

/** The job that polls a source. Schedulers that tick in the same minute add the same id, so that one poll is made. */
export function ingestJob(source: string, now: Date): QueuedJob {
  return {
    id: `ingest-${source}-${Math.floor(now.getTime() / 60_000)}`,
    payload: { source } satisfies z.infer<typeof Payload>,
  }
}

export async function ingest(context: Context, payload: unknown): Promise<void> {
  const { source: name } = Payload.parse(payload)
  const source = createSources(context).find((one) => one.name === name)
  // A job may outlive its source by a restart with another configuration.
  if (source) await poll(context, source)
  await showSample(context)
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

async function poll({ db, clock, logger, signal }: Context, source: ConfiguredSource): Promise<void> {
  await ingestRecent({ db, source, classify, clock, logger, signal })
}

/** The embedded size shows a sample, marked as one, until the first papers arrive. */
async function showSample({ config, db, clock, logger }: Context): Promise<void> {
  if (config.databaseUrl !== null || !(await loadSample({ db, classify, clock, logger }))) return
  logger.warn(
    { origin: config.huggingFaceUrl },
    'no digest could be fetched: showing a sample of made-up papers, and trying again every minute',
  )
}
