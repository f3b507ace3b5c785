import { z } from 'zod'
import type { WaitingImport } from '../src/seeds/imports.ts'
import type { QueuedJob } from './queue.ts'

/** What a job of the queue is for. */
export const IngestPayload = z.union([
  z.object({ source: z.string() }),
  z.object({ enrich: z.literal(true) }),
  z.object({ seeds: z.int() }),
])
type IngestPayload = z.infer<typeof IngestPayload>

/** The job that polls a source. Schedulers that tick in the same minute add the same id, so that one poll is made. */
export function ingestJob(source: string, now: Date): QueuedJob {
  return {
    id: `ingest-${source}-${Math.floor(now.getTime() / 60_000)}`,
    payload: { source } satisfies IngestPayload,
  }
}

/** The job that asks arXiv for details of other sources' papers. */
export function enrichJob(now: Date): QueuedJob {
  return {
    id: `enrich-${Math.floor(now.getTime() / 60_000)}`,
    payload: { enrich: true } satisfies IngestPayload,
  }
}

/** The jobs that look up the lists of papers that subscribers gave. */
export function seedsJobs(lists: readonly WaitingImport[]): QueuedJob[] {
  return lists.map(({ subscriberId, startedAt }) => ({
    id: `seeds-${subscriberId}-${startedAt.getTime()}`,
    payload: { seeds: subscriberId } satisfies IngestPayload,
  }))
}
