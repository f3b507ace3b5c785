import { Argument, Option, type Command } from 'commander'
import { deliverJobs } from '../../jobs/deliver.ts'
import { reconcile } from '../../jobs/reconcile.ts'
import type { Context } from '../context.ts'
import { giveUpAfterMs } from '../ledger/delivery.ts'
import { readMissed, type Missed, type MissedBecause } from '../ledger/missing.ts'
import { UserError } from '../errors.ts'
import {
  cancelEdition,
  pauseEdition,
  readEdition,
  resumeEdition,
  type EditionSummary,
} from '../editions/edition-state.ts'
import { reopenMissed } from '../editions/ranges.ts'
import { print, printJson, startProgress } from './output.ts'
import { withContext } from './run.ts'

const reopenable = ['uncertain', 'ours', 'waiting'] as const satisfies MissedBecause[]
type Reopenable = (typeof reopenable)[number]

type Options = { dryRun?: boolean; json?: boolean; only?: Reopenable }

/** What an operator can do to an edition that is under way, or over. */
export function addEditionControl(edition: Command): void {
  const id = () => new Argument('<id>', 'as `edition list` prints it')
  edition
    .command('pause')
    .description('sends nothing more of an edition, until it is resumed')
    .addArgument(id())
    .action((given: string) => withContext((context) => pause(context, given)))
  edition
    .command('resume')
    .description('lets a paused edition go on')
    .addArgument(id())
    .action((given: string) => withContext((context) => resume(context, given)))
  edition
    .command('cancel')
    .description('ends an edition: whoever has not been sent to is skipped, for good')
    .addArgument(id())
    .action((given: string) => withContext((context) => cancel(context, given)))
  edition
    .command('send-missing')
    .description('puts those whom an edition has missed back in line, for the same message')
    .addArgument(id())
    .addOption(new Option('--only <why>', 'some of them').choices(reopenable))
    .option('--dry-run', 'count, but change nothing')
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', sendMissingHelp)
    .action((given: string, options: Options) =>
      withContext((context) => sendMissing(context, given, options)),
    )
}

const sendMissingHelp = `
uncertain  the relay may have the message: those who got it get the same one again, with the same Message-ID
ours       our account, sender or reputation was refused, or no relay could be reached: mend that first
waiting    deferred: they would be tried again by themselves, only later
Addresses and mailboxes that were refused are left alone, and so is whoever a newer edition has gone to since.
The running worker sends to them; an edition is sent for 24 hours, and is stale then.`

async function pause({ db }: Context, id: string): Promise<void> {
  const edition = await findEdition(db, id)
  if (await pauseEdition(db, edition.id)) print(`Edition ${id} is paused. What is on its way is still sent.`)
  else print(`Edition ${id} is ${edition.state} already.`)
}

async function resume(context: Context, id: string): Promise<void> {
  const { db } = context
  const edition = await findEdition(db, id)
  if (!(await resumeEdition(db, edition.id))) {
    return print(`Edition ${id} is not paused: it is ${edition.state}.`)
  }
  await reconcile(context)
  print(`Edition ${id} goes on.`)
}

async function cancel(context: Context, id: string): Promise<void> {
  const { db, clock } = context
  const skipped = await cancelEdition(db, (await findEdition(db, id)).id, clock())
  if (skipped === null) return print(`Edition ${id} is cancelled already.`)
  await reconcile(context)
  print(`Edition ${id} is cancelled: ${skipped} are skipped. What is on its way is still sent.`)
}

async function sendMissing(context: Context, id: string, { only, dryRun, json }: Options): Promise<void> {
  const { db, queues } = context
  const edition = await findEdition(db, id)
  const editionId = edition.id
  assertStillSent(context, edition)
  const counts: Record<MissedBecause | 'overtaken', number> = {
    uncertain: 0,
    ours: 0,
    waiting: 0,
    theirs: 0,
    overtaken: 0,
  }
  const ranges = new Set<number>()
  let reopened = 0
  const progress = startProgress('looking', 0)
  for await (const page of readMissed(db, editionId)) {
    for (const one of page) counts[one.isOvertaken ? 'overtaken' : one.because] += 1
    const wanted = page.filter((one) => isWanted(one, only))
    reopened += dryRun ? wanted.length : await reopenMissed(db, editionId, wanted)
    for (const { rangeNo } of wanted) ranges.add(rangeNo)
    progress.update(Object.values(counts).reduce((a, b) => a + b))
  }
  progress.stop()
  if (!dryRun) await queues.add('deliver', deliverJobs(editionId, [...ranges]))
  if (json) return printJson({ edition: editionId, missed: counts, reopened, dryRun: Boolean(dryRun) })
  for (const [because, count] of Object.entries(counts))
    print(`  ${because.padEnd(10)} ${String(count).padStart(9)}`)
  print(dryRun ? `${reopened} would be put back in line.` : `${reopened} are back in line.`)
}

function isWanted({ because, isOvertaken }: Missed, only: Reopenable | undefined): boolean {
  if (isOvertaken || because === 'theirs') return false
  return only === undefined || because === only
}

/** @throws {UserError} where nothing of the edition is sent any more */
function assertStillSent({ clock }: Context, { id, state, createdAt }: EditionSummary): void {
  if (state === 'cancelled') throw new UserError(`Edition ${id} was cancelled, which is for good.`)
  if (clock().getTime() - createdAt.getTime() <= giveUpAfterMs) return
  throw new UserError(
    `Edition ${id} was opened on ${createdAt.toISOString().slice(0, 16)} and is too old to be sent: after a day it is stale.`,
  )
}

/** @throws {UserError} where there is none */
async function findEdition(db: Context['db'], id: string): Promise<EditionSummary> {
  const edition = /^\d{1,15}$/.test(id) ? await readEdition(db, Number(id)) : null
  if (!edition) throw new UserError(`There is no edition ${id}. \`paperboy edition list\` shows them.`)
  return edition
}
