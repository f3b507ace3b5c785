import type { Context } from '../src/context.ts'
import { createLimitedLog, type LimitedLog } from '../src/log-limit.ts'
import { findUnfinishedRanges } from '../src/editions/ranges.ts'
import { findBounceJobs } from './bounce-reminder.ts'
import { composeJobs } from './compose.ts'
import { deliverJobs } from './deliver.ts'
import { findUnsentMails, releaseExpiredMails } from '../src/outbox/mail-rows.ts'
import { findWaitingImports } from '../src/seeds/imports.ts'
import { findWaitingRequests } from '../src/subscribers/subscription-requests.ts'
import { seedsJobs } from './ingest-jobs.ts'
import { mailJobs, requestJobs } from './outbox.ts'

/** Younger requests are most likely on their way already. */
const graceMs = 30_000

/** Puts back into the queues what stands unfinished in rows, again and again; it says so once a minute. */
export function createReconciler(context: Context): () => Promise<void> {
  const log = createLimitedLog(context.logger, { clock: context.clock, causeFields: ['queue'] })
  return () => pickUp(context, log)
}

/** The same once. */
export function reconcile(context: Context): Promise<void> {
  return createReconciler(context)()
}

async function pickUp({ db, queues, clock }: Context, log: LimitedLog): Promise<void> {
  const { compose, deliver } = await findUnfinishedRanges(db, clock())
  await releaseExpiredMails(db, clock())
  const isOld = new Date(clock().getTime() - graceMs)
  const jobs = {
    ingest: seedsJobs(await findWaitingImports(db, isOld, clock())),
    compose: compose.flatMap(({ editionId, rangeNo }) => composeJobs(editionId, [rangeNo])),
    deliver: deliver.flatMap(({ editionId, rangeNo }) => deliverJobs(editionId, [rangeNo])),
    transactional: [
      ...requestJobs(await findWaitingRequests(db, isOld)),
      ...mailJobs(await findUnsentMails(db, clock())),
    ],
    bounces: await findBounceJobs(db),
  }
  for (const queue of ['ingest', 'compose', 'deliver', 'transactional', 'bounces'] as const) {
    if (jobs[queue].length === 0) continue
    log('info', { queue, jobs: jobs[queue].length }, 'picked up unfinished work')
    await queues.add(queue, jobs[queue])
  }
}
