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
    .description('stops sending an edition until it is resumed')
    .addArgument(id())
    .action((given: string) => withContext((context) => pause(context, given)))
  edition
    .command('resume')
    .description('resumes a paused edition')
    .addArgument(id())
    .action((given: string) => withContext((context) => resume(context, given)))
  edition
    .command('cancel')
    .description('ends an edition for good: recipients who have no message yet are skipped')
    .addArgument(id())
    .action((given: string) => withContext((context) => cancel(context, given)))
  edition
    .command('send-missing')
    .description('queues the missed recipients of an edition again, for the same message')
    .addArgument(id())
    .addOption(new Option('--only <why>', 'only those missed for this reason').choices(reopenable))
    .option('--dry-run', 'count, but change nothing')
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', sendMissingHelp)
    .action((given: string, options: Options) =>
      withContext((context) => sendMissing(context, given, options)),
    )
}

const sendMissingHelp = `
uncertain  the relay may have accepted the message: recipients who have it get the identical message again
ours       our account, sender or reputation was refused, or no relay could be reached: fix that first
waiting    deferred: they are retried automatically, but later
Addresses and mailboxes that were refused are left out, and so are recipients who have had a newer edition since.
The running worker sends the messages. An edition expires 24 hours after it was opened.`

async function pause({ db }: Context, id: string): Promise<void> {
  const edition = await findEdition(db, id)
  if (await pauseEdition(db, edition.id))
    print(`Edition ${id} is paused. Messages that are being sent are not stopped.`)
  else print(`Edition ${id} is already ${edition.state}.`)
}

async function resume(context: Context, id: string): Promise<void> {
  const { db, clock } = context
  const edition = await findEdition(db, id)
  if (!(await resumeEdition(db, edition.id, clock()))) {
    return print(`Edition ${id} is not paused: it is ${edition.state}.`)
  }
  await reconcile(context)
  print(`Edition ${id} is resumed.`)
}

async function cancel(context: Context, id: string): Promise<void> {
  const { db, clock } = context
  const skipped = await cancelEdition(db, (await findEdition(db, id)).id, clock())
  if (skipped === null) return print(`Edition ${id} is already cancelled.`)
  await reconcile(context)
  print(`Edition ${id} is cancelled: ${skipped} are skipped. Messages that are being sent are not stopped.`)
}

async function sendMissing(context: Context, id: string, { only, dryRun, json }: Options): Promise<void> {
  // Only commands that add jobs load the client.
  const { checkRedisAnswers } = await import('../store/redis.ts')
  if (!dryRun) await checkRedisAnswers(context.config.store.redisUrl)
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
  print(dryRun ? `${reopened} would be queued again.` : `${reopened} are queued again.`)
}

function isWanted({ because, isOvertaken }: Missed, only: Reopenable | undefined): boolean {
  if (isOvertaken || because === 'theirs') return false
  return only === undefined || because === only
}

/** @throws {UserError} where nothing of the edition is sent any more */
function assertStillSent({ clock }: Context, { id, state, createdAt }: EditionSummary): void {
  if (state === 'cancelled') throw new UserError(`Edition ${id} is cancelled, and that cannot be undone.`)
  if (clock().getTime() - createdAt.getTime() <= giveUpAfterMs) return
  throw new UserError(
    `Edition ${id} was opened on ${createdAt.toISOString().slice(0, 16)} and has expired: an edition is sent for 24 hours.`,
  )
}

/** @throws {UserError} where there is none */
async function findEdition(db: Context['db'], id: string): Promise<EditionSummary> {
  const edition = /^\d{1,15}$/.test(id) ? await readEdition(db, Number(id)) : null
  if (!edition) throw new UserError(`There is no edition ${id}. \`paperboy edition list\` shows them.`)
  return edition
}
