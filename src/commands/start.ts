import { Option, type Command } from 'commander'
import { queueNames, type QueueName } from '../../jobs/queues.ts'
import { loadConfig, readEnvironment } from '../config/load.ts'
import { createContext } from '../context.ts'
import { UserError } from '../errors.ts'
import { serviceParts, startService, type ServicePart } from '../service.ts'
import { print } from './output.ts'

type Options = { only: readonly ServicePart[]; queues: readonly QueueName[] }

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('the service: web page, worker and scheduler, or some of them')
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

async function start({ only: parts, queues }: Options): Promise<void> {
  const config = loadConfig(readEnvironment())
  const stopping = new AbortController()
  const context = await createContext(config, { signal: stopping.signal })
  try {
    const service = await startService(context, parts, queues)
    if (service.webUrl) print(`Web page   ${service.webUrl}`)
    if (service.inboxUrl) {
      print(`Inbox      ${service.inboxUrl}  (all mail goes here, and nowhere else, until SMTP_URL is set)`)
    }
    print(`Database   ${config.store.databaseUrl ? 'PostgreSQL' : `embedded, in ${config.store.dataDir}`}`)
    print(`Queue      BullMQ on ${config.store.redisUrl ? 'Redis' : 'the database'}`)
    print(`Ready: ${parts.join(', ')}. Stop with Ctrl-C.`)
    await untilSignal()
    print('Stopping…')
    stopping.abort()
    await service.stop()
  } finally {
    await context.close()
  }
}

const parseParts = (text: string) => parseNames('--only', text, serviceParts)
const parseQueues = (text: string) => parseNames('--queues', text, queueNames)

function parseNames<Name extends string>(option: string, text: string, names: readonly Name[]): Name[] {
  return text.split(',').map((given) => {
    const name = names.find((one) => one === given.trim())
    if (!name) throw new UserError(`${option}: there is no “${given}”. There is: ${names.join(', ')}.`)
    return name
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
