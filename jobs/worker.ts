import type { Context } from '../src/context.ts'
import { createDeliverer } from '../src/deliver/deliver.ts'
import { createComposer } from '../src/editions/compose.ts'
import type { Lanes } from '../src/smtp/lanes.ts'
import { watchReturns } from './bounce-report.ts'
import { bounces } from './bounces.ts'
import { compose } from './compose.ts'
import { deliver } from './deliver.ts'
import { outbox } from './outbox.ts'
import { queueNames, type QueueName } from './queue.ts'

/**
 * How many jobs of a queue one process works on at a time. A range of deliveries uses all connections by itself; with
 * two, messages would wait for a connection after the last look at whether they are wanted.
 */
const concurrency: Record<QueueName, number> = {
  ingest: 4,
  compose: 1,
  deliver: 1,
  transactional: 4,
  bounces: 1,
}

/** Works on queues, by default all, until the context is closed. Any number of processes may do so. */
export async function startWorker(
  context: Context,
  lanes: Omit<Lanes, 'close'>,
  queues: readonly QueueName[] = queueNames,
): Promise<void> {
  const db = context.ledgerDb
  const composeRange = createComposer({ db })
  const returns = watchReturns(context)
  const onHardBounces = returns.note
  const deliverRange = createDeliverer({ ...context, db, outlet: lanes.editions, onHardBounces })
  let sending = 0
  const work: Record<QueueName, (payload: unknown) => Promise<void>> = {
    // Loaded by the first of its jobs: a worker that only composes and sends needs no sources, and they take 10 MB.
    ingest: async (payload) => (await import('./ingest.ts')).ingest(context, payload),
    compose: (payload) => compose(context, composeRange, payload),
    deliver: async (payload) => {
      sending += 1
      try {
        await deliver(deliverRange, returns, payload)
      } finally {
        sending -= 1
      }
    },
    transactional: (payload) => outbox(context, lanes.transactional, payload),
    bounces: () => bounces(context, () => sending > 0),
  }
  for (const queue of queues) await context.queues.work(queue, work[queue], concurrency[queue])
}
