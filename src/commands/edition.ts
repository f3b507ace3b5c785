import { Argument, type Command } from 'commander'
import { readEditionFigures, type EditionFigures } from '../bounces/figures.ts'
import type { Context } from '../context.ts'
import { UserError } from '../errors.ts'
import { readMissed, type Missed } from '../ledger/missing.ts'
import { listEditions, readEdition } from '../editions/edition-state.ts'
import { isClosed, readAccounting, type Accounting } from '../editions/accounting.ts'
import { addEditionControl } from './edition-control.ts'
import { print, printJson, printTable } from './output.ts'
import { withContext } from './run.ts'

type Options = { json?: boolean; limit?: string; missed?: boolean }

/** So many of those missed are shown without being asked for. */
const firstMissed = 20

export function configure(edition: Command): void {
  edition
    .command('list')
    .description('the newest editions, with their accounting')
    .option('--limit <n>', 'how many', '20')
    .option('--json', 'print as JSON')
    .action((options: Options) => withContext((context) => list(context, options)))
  edition
    .command('show')
    .description('one edition: its accounting, and which recipients it missed and why')
    .addArgument(new Argument('<id>', 'as `edition list` prints it'))
    .option('--missed', 'list all missed recipients')
    .option('--json', 'print as JSON')
    .action((id: string, options: Options) => withContext((context) => show(context, id, options)))
  addEditionControl(edition)
}

async function list({ db }: Context, options: Options): Promise<void> {
  const editions = await listEditions(db, Math.max(1, Number(options.limit) || 20))
  const all = await Promise.all(
    editions.map(async (edition) => ({ ...edition, accounting: await readAccounting(db, edition.id) })),
  )
  if (options.json) {
    return printJson(
      all.map(({ id, kind, slot, state, accounting }) => ({ id, kind, slot, state, ...accounting })),
    )
  }
  if (all.length === 0)
    return print('There is no edition yet. `paperboy send` opens one for the subscribers who are due now.')
  printTable(
    ['id', 'kind', 'slot', 'state', 'recipients', 'submitted', 'skipped', 'failed', 'open'],
    all.map(({ id, kind, slot, state, accounting }) => {
      const { recipients = 0, submitted = 0, failed = 0, uncertain = 0 } = accounting ?? {}
      const skipped = accounting ? totalSkipped(accounting) : 0
      const open = recipients - submitted - failed - uncertain - skipped
      return [
        id,
        kind,
        slot.toISOString().slice(0, 16),
        state,
        recipients,
        submitted,
        skipped,
        failed + uncertain,
        open,
      ]
    }),
  )
}

async function show({ db }: Context, id: string, options: Options): Promise<void> {
  const accounting = /^\d{1,15}$/.test(id) ? await readAccounting(db, Number(id)) : null
  if (!accounting) throw new UserError(`There is no edition ${id}. \`paperboy edition list\` shows them.`)
  const state = (await readEdition(db, accounting.edition))?.state
  const most = options.missed ? Number.POSITIVE_INFINITY : firstMissed
  const missed = await take(readMissed(db, accounting.edition), most)
  const returned = await readEditionFigures(db, accounting.edition)
  if (options.json) return printJson({ ...accounting, state, returned, missed })
  printAccounting(accounting)
  printReturned(returned)
  if (state !== 'open') print(`  It is ${state}.`)
  if (missed.length === 0) return
  print()
  printTable(
    ['status', 'because', 'subscriber', 'answer'],
    missed.map((one) => [
      one.status,
      one.because,
      one.email ?? `(erased: ${one.subscriberId})`,
      (one.response ?? '').replaceAll('\n', ' '),
    ]),
  )
  const { failed, uncertain, deferred } = accounting
  const more = failed + uncertain + deferred - missed.length
  if (more > 0) print(`… and ${more} more: --missed lists all.`)
}

const returnedLabels = [
  ['hard', 'came back: hard'],
  ['soft', 'came back: soft'],
  ['refused', 'came back: refused'],
  ['complained', 'complained'],
  ['left', 'left'],
] as const

/** What a report said later of what was submitted; nothing where nothing was said. */
function printReturned({ domains, ...total }: EditionFigures): void {
  if (domains.length === 0) return
  for (const [name, label] of returnedLabels)
    if (total[name] > 0) print(`  ${label.padEnd(22)} ${String(total[name]).padStart(9)}`)
  print()
  printTable(
    ['domain', ...returnedLabels.map(([name]) => name)],
    domains.map((one) => [one.domain, ...returnedLabels.map(([name]) => one[name])]),
  )
}

/** The first of pages. */
async function take(pages: AsyncIterable<Missed[]>, most: number): Promise<Missed[]> {
  const taken: Missed[] = []
  for await (const page of pages) {
    taken.push(...page)
    if (taken.length >= most) return taken.slice(0, most)
  }
  return taken
}

/** Prints the sum that must hold: recipients on the left, all their states on the right. */
export function printAccounting(accounting: Accounting): void {
  const { edition, recipients, submitted, failed, uncertain, deferred, queued, sending, skipped } = accounting
  print(`Edition ${edition}: ${isClosed(accounting) ? 'closed' : 'open'}`)
  const skips = Object.entries(skipped).map(([reason, count]) => [`skipped: ${reason}`, count] as const)
  const rows = [
    ['recipients', recipients],
    ['submitted', submitted],
    ...skips,
    ['failed', failed],
    ['uncertain', uncertain],
    ['deferred', deferred],
    ['queued', queued],
    ['sending', sending],
  ] as const
  for (const [label, count] of rows) print(`  ${label.padEnd(22)} ${String(count).padStart(9)}`)
}

function totalSkipped({ skipped }: Accounting): number {
  return Object.values(skipped).reduce((sum, count) => sum + count, 0)
}
