export const queueNames = ['ingest', 'compose', 'deliver', 'transactional', 'bounces'] as const
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
export type QueueConfig = {
  redisUrl: string | null
  /** What the names of all keys in Redis start with. */
  prefix: string
  databaseUrl: string | null
  leaseMs: number
}
