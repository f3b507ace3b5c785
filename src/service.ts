import { composeJobs } from '../jobs/compose.ts'
import { tellOfEditions } from '../jobs/edition-report.ts'
import { createBounceReminder } from '../jobs/bounce-reminder.ts'
import { createReminder } from '../jobs/outbox.ts'
import { queueNames, type QueueName } from '../jobs/queue.ts'
import { startSchedule, tickSlot } from '../jobs/schedule.ts'
import { createKeeper } from './bounces/keeper.ts'
import type { Context } from './context.ts'
import { logRetiredTopics } from './editions/retired-topics.ts'
import { messageOf } from './errors.ts'
import { openMailbox } from './inbox/mailbox.ts'
import { measuredLanes, watchProcess } from './process-metrics.ts'
import { routes } from './routes.ts'
import type { WebDeps } from './web/deps.ts'

export const serviceParts = ['web', 'worker', 'scheduler', 'bounces'] as const
export type ServicePart = (typeof serviceParts)[number]

/** A running service: where its web page is, on which port, and the page of the built-in inbox, where it has them. */
export type Service = {
  webUrl: string | null
  webPort: number | null
  inboxUrl: string | null
  stop: () => Promise<void>
}

/** Someone is looking at the page during the first poll; the later ones are more patient. */
const firstPoll = { timeoutMs: 10_000, retries: 1 }

/**
 * Starts some parts of the service, or all in one process.
 *
 * @param queues those that its worker works on
 *
 * @throws {UserError} when the port of the web page is in use
 */
export async function startService(
  context: Context,
  parts: readonly ServicePart[],
  queues: readonly QueueName[] = queueNames,
): Promise<Service> {
  const { config } = context
  // Whatever was started is stopped in the opposite order.
  const stops: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  const service: Service = { webUrl: null, webPort: null, inboxUrl: null, stop }
  try {
    const isMeasured = config.web.metricsToken !== null
    if (isMeasured) watchProcess()
    if (parts.includes('worker')) {
      // Only workers render and send.
      const { openLanesOrInbox } = await import('./inbox/lanes.ts')
      const { startWorker } = await import('../jobs/worker.ts')
      const opened = await openLanesOrInbox(context)
      stops.push(() => opened.close())
      const lanes = isMeasured ? measuredLanes(opened) : opened
      await startWorker(context, lanes, queues)
      stops.push(() => context.queues.stopWorking())
    }
    if (parts.includes('web')) {
      // Workers and schedulers have no use for the pages.
      const { createLimits } = await import('./web/limits.ts')
      const { startServer } = await import('./web/server.ts')
      const { hasInboxPage } = await import('./web/inbox/access.tsx')
      const limits = createLimits(config, context, context.logger)
      stops.push(() => limits.close())
      const mailbox = hasInboxPage(config) ? openMailbox(config.store.dataDir, context.logger) : null
      const server = await startServer({ ...webDeps(context), limits, mailbox }, config.web.port)
      stops.push(() => server.stop())
      service.webPort = server.port
      service.webUrl = config.web.port === 0 ? server.url : config.web.publicUrl
      service.inboxUrl = mailbox && server.url + routes.inbox.href()
    } else if (config.web.healthPort !== null) {
      const { startHealthServer } = await import('./web/server.ts')
      const { healthPort: port, host, metricsToken } = config.web
      const server = await startHealthServer(context, { port, host, metricsToken })
      stops.push(() => server.stop())
    }
    if (parts.includes('bounces') && hasBounceInbox(config)) {
      const { openBounceInbox } = await import('./bounces/inbox.ts')
      stops.push(await openBounceInbox({ ...context, remind: createBounceReminder(context) }))
    }
    if (config.store.databaseUrl === null) {
      const { serveBackups } = await import('./backup/socket.ts')
      stops.push(await serveBackups({ ...context, keyId: context.signer.keyId }, config.store.dataDir))
    }
    if (parts.includes('scheduler')) stops.push(startScheduler(context))
    return service
  } catch (error) {
    await stop()
    throw error
  }
}

/** Whether there is anything for the part `bounces` to do. */
export function hasBounceInbox({ mail }: Pick<Context['config'], 'mail'>): boolean {
  return mail.isReturnRead
}

/** An edition must not go out on what was known before the service was down, so the first poll comes before it. */
function startScheduler(context: Context): () => Promise<void> {
  const { logger, signal } = context
  let isStopping = false
  let stopSchedule: (() => Promise<void>) | undefined
  const start = async () => {
    try {
      // Only schedulers poll.
      const { ingestAwaited, rescoreOwnTopics } = await import('../jobs/ingest.ts')
      await rescoreOwnTopics(context)
      await ingestAwaited(context, firstPoll)
    } catch (error) {
      if (!signal.aborted) logger.error({ error: messageOf(error) }, 'the first poll failed')
    }
    if (isStopping) return
    stopSchedule = startSchedule(context)
    await tickSlot(context)
    await logRetiredTopics(context.db, logger)
    await tellOfEditions(context)
  }
  const starting = start().catch((error: unknown) => {
    logger.error({ error: messageOf(error) }, 'the first tick failed')
  })
  return async () => {
    isStopping = true
    await starting
    await stopSchedule?.()
  }
}

function webDeps(context: Context): Omit<WebDeps, 'limits' | 'mailbox'> {
  const { queues } = context
  return {
    ...context,
    keepReturned: createKeeper({ ...context, remind: createBounceReminder(context) }),
    remind: createReminder(context),
    enqueueEdition: (edition) => queues.add('compose', composeJobs(edition.id, edition.ranges)),
  }
}
