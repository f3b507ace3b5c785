import { Option, type Command } from 'commander'
import { readConfig } from '../config.ts'
import { createContext } from '../context.ts'
import { UserError } from '../errors.ts'
import { serviceParts, startService, type ServicePart } from '../service.ts'
import { print } from './output.ts'
import { readEnvironment } from './run.ts'

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('the service: web page, worker and scheduler, or some of them')
    .addOption(
      new Option('--only <parts>', `some of ${serviceParts.join(',')}`)
        .argParser(parseParts)
        .default(serviceParts, 'all'),
    )
    .action(({ only }: { only: readonly ServicePart[] }) => start(only))
}

async function start(parts: readonly ServicePart[]): Promise<void> {
  const config = readConfig(readEnvironment())
  const stopping = new AbortController()
  const context = await createContext(config, { signal: stopping.signal })
  try {
    const service = await startService(context, parts)
    if (service.webUrl) print(`Web page   ${service.webUrl}`)
    if (service.inboxUrl) {
      print(`Inbox      ${service.inboxUrl}  (all mail goes here, and nowhere else, until SMTP_URL is set)`)
    }
    print(`Database   ${config.databaseUrl ? 'PostgreSQL' : `embedded, in ${config.dataDir}`}`)
    print(`Queue      BullMQ on ${config.redisUrl ? 'Redis' : 'the database'}`)
    print(`Ready: ${parts.join(', ')}. Stop with Ctrl-C.`)
    await untilSignal()
    print('Stopping…')
    stopping.abort()
    await service.stop()
  } finally {
    await context.close()
  }
}

function parseParts(text: string): ServicePart[] {
  return text.split(',').map((name) => {
    const part = serviceParts.find((one) => one === name.trim())
    if (!part)
      throw new UserError(`--only: there is no part “${name}”. There is: ${serviceParts.join(', ')}.`)
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
