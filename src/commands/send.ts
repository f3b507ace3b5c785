import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { composeJobs } from '../../jobs/compose.ts'
import { deliverJobs } from '../../jobs/deliver.ts'
import { reconcile } from '../../jobs/reconcile.ts'
import { startWorker } from '../../jobs/worker.ts'
import type { Context } from '../context.ts'
import { openLanesOrInbox } from '../inbox/lanes.ts'
import { isClosed, readAccounting, type Accounting } from '../editions/accounting.ts'
import { dryRunEdition } from '../editions/dry-run.ts'
import { openEditionAt, type OpenedEdition } from '../editions/edition.ts'
import { readRanges } from '../editions/ranges.ts'
import { print, printJson, startProgress } from './output.ts'
import { printAccounting } from './edition.ts'
import { parseInstant, withContext } from './run.ts'

const pollMs = 200
const reconcileEveryMs = 10_000

type Options = { at?: string; dryRun?: boolean; json?: boolean }

export function configure(command: Command): void {
  command
    .option('--at <instant>', 'the slot to send, like 2026-05-20T07:00:00Z (default: now)')
    .option('--dry-run', 'pick everyone’s papers and count, but write and send nothing')
    .option('--json', 'print the accounting as JSON')
    .addHelpText('after', sendHelp)
    .action((options: Options) => {
      const at = options.at === undefined ? new Date() : parseInstant(options.at)
      return withContext((context) => send(context, at, options))
    })
}

const sendHelp = `
A slot is a quarter of an hour. Its recipients are the active subscribers whose hour, in their own time zone,
begins in it. Sending a slot again finishes the rest of it and mails nobody twice.
Exit code 1: the accounting does not close, e.g. because a relay deferred messages; the worker retries them.`

async function send(context: Context, at: Date, options: Options): Promise<void> {
  const { db, clock } = context
  const accounting = options.dryRun ? await dryRunEdition(db, at, clock()) : await sendEdition(context, at)
  if (!accounting) {
    if (options.json) printJson(nobodyDue)
    else print('Nobody is due in this slot.')
    return
  }
  if (options.json) printJson(accounting)
  else printAccounting(accounting)
  if (options.dryRun) return
  if (!isClosed(accounting)) process.exitCode = 1
}

const nobodyDue = {
  edition: null,
  recipients: 0,
  submitted: 0,
  failed: 0,
  uncertain: 0,
  deferred: 0,
  queued: 0,
  sending: 0,
  skipped: {},
}

/** Opens the edition of the slot at `at`, works on it in this process until nothing is waiting, and accounts for it. */
export async function sendEdition(context: Context, at: Date): Promise<Accounting | null> {
  const edition = await openEditionAt(context.db, at, context.clock())
  if (!edition) return null
  const lanes = await openLanesOrInbox(context)
  try {
    await startWorker(context, lanes, ['compose', 'deliver'])
    await queueUnfinished(context, edition)
    return await waitUntilSent(context, edition.id)
  } finally {
    // The workers first: what they have claimed must still find the relay.
    await context.queues.stopWorking()
    await lanes.close()
  }
}

/** An edition that was opened before may be anywhere between frozen and sent. */
async function queueUnfinished({ db, queues }: Context, edition: OpenedEdition): Promise<void> {
  const ranges = await readRanges(db, edition.id)
  const numbers = (isComposed: boolean) =>
    ranges.filter((range) => range.isComposed === isComposed).map(({ no }) => no)
  await queues.add('compose', composeJobs(edition.id, numbers(false)))
  await queues.add('deliver', deliverJobs(edition.id, numbers(true)))
}

async function waitUntilSent(context: Context, editionId: number): Promise<Accounting | null> {
  let accounting = await readAccounting(context.db, editionId)
  const progress = startProgress('sending', accounting?.recipients ?? 0)
  let reconciledAt = Date.now()
  while (accounting && accounting.queued + accounting.sending > 0) {
    progress.update(accounting.recipients - accounting.queued - accounting.sending)
    await sleep(pollMs)
    if (Date.now() - reconciledAt > reconcileEveryMs) {
      await reconcile(context)
      reconciledAt = Date.now()
    }
    accounting = await readAccounting(context.db, editionId)
  }
  progress.stop()
  return accounting
}
