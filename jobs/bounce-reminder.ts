import { hasWaiting } from '../src/bounces/events.ts'
import type { Context } from '../src/context.ts'
import { messageOf } from '../src/errors.ts'
import { createLimitedLog } from '../src/log-limit.ts'
import type { QueuedJob } from './queue.ts'

/** One job applies all that waits, so that a storm of bounces is one job. */
export const bounceJob: QueuedJob = { id: 'bounces', payload: {} }

/** Reminds the queue that something came back. Never fails: the rows are kept, and the reconciler finds them. */
export type BounceReminder = () => Promise<void>

export function createBounceReminder({
  queues,
  logger,
}: Pick<Context, 'logger'> & { queues: Pick<Context['queues'], 'add'> }): BounceReminder {
  const log = createLimitedLog(logger)
  return async () => {
    try {
      await queues.add('bounces', [bounceJob])
    } catch (error) {
      log('warn', { job: bounceJob.id, error: messageOf(error) }, 'job not enqueued, left to the reconciler')
    }
  }
}

/** The job where something waits that no job may be working on. */
export async function findBounceJobs(db: Context['db']): Promise<QueuedJob[]> {
  return (await hasWaiting(db)) ? [bounceJob] : []
}
