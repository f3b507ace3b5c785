import { Command } from 'commander'
import { addClassifyCommand } from './commands/classify.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addEditionCommands } from './commands/edition.ts'
import { addIngestCommand } from './commands/ingest.ts'
import { addLaneCommands } from './commands/lane.ts'
import { addMigrateCommand } from './commands/migrate.ts'
import { addPreviewCommand } from './commands/preview.ts'
import { addRankCommand } from './commands/rank.ts'
import { addSendCommand } from './commands/send.ts'
import { addSourcesCommand } from './commands/sources.ts'
import { addStartCommand } from './commands/start.ts'
import { addSubscriberCommands } from './commands/subscribers.ts'
import { UserError } from './errors.ts'

/** Runs the command line. Exit code 0 means that everything asked for was done. */
export async function runCli(argv: string[]): Promise<void> {
  const program = new Command('paperboy')
    .description('A self-hosted email newsletter for trending research papers')
    .showHelpAfterError('Add --help to see what there is.')
  addStartCommand(program)
  addIngestCommand(program)
  addSourcesCommand(program)
  addSubscriberCommands(program)
  addSendCommand(program)
  addPreviewCommand(program)
  addEditionCommands(program)
  addClassifyCommand(program)
  addRankCommand(program)
  addLaneCommands(program)
  addDoctorCommand(program)
  addMigrateCommand(program)
  process.stdout.on('error', ignoreClosedPipe)
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

/** `paperboy … | head` closes its end early; what the command does must go on all the same. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
