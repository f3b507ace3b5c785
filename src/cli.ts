import { Command } from 'commander'
import about from '../package.json' with { type: 'json' }
import { UserError } from './errors.ts'

/** Each command is loaded only when it is asked for: together they take a second. */
const commands = new Map<string, () => Promise<(program: Command) => void>>([
  ['start', async () => (await import('./commands/start.ts')).addStartCommand],
  ['ingest', async () => (await import('./commands/ingest.ts')).addIngestCommand],
  ['sources', async () => (await import('./commands/sources.ts')).addSourcesCommand],
  ['subscribers', async () => (await import('./commands/subscribers.ts')).addSubscriberCommands],
  ['send', async () => (await import('./commands/send.ts')).addSendCommand],
  ['preview', async () => (await import('./commands/preview.ts')).addPreviewCommand],
  ['edition', async () => (await import('./commands/edition.ts')).addEditionCommands],
  ['classify', async () => (await import('./commands/classify.ts')).addClassifyCommand],
  ['rank', async () => (await import('./commands/rank.ts')).addRankCommand],
  ['lane', async () => (await import('./commands/lane.ts')).addLaneCommands],
  ['doctor', async () => (await import('./commands/doctor.ts')).addDoctorCommand],
  ['migrate', async () => (await import('./commands/migrate.ts')).addMigrateCommand],
])

/** Runs the command line. Exit code 0 means that everything asked for was done. */
export async function runCli(argv: string[]): Promise<void> {
  const program = new Command('paperboy')
    .description('A self-hosted email newsletter for trending research papers')
    .version(about.version)
    .showHelpAfterError('Add --help to see what there is.')
  for (const load of loadersFor(argv[2] ?? '')) {
    const add = await load()
    add(program)
  }
  process.stdout.on('error', ignoreClosedPipe)
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

/** All of them have their line in the list of commands. */
function loadersFor(asked: string) {
  if (asked === '--version' || asked === '-V') return []
  const load = commands.get(asked)
  return load ? [load] : commands.values()
}

/** `paperboy … | head` closes its end early; what the command does must go on all the same. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
