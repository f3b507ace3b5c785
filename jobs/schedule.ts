import cron, { type ScheduledTask } from 'node-cron'
import type { Context } from '../src/context.ts'
import { messageOf } from '../src/errors.ts'
import { withLogFields } from '../src/log-fields.ts'
import { createLimitedLog } from '../src/log-limit.ts'
import { pruneEvents } from '../src/bounces/events.ts'
import { hasRealPapers } from '../src/ingest/sample.ts'
import { openDueEdition } from '../src/editions/edition.ts'
import { prune } from '../src/editions/prune.ts'
import { logRetiredTopics } from '../src/editions/retired-topics.ts'
import { giveUpAfterMs } from '../src/ledger/delivery.ts'
import { forgetUnconfirmed } from '../src/own-data/erase.ts'
import { pruneImports } from '../src/seeds/imports.ts'
import { pruneRequests } from '../src/subscribers/subscription-requests.ts'
import { pruneMails } from '../src/outbox/mail-rows.ts'
import { queueQuietMails } from '../src/outbox/quiet-mails.ts'
import { cleanAfterErasure } from './clean.ts'
import { watchDemand } from './demand.ts'
import { composeJobs } from './compose.ts'
import { tellOfEditions } from './edition-report.ts'
import { createHeartbeat } from './heartbeat.ts'
import { enrichJob, ingestJob } from './ingest-jobs.ts'
import { mailJobs } from './outbox.ts'
import { tellOfWeek } from './week-report.ts'
import { createReconciler } from './reconcile.ts'

/**
 * Starts the ticks. Several schedulers may run: each tick is a job with an id, a compare-and-set, or harmless twice.
 *
 * @returns a function that stops them
 */
export function startSchedule(context: Context): () => Promise<void> {
  const { planned: sources } = context.config.sources
  const tasks = [
    ...sources.map(({ name, schedule }) =>
      every(context, schedule, `ingest ${name}`, () => queueIngest(context, [name])),
    ),
    ...(context.config.sources.isArxivAsked
      ? [every(context, '*/10 * * * *', 'enrich', () => queueEnrich(context))]
      : []),
    every(context, '* * * * *', 'slot', () => tickSlot(context)),
    every(context, '*/10 * * * * *', 'reconcile', createReconciler(context)),
    every(context, '*/10 * * * *', 'edition reports', () => tellOfEditions(context)),
    every(context, '*/10 * * * *', 'demand', watchDemand(context)),
    every(context, '5-59/10 * * * *', 'quiet mails', () => queueQuiet(context)),
    every(context, '5 8 * * *', 'week', () => tellOfWeek(context)),
    every(context, '*/5 * * * *', 'heartbeat', createHeartbeat(context)),
    every(context, '17 3 * * *', 'prune', () => pruneOld(context)),
    every(context, '37 * * * *', 'files of the erased', () => cleanAfterErasure(context)),
    every(context, '27 3 * * *', 'retired topics', () => logRetiredTopics(context.db, context.logger)),
    // A first start without the origin shows a sample; it should not stay for longer than it must.
    every(context, '* * * * *', 'first digest', async () => {
      const awaited = sources.filter(({ isAwaited }) => isAwaited).map(({ name }) => name)
      if (!(await hasRealPapers(context.db))) await queueIngest(context, awaited)
    }),
  ]
  return async () => {
    for (const task of tasks) await task.destroy()
  }
}

/** Opens the edition that is due, if any, and hands its ranges to the workers. */
export async function tickSlot({ db, queues, clock, logger }: Context): Promise<void> {
  const edition = await openDueEdition(db, clock(), logger)
  if (!edition) return
  logger.info({ edition: edition.id, ranges: edition.ranges.length }, 'edition opened')
  await queues.add('compose', composeJobs(edition.id, edition.ranges))
}

/** What could not be found of a list is told for so long. */
const importsKeptMs = 7 * 86_400_000

async function pruneOld({ db, clock, config, logger }: Context): Promise<void> {
  const before = new Date(clock().getTime() - config.delivery.retentionDays * 86_400_000)
  const pruned = {
    ...(await prune(db, before)),
    mails: await pruneMails(db, before),
    bounces: await pruneEvents(db, before),
  }
  const unconfirmed = await forgetUnconfirmed(db, clock())
  await pruneImports(db, new Date(clock().getTime() - importsKeptMs))
  await pruneRequests(db, new Date(clock().getTime() - giveUpAfterMs))
  logger.info({ ...pruned, unconfirmed }, 'let go of what is older than RETENTION_DAYS')
}

async function queueQuiet(context: Context): Promise<void> {
  const ids = await queueQuietMails(context.db, context.clock())
  if (ids.length > 0) await context.queues.add('transactional', mailJobs(ids))
}

function queueEnrich({ queues, clock }: Context): Promise<void> {
  return queues.add('ingest', [enrichJob(clock())])
}

function queueIngest({ queues, clock }: Context, sources: string[]): Promise<void> {
  const now = clock()
  return queues.add(
    'ingest',
    sources.map((source) => ingestJob(source, now)),
  )
}

function every(
  context: Context,
  expression: string,
  name: string,
  tick: () => Promise<unknown>,
): ScheduledTask {
  const log = createLimitedLog(context.logger)
  const run = async () => {
    try {
      await withLogFields({ tick: name }, tick)
    } catch (error) {
      // The next tick tries again; what is not done stays in the rows.
      log('error', { tick: name, error: messageOf(error) }, 'tick failed')
    }
  }
  return cron.schedule(expression, run, { name, noOverlap: true, timezone: 'UTC' })
}
