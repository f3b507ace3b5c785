import type { Context } from '../src/context.ts'
import { findUnfinishedRanges } from '../src/editions/ranges.ts'
import { composeJobs } from './compose.ts'
import { deliverJobs } from './deliver.ts'
import { findUnsentMails, releaseExpiredMails } from '../src/outbox/mail-rows.ts'
import { findWaitingRequests } from '../src/subscribers/subscription-requests.ts'
import { mailJobs, requestJobs } from './outbox.ts'

/** Younger requests are most likely on their way already. */
const graceMs = 30_000

/** Puts back into the queues what stands unfinished in rows. */
export async function reconcile({ db, queues, clock, logger }: Context): Promise<void> {
  const { compose, deliver } = await findUnfinishedRanges(db, clock())
  await releaseExpiredMails(db, clock())
  const jobs = {
    compose: compose.flatMap(({ editionId, rangeNo }) => composeJobs(editionId, [rangeNo])),
    deliver: deliver.flatMap(({ editionId, rangeNo }) => deliverJobs(editionId, [rangeNo])),
    transactional: [
      ...requestJobs(await findWaitingRequests(db, new Date(clock().getTime() - graceMs))),
      ...mailJobs(await findUnsentMails(db, clock())),
    ],
  }
  for (const queue of ['compose', 'deliver', 'transactional'] as const) {
    if (jobs[queue].length === 0) continue
    logger.info({ queue, jobs: jobs[queue].length }, 'picked up unfinished work')
    await queues.add(queue, jobs[queue])
  }
}
