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
import { slotAt } from '../editions/due.ts'
import { openEditionAt, type OpenedEdition } from '../editions/edition.ts'
import { countDueButLater, findNextDue } from '../editions/next-due.ts'
import { UserError } from '../errors.ts'
import { readRanges } from '../editions/ranges.ts'
import { checkRedisAnswers } from '../store/redis.ts'
import { print, printJson, startProgress } from './output.ts'
import { printAccounting } from './edition.ts'
import { parseInstant, parseWait, withContext } from './run.ts'

const pollMs = 200
const reconcileEveryMs = 10_000

const defaultWaitMs = 10 * 60_000

type Options = { at?: string; dryRun?: boolean; json?: boolean; allActive?: boolean; wait: string }

export function configure(command: Command): void {
  command
    .option('--at <instant>', 'the slot to send, like 2026-05-20T07:00:00Z (default: now)')
    .option('--all-active', 'also to those who became active after the slot, as replays and tests want')
    .option('--wait <time>', 'how long to go on while the relay takes nothing, like 90s', '10m')
    .option('--dry-run', 'pick everyone’s papers and count, but write and send nothing')
    .option('--json', 'print the accounting as JSON')
    .addHelpText('after', sendHelp)
    .action((options: Options) => {
      const at = options.at === undefined ? null : parseInstant(options.at)
      const waitMs = parseWait(options.wait)
      return withContext((context) => send(context, at, { ...options, waitMs }))
    })
}

const sendHelp = `
A slot is a quarter of an hour. Its recipients are the active subscribers whose hour, in their own time zone,
begins in it, and who were active then. Sending a slot again finishes the rest of it and mails nobody twice.
Exit code 1: the accounting does not close, e.g. because a relay deferred messages or is down (a running worker retries
them), or every message failed.`

async function send(
  context: Context,
  given: Date | null,
  { dryRun, json, allActive, waitMs }: Options & { waitMs: number },
): Promise<void> {
  const { db, clock, logger } = context
  const at = given ?? clock()
  if (at > clock()) {
    throw new UserError(
      `--at ${at.toISOString()} lies in the future: an edition is sent when its time has come.`,
    )
  }
  const isForAllActive = allActive ?? false
  const accounting = dryRun
    ? await dryRunEdition(db, at, clock(), { isForAllActive, logger })
    : await sendEdition(context, at, { isForAllActive, waitMs })
  if (!accounting) {
    if (json) printJson(nobodyDue)
    else await printNobodyDue(context, at, isForAllActive)
    return
  }
  if (dryRun) {
    if (json) printJson({ ...accounting, edition: null, dryRun: true })
    else printDryRun(accounting)
    return
  }
  if (json) printJson(accounting)
  else printAccounting(accounting)
  if (isClosed(accounting) && !didEveryMessageFail(accounting)) return
  process.exitCode = 1
  if (!json) printLeft(accounting)
}

/** Who would be due and when, where nobody is. */
async function printNobodyDue({ db, clock }: Context, at: Date, isForAllActive: boolean): Promise<void> {
  const slot = slotAt(at)
  print(`Nobody is due in the slot of ${shortInstant(slot)}.`)
  const later = isForAllActive ? 0 : await countDueButLater(db, slot)
  if (later > 0) print(`${later} would be, but became active after it: --all-active mails them as well.`)
  const next = await findNextDue(db, clock())
  if (next) print(`Next is ${shortInstant(next.at)}: ${next.count} will be due.`)
  else print('There is no active subscriber.')
}

function printDryRun(accounting: Accounting): void {
  print('Dry run: nothing was written or sent.')
  const { recipients, queued } = accounting
  const rows = [
    ['due', recipients],
    ['would be mailed', queued],
    ...Object.entries(accounting.skipped).map(
      ([reason, count]) => [`would be skipped: ${reason}`, count] as const,
    ),
  ] as const
  for (const [label, count] of rows) print(`  ${label.padEnd(32)} ${String(count).padStart(9)}`)
}

/** What is not done yet, and who will do it. */
function printLeft(accounting: Accounting): void {
  const { edition, queued, sending, deferred } = accounting
  const left = queued + sending + deferred
  if (left === 0) print(`Every message failed: \`paperboy edition show ${edition}\` tells why.`)
  else
    print(
      `${left} are left: a running worker sends them, or run this again when the relay takes mail (\`paperboy lane list\` tells how it stands).`,
    )
}

/** True where somebody was to be mailed, and nobody was. */
function didEveryMessageFail({ submitted, failed, uncertain }: Accounting): boolean {
  return failed > 0 && submitted + uncertain === 0
}

function shortInstant(at: Date): string {
  return `${at.toISOString().slice(0, 16)}Z`
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

type SendOptions = { isForAllActive?: boolean; waitMs?: number }

/**
 * Opens the edition of the slot at `at`, works on it in this process until nothing is waiting, and accounts for it.
 *
 * @param options.waitMs how long to go on while nothing moves: a relay that is down would let it wait for good
 */
export async function sendEdition(
  context: Context,
  at: Date,
  { isForAllActive = false, waitMs = defaultWaitMs }: SendOptions = {},
): Promise<Accounting | null> {
  const { db, clock, logger } = context
  await checkRedisAnswers(context.config.store.redisUrl)
  const edition = await openEditionAt(db, at, clock(), { isForAllActive, logger })
  if (!edition) return null
  const lanes = await openLanesOrInbox(context)
  try {
    await startWorker(context, lanes, ['compose', 'deliver'])
    await queueUnfinished(context, edition)
    return await waitUntilSent(context, edition.id, waitMs)
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

async function waitUntilSent(
  context: Context,
  editionId: number,
  waitMs: number,
): Promise<Accounting | null> {
  let accounting = await readAccounting(context.db, editionId)
  const progress = startProgress('submitted', accounting?.recipients ?? 0)
  let reconciledAt = Date.now()
  let movedAt = Date.now()
  let waiting = Number.POSITIVE_INFINITY
  while (accounting && accounting.queued + accounting.sending > 0) {
    progress.update(accounting.submitted)
    if (accounting.queued + accounting.sending < waiting) {
      waiting = accounting.queued + accounting.sending
      movedAt = Date.now()
    }
    if (Date.now() - movedAt >= waitMs) break
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
