import type { Logger } from '../src/logger.ts'
import type { Store } from '../src/store/open.ts'

export const queueNames = ['ingest', 'compose', 'deliver', 'transactional'] as const
export type QueueName = (typeof queueNames)[number]

/**
 * A job to do. Its id keeps the same work from standing in a queue twice, which only saves effort: rows guarantee.
 * BullMQ rejects a colon in an id.
 */
export type QueuedJob = { id: string; payload: unknown; delayMs?: number }

/** BullMQ on Redis, or on the database where no Redis is given; everything else sees only this. */
export type Queues = {
  add: (queue: QueueName, jobs: QueuedJob[]) => Promise<void>
  work: (queue: QueueName, process: (payload: unknown) => Promise<void>, concurrency: number) => Promise<void>
  /** How many jobs each queue has that are not done: waiting, delayed or worked on. */
  count: () => Promise<{ queue: QueueName; count: number }[]>
  /** Lets the jobs under way end and takes no more. */
  stopWorking: () => Promise<void>
  close: () => Promise<void>
}

/** What the queues need to know of the config. */
export type QueueConfig = { redisUrl: string | null; databaseUrl: string | null; leaseMs: number }

/**
 * The queues, opened by the first call that needs them: most commands need none, and BullMQ takes a while to load.
 */
export function openQueues(config: QueueConfig, store: Store, logger: Logger): Queues {
  let opened: Promise<Queues> | undefined
  const open = async () => (await import('./bullmq-queues.ts')).openBullmqQueues(config, store, logger)
  // A failure is the caller's; the next call tries again.
  const queues = () =>
    (opened ??= open().catch((error: unknown) => {
      opened = undefined
      throw error
    }))
  return {
    add: async (queue, jobs) => (await queues()).add(queue, jobs),
    work: async (queue, process, concurrency) => (await queues()).work(queue, process, concurrency),
    count: async () => (await queues()).count(),
    stopWorking: async () => (await opened)?.stopWorking(),
    close: async () => (await opened)?.close(),
  }
}

/** Sets up or updates BullMQ's own tables, where it runs on the database. Safe from several processes at once. */
export async function migrateQueues({ redisUrl }: QueueConfig, store: Store): Promise<void> {
  if (redisUrl === null) await (await import('./bullmq-queues.ts')).migrateBullmq(store)
}
