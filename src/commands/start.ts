import { Option, type Command } from 'commander'
import { ingest } from '../../jobs/ingest.ts'
import { composeJobs } from '../../jobs/compose.ts'
import { startSchedule, tickSlot } from '../../jobs/schedule.ts'
import { transactionalJobs } from '../../jobs/transactional.ts'
import { startWorker } from '../../jobs/worker.ts'
import { readConfig } from '../config.ts'
import { createContext, type Context } from '../context.ts'
import { openLane } from '../deliver/lane.ts'
import { messageOf, UserError } from '../errors.ts'
import { startInbox } from '../inbox.ts'
import { openWelcomeEdition } from '../select/edition.ts'
import { startServer } from '../web/server.ts'
import { print } from './output.ts'
import { readEnvironment } from './run.ts'

const parts = ['web', 'worker', 'scheduler'] as const
type Part = (typeof parts)[number]

const connections = 5
/** Someone is looking at the page meanwhile; the next poll is more patient. */
const firstPoll = { timeoutMs: 5000, retries: 1 }

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('the service: web page, worker and scheduler, or some of them')
    .addOption(
      new Option('--only <parts>', `some of ${parts.join(',')}`).argParser(parseParts).default(parts, 'all'),
    )
    .action(async ({ only }: { only: readonly Part[] }) => {
      const stopping = new AbortController()
      const context = await createContext(readConfig(readEnvironment()), { signal: stopping.signal })
      // Whatever was started is stopped in the opposite order.
      const stops: (() => Promise<void> | void)[] = [() => context.close()]
      const stop = async () => {
        stopping.abort()
        for (const one of stops.splice(0).reverse()) await one()
      }
      try {
        await startParts(context, only, stops)
        await untilSignal()
        print('Stopping…')
      } finally {
        await stop()
      }
    })
}

async function startParts(
  context: Context,
  only: readonly Part[],
  stops: (() => Promise<void> | void)[],
): Promise<void> {
  const { config } = context
  if (only.includes('worker')) {
    const inbox = config.smtpUrl ? null : await startInbox(config.dataDir)
    if (inbox) stops.push(() => inbox.stop())
    const lane = openLane(config.smtpUrl ?? inbox?.smtpUrl ?? '', connections)
    stops.push(
      () => lane.close(),
      () => context.queues.stopWorking(),
    )
    startWorker(context, lane)
    if (inbox)
      print(`Inbox      ${inbox.pageUrl}  (mail goes here, and nowhere else, while SMTP_URL is not set)`)
  }
  if (only.includes('web')) {
    const server = await startServer(webDeps(context), config.port)
    stops.push(() => server.stop())
    print(`Web page   ${config.port === 0 ? server.url : config.publicUrl}`)
  }
  print(`Database   ${config.databaseUrl ? 'PostgreSQL' : `embedded, in ${config.dataDir}`}`)
  print(`Queue      BullMQ on ${config.redisUrl ? 'Redis' : 'the database'}`)
  if (only.includes('scheduler')) stops.push(await startScheduler(context))
  print(`Ready: ${only.join(', ')}. Stop with Ctrl-C.`)
}

/** An edition must not go out on what was known before the service was down, so the first poll comes before it. */
async function startScheduler(context: Context): Promise<() => Promise<void>> {
  let stopSchedule: (() => Promise<void>) | undefined
  let isStopping = false
  const starting = ingest(context, firstPoll)
    .catch((error: unknown) => {
      if (!context.signal.aborted) context.logger.error({ error: messageOf(error) }, 'the first poll failed')
    })
    .then(async () => {
      if (isStopping) return
      stopSchedule = startSchedule(context)
      await tickSlot(context)
    })
    .catch((error: unknown) => context.logger.error({ error: messageOf(error) }, 'the first tick failed'))
  return Promise.resolve(async () => {
    isStopping = true
    await starting
    await stopSchedule?.()
  })
}

function webDeps(context: Context) {
  const { db, queues, clock } = context
  return {
    ...context,
    enqueueTransactional: (mailIds: number[]) => queues.add('transactional', transactionalJobs(mailIds)),
    openWelcomeEdition: async (subscriberId: number) => {
      const edition = await openWelcomeEdition(db, subscriberId, clock())
      await queues.add('compose', composeJobs(edition.id, edition.ranges))
    },
  }
}

function parseParts(text: string): Part[] {
  return text.split(',').map((name) => {
    const part = parts.find((one) => one === name.trim())
    if (!part) throw new UserError(`--only: there is no part “${name}”. There is: ${parts.join(', ')}.`)
    return part
  })
}

/** The second signal ends the process at once, for who cannot wait. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve()
        process.once(signal, () => process.exit(1))
      })
    }
  })
}
