import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { queueNames, type QueueName } from '../../jobs/queue.ts'
import type { Config } from '../config/config.ts'
import { loadConfig, readEnvironment } from '../config/load.ts'
import { listensLine } from '../config/public-url.ts'
import { createContext } from '../context.ts'
import { findShortfall, shortfallLine } from '../deliver/demand.ts'
import { UserError } from '../errors.ts'
import { warnOfRedis } from '../store/redis.ts'
import { hasBounceInbox, serviceParts, startService, type ServicePart } from '../service.ts'
import { print } from './output.ts'

type Options = { only: readonly ServicePart[]; queues: readonly QueueName[] }

export function configure(command: Command): void {
  command
    .addOption(
      new Option('--only <parts>', `some of ${serviceParts.join(',')}`)
        .argParser(parseParts)
        .default(serviceParts, 'all'),
    )
    .addOption(
      new Option('--queues <names>', `what its worker works on: some of ${queueNames.join(',')}`)
        .argParser(parseQueues)
        .default(queueNames, 'all'),
    )
    .action((options: Options) => start(options))
}

async function start({ only, queues }: Options): Promise<void> {
  const environment = readEnvironment()
  const config = loadConfig(environment)
  const parts = only.filter((part) => part !== 'bounces' || hasBounceInbox(config))
  if (parts.length === 0)
    throw new UserError('Nothing comes back here: set BOUNCE_LISTEN or BOUNCE_IMAP_URL, see docs/bounces.md.')
  const stopping = new AbortController()
  const context = await createContext(config, { schema: 'migrate', signal: stopping.signal })
  try {
    if (config.store.redisUrl) await warnOfRedis(config.store.redisUrl, context.logger)
    const service = await startService(context, parts, queues)
    if (service.webUrl) print(`Web page   ${service.webUrl}`)
    if (service.webPort) print(`Listens    ${listensLine(config.web.host, service.webPort)}`)
    if (environment['INBOX_PORT'])
      print('INBOX_PORT is no longer used: the inbox is a page of the web service now.')
    if (config.delivery.lanes.length === 0) print(`Inbox      ${inboxLine(config, parts, service.inboxUrl)}`)
    print(`Database   ${config.store.databaseUrl ? 'PostgreSQL' : `embedded, in ${config.store.dataDir}`}`)
    print(`Queue      BullMQ on ${config.store.redisUrl ? 'Redis' : 'the database'}`)
    if (parts.includes('bounces')) print(`Bounces    ${bouncesLine(config)}`)
    const shortfall = await findShortfall(context.db, config.delivery.lanes, context.clock())
    if (shortfall) print(`Limits     ${shortfallLine(shortfall)}`)
    // Listened for before anyone is told that it is ready, and may stop it.
    const signalled = untilSignal()
    print(`Ready: ${parts.join(', ')}. Stop with Ctrl-C.`)
    await signalled
    print('Stopping…')
    stopping.abort()
    endAfter(stopWithinMs)
    await service.stop()
  } finally {
    await context.close()
  }
}

/** Supervisors kill what has not stopped after 30 s or more. */
const stopWithinMs = 25_000

/** A server that does not answer must not keep the process. Rows say what is left to do, as after a crash. */
function endAfter(ms: number): void {
  const timer = setTimeout(() => {
    process.stderr.write(
      `Stopped after ${ms / 1000} s without waiting any longer: Redis, the database or a relay does not answer. What was under way is done after the next start.\n`,
    )
    process.exit(1)
  }, ms)
  timer.unref()
}

/** By which ways messages come back. */
function bouncesLine({ bounces: { listen, imap } }: Pick<Config, 'bounces'>): string {
  const ways = [
    ...(listen ? [`by ${listen.protocol.toUpperCase()} on ${listen.host}:${listen.port}`] : []),
    ...(imap ? [`from ${imap.mailbox} of ${imap.user} at ${imap.host}`] : []),
  ]
  return ways.join(', ')
}

/** Where to look for the mail of an installation without a relay. */
function inboxLine(
  { store: { dataDir }, web: { publicUrl } }: Pick<Config, 'store' | 'web'>,
  parts: readonly ServicePart[],
  url: string | null,
): string {
  if (url) return `${url}  (all mail goes here, and nowhere else, until SMTP_URL is set)`
  const why = parts.includes('web')
    ? `it has no page, because PUBLIC_URL is ${publicUrl} and not an address of this machine only`
    : 'the web part shows it at /inbox when it runs with the same DATA_DIR'
  return `${join(dataDir, 'inbox')}  (all mail goes here until SMTP_URL is set; ${why})`
}

const parseParts = (text: string) => parseNames('--only', text, serviceParts)
const parseQueues = (text: string) => parseNames('--queues', text, queueNames)

function parseNames<Name extends string>(option: string, text: string, names: readonly Name[]): Name[] {
  return text.split(',').map((given) => {
    const name = names.find((one) => one === given.trim())
    if (!name) throw new UserError(`${option}: there is no “${given}”. Choose from: ${names.join(', ')}.`)
    return name
  })
}

/** Ctrl-C reaches the whole process group, and npm and the launcher pass it on: it comes twice or more at once. */
const sameSignalMs = 1000

/** A later signal ends the process at once, for who cannot wait. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        firstAt ??= Date.now()
        if (Date.now() - firstAt > sameSignalMs) process.exit(1)
        resolve()
      })
    }
  })
}
