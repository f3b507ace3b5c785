import type { Context } from '../src/context.ts'
import { findUnfinished } from '../src/deliver/reconcile.ts'
import { composeJobs } from './compose.ts'
import { deliverJobs } from './deliver.ts'
import { operatorJobs, transactionalJobs } from './transactional.ts'

/** Puts back into the queues what stands unfinished in rows. */
export async function reconcile({ db, queues, clock, logger }: Context): Promise<void> {
  const unfinished = await findUnfinished(db, clock())
  const { compose, deliver, transactional, operator } = unfinished
  const jobs = {
    compose: compose.flatMap(({ editionId, rangeNo }) => composeJobs(editionId, [rangeNo])),
    deliver: deliver.flatMap(({ editionId, rangeNo }) => deliverJobs(editionId, [rangeNo])),
    transactional: [...transactionalJobs(transactional), ...operatorJobs(operator)],
  }
  for (const queue of ['compose', 'deliver', 'transactional'] as const) {
    if (jobs[queue].length === 0) continue
    logger.info({ queue, jobs: jobs[queue].length }, 'picked up unfinished work')
    await queues.add(queue, jobs[queue])
  }
}
