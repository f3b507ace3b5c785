import {
  createPostgresBackend,
  Queue,
  runMigrations,
  withBackend,
  Worker,
  type Job,
  type JobsOptions,
  type JobType,
  type PostgresConnectionOptions,
  type Processor,
} from 'bullmq'
import type pg from 'pg'
import { createLimitedLog } from '../src/log-limit.ts'
import { withLogFields, withoutLogFields } from '../src/log-fields.ts'
import type { Logger } from '../src/logger.ts'
import { PatientPool } from '../src/store/patient-pool.ts'
import type { Store } from '../src/store/open.ts'
import { openRedis } from '../src/store/redis.ts'
import { inSpan } from '../src/tracing.ts'
import { queueNames, type QueueConfig, type QueueName, type QueuedJob, type Queues } from './queue.ts'

// A finished or failed job leaves no trace: the reconciler may have to add its id again.
const jobOptions: JobsOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: true,
  removeOnFail: true,
}

const notDone: JobType[] = ['waiting', 'prioritized', 'delayed', 'active']

/** Opens the queues on Redis, or on the database where no Redis is given. */
export function openBullmqQueues(config: QueueConfig, store: Store, logger: Logger): Queues {
  // BullMQ renews the lock of a job while its worker lives.
  const liveness = { lockDuration: config.leaseMs, stalledInterval: config.leaseMs }
  const backend = config.redisUrl
    ? redisBackend(config.redisUrl, config.prefix, liveness, logger)
    : postgresBackend(config.databaseUrl, store, liveness, logger)
  const log = createLimitedLog(logger, { causeFields: ['queue', 'error'] })
  const queues = new Map<QueueName, AnyQueue>()
  const workers: AnyWorker[] = []
  const queueOf = (name: QueueName) => {
    const queue = queues.get(name) ?? backend.openQueue(name)
    if (!queues.has(name))
      queue.on('error', (error) =>
        withoutLogFields(() => log('warn', { queue: name, error: error.message }, 'queue error')),
      )
    queues.set(name, queue)
    return queue
  }
  const stopWorking = async () => {
    // Without its server a worker would wait for the answer that ends its jobs. They are done again after the next start.
    const isForced = !backend.isReachable()
    await Promise.all(workers.splice(0).map((worker) => worker.close(isForced)))
  }
  return {
    add: async (name, jobs) => {
      const options = (job: QueuedJob) => ({ ...jobOptions, jobId: job.id, delay: job.delayMs ?? 0 })
      await queueOf(name).addBulk(jobs.map((job) => ({ name, data: job.payload, opts: options(job) })))
    },
    work: async (name, process, concurrency) => {
      const worker = backend.openWorker(
        name,
        (job) =>
          withLogFields({ queue: name, job: job.id }, () =>
            inSpan({ name: `job ${name}`, kind: 'consumer' }, () => process(job.data)),
          ),
        concurrency,
      )
      worker.on('error', (error) => log('warn', { queue: name, error: error.message }, 'worker error'))
      worker.on('failed', (job, error) => {
        log(
          'error',
          { queue: name, job: job?.id, attempt: job?.attemptsMade, error: error.message },
          'job failed',
        )
      })
      workers.push(worker)
    },
    count: () =>
      Promise.all(
        queueNames.map(async (queue) => ({
          queue,
          count: await queueOf(queue).getJobCountByTypes(...notDone),
        })),
      ),
    stopWorking,
    close: async () => {
      await stopWorking()
      if (backend.isReachable()) await Promise.all([...queues.values()].map((queue) => queue.close()))
      await backend.close()
    },
  }
}

/** BullMQ refuses to work on tables of another version. */
export async function migrateBullmq({ pool }: Store): Promise<void> {
  const client = await pool.connect()
  try {
    await runMigrations(client)
  } finally {
    client.release()
  }
}

/** What is used of BullMQ's classes, whose types differ by backend. */
type AnyQueue = Pick<Queue, 'addBulk' | 'close' | 'getJobCountByTypes'> & {
  on: (event: 'error', listener: (error: Error) => void) => unknown
}
type AnyWorker = Pick<Worker, 'close'> & {
  on: ((event: 'error', listener: (error: Error) => void) => unknown) &
    ((event: 'failed', listener: (job: Job | undefined, error: Error) => void) => unknown)
}

type Backend = {
  openQueue: (name: string) => AnyQueue
  openWorker: (name: string, process: Processor, concurrency: number) => AnyWorker
  /** Whether its server answered of late. */
  isReachable: () => boolean
  close: () => Promise<void>
}

/** How soon the jobs of a worker that died are given to another. */
type Liveness = { lockDuration: number; stalledInterval: number }

function redisBackend(url: string, prefix: string, liveness: Liveness, logger: Logger): Backend {
  // BullMQ's blocking commands wait as long as they must.
  const connection = openRedis(url, logger, { maxRetriesPerRequest: null })
  return {
    openQueue: (name) => new Queue(name, { connection, prefix }),
    openWorker: (name, process, concurrency) =>
      new Worker(name, process, { connection, prefix, concurrency, ...liveness }),
    isReachable: () => connection.status === 'ready',
    close: async () => {
      if (connection.status === 'ready') await connection.quit()
      else connection.disconnect()
    },
  }
}

function postgresBackend(
  databaseUrl: string | null,
  store: Store,
  liveness: Liveness,
  logger: Logger,
): Backend {
  const pool = databaseUrl ? ownPool(databaseUrl, logger) : store.pool
  const bullmq = withBackend(createPostgresBackend)
  // BullMQ takes any object shaped like a pg.Pool, but spells the shape differently from pg's own types.
  const connection = pool as unknown as PostgresConnectionOptions
  return {
    openQueue: (name) => new bullmq.Queue(name, { connection }),
    openWorker: (name, process, concurrency) =>
      new bullmq.Worker(name, process, { connection, concurrency, ...liveness }),
    isReachable: () => true,
    close: async () => {
      if (pool !== store.pool) await pool.end()
    },
  }
}

/** Each worker and queue keeps a connection of its own for LISTEN, so this pool is apart from the query layer's. */
function ownPool(connectionString: string, logger: Logger): pg.Pool {
  const log = createLimitedLog(logger)
  const pool = new PatientPool({
    connectionString,
    max: 20,
    keepAlive: true,
    options: '-c search_path=bullmq',
  })
  pool.on('error', (error) =>
    withoutLogFields(() => log('warn', { error: error.message }, 'a queue connection was lost')),
  )
  // Those in use, too: without a listener they would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  // Each of BullMQ's queues and workers listens for the pool's errors, and never stops.
  pool.setMaxListeners(0)
  return pool
}
