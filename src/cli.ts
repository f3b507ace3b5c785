import { Command } from 'commander'
import about from '../package.json' with { type: 'json' }
import { UserError } from './errors.ts'

/** A module of `commands/`: adds arguments, options, subcommands and the action to the command of its name. */
type CommandModule = { configure: (command: Command) => void }

/**
 * The commands with their arguments and a line each. A module is loaded only when its command is asked for: together
 * they take seconds and 200 MB.
 */
const commands: { usage: string; description: string; load: () => Promise<CommandModule> }[] = [
  {
    usage: 'start',
    description: 'start the service: web pages, worker and scheduler, or some of them',
    load: () => import('./commands/start.ts'),
  },
  {
    usage: 'daily',
    description: 'mail yourself what is new, without a server: for cron or a scheduled workflow',
    load: () => import('./commands/daily.ts'),
  },
  {
    usage: 'init',
    description: 'write .env for an installation: asks, or takes flags; makes keys',
    load: () => import('./commands/init.ts'),
  },
  {
    usage: 'digest',
    description: 'print a digest of now as HTML, Markdown, JSON or RSS, without mail or server',
    load: () => import('./commands/digest.ts'),
  },
  {
    usage: 'ingest',
    description: 'fetch digests: the newest days, one day, or a range of past days; sends no email',
    load: () => import('./commands/ingest.ts'),
  },
  {
    usage: 'sources',
    description: 'show each source: its newest day, what is fully ingested, problems, the next poll',
    load: () => import('./commands/sources.ts'),
  },
  {
    usage: 'subscribers',
    description: 'manage subscribers, e.g. your own list of people who have consented',
    load: () => import('./commands/subscribers.ts'),
  },
  {
    usage: 'why <email> <paper>',
    description: 'tell why a paper did not come to a subscriber, or that it did',
    load: () => import('./commands/why.ts'),
  },
  {
    usage: 'send',
    description: 'send one edition, wait until it is finished, and print its accounting',
    load: () => import('./commands/send.ts'),
  },
  {
    usage: 'preview',
    description: 'write one digest email, as a subscriber would get it, without sending it',
    load: () => import('./commands/preview.ts'),
  },
  {
    usage: 'note',
    description: 'manage notes that readers see on a day, of the editor’s own or a sponsor’s',
    load: () => import('./commands/note.ts'),
  },
  {
    usage: 'edition',
    description: 'show and control editions',
    load: () => import('./commands/edition.ts'),
  },
  {
    usage: 'classify <file.json>',
    description: 'print the topics of papers, one JSON line each',
    load: () => import('./commands/classify.ts'),
  },
  {
    usage: 'rank <file.json>',
    description: 'print what a subscriber with these preferences would get from a file of papers',
    load: () => import('./commands/rank.ts'),
  },
  {
    usage: 'topics',
    description: 'list all topics, with their papers of a week and their followers',
    load: () => import('./commands/topics.ts'),
  },
  {
    usage: 'similar <paper>',
    description: 'print the stored papers that are most like one',
    load: () => import('./commands/similar.ts'),
  },
  {
    usage: 'lane',
    description: 'show and control SMTP accounts',
    load: () => import('./commands/lane.ts'),
  },
  {
    usage: 'suppressions',
    description: 'manage addresses that are never mailed',
    load: () => import('./commands/suppressions.ts'),
  },
  {
    usage: 'bounces',
    description: 'tell what messages that came back mean',
    load: () => import('./commands/bounces.ts'),
  },
  {
    usage: 'doctor',
    description: 'check everything that mail depends on, and say what to fix',
    load: () => import('./commands/doctor.ts'),
  },
  {
    usage: 'backup <file>',
    description: 'write everything in the database into one file, also while the service runs',
    load: () => import('./commands/backup.ts'),
  },
  {
    usage: 'restore <file>',
    description: 'fill an empty installation from a backup',
    load: () => import('./commands/restore.ts'),
  },
  {
    usage: 'move',
    description: 'copy the embedded database into PostgreSQL',
    load: () => import('./commands/move.ts'),
  },
  {
    usage: 'migrate',
    description: 'update the database schema; `start` does this too',
    load: () => import('./commands/migrate.ts'),
  },
]

/** Runs the command line. Exit code 0 means that everything asked for was done. */
export async function runCli(argv: string[]): Promise<void> {
  const asked = argv[2] === 'help' ? argv[3] : argv[2]
  const program = await buildProgram((name) => name === asked)
  process.stdout.on('error', endWithOutput)
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

/** @param isWhole which commands have their options and subcommands, too */
export async function buildProgram(isWhole: (name: string) => boolean): Promise<Command> {
  const program = new Command('paperboy')
    .description('A self-hosted email newsletter for trending research papers')
    .version(about.version)
    .showHelpAfterError('Add --help to see the options.')
  for (const { usage, description, load } of commands) {
    const command = program.command(usage).description(description)
    if (isWhole(command.name())) (await load()).configure(command)
  }
  return program
}

/** `paperboy … | head` closes its end early; what the command does must go on all the same. */
function endWithOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return
  process.stderr.write(`Standard output cannot be written to: ${error.message}\n`)
  process.exit(1)
}
