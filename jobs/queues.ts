import type { Logger } from '../src/logger.ts'
import type { Store } from '../src/store/open.ts'
import type { QueueConfig, Queues } from './queue.ts'

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
