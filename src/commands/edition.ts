import { Argument, type Command } from 'commander'
import type { Context } from '../context.ts'
import { UserError } from '../errors.ts'
import { isClosed, readAccounting, type Accounting } from '../select/accounting.ts'
import { print, printJson, printTable } from './output.ts'
import { withContext } from './run.ts'

type Options = { json?: boolean; limit?: string }

export function addEditionCommands(program: Command): void {
  const edition = program.command('edition').description('editions and where their recipients are')
  edition
    .command('list')
    .description('the newest editions, with their accounting')
    .option('--limit <n>', 'how many', '20')
    .option('--json', 'print as JSON')
    .action((options: Options) => withContext((context) => list(context, options)))
  edition
    .command('show')
    .description('one edition: its accounting, and whom it missed and why')
    .addArgument(new Argument('<id>', 'as `edition list` prints it'))
    .option('--json', 'print as JSON')
    .action((id: string, options: Options) => withContext((context) => show(context, id, options)))
}

async function list({ db }: Context, options: Options): Promise<void> {
  const editions = await db
    .selectFrom('editions')
    .select(['id', 'kind', 'slot', 'is_stale'])
    .orderBy('id', 'desc')
    .limit(Math.max(1, Number(options.limit) || 20))
    .execute()
  const all = await Promise.all(
    editions.map(async (edition) => ({ ...edition, accounting: await readAccounting(db, edition.id) })),
  )
  if (options.json) {
    return printJson(all.map(({ id, kind, slot, accounting }) => ({ id, kind, slot, ...accounting })))
  }
  if (all.length === 0)
    return print('There is no edition yet. `paperboy send` makes one for whoever is due now.')
  printTable(
    ['id', 'kind', 'slot', 'recipients', 'submitted', 'skipped', 'failed', 'open'],
    all.map(({ id, kind, slot, accounting }) => {
      const { recipients = 0, submitted = 0, failed = 0, uncertain = 0 } = accounting ?? {}
      const skipped = accounting ? totalSkipped(accounting) : 0
      const open = recipients - submitted - failed - uncertain - skipped
      return [
        id,
        kind,
        slot.toISOString().slice(0, 16),
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
  const missed = await readMissed({ db }, accounting.edition)
  if (options.json) return printJson({ ...accounting, missed })
  printAccounting(accounting)
  if (missed.length === 0) return
  print()
  printTable(
    ['status', 'subscriber', 'reason'],
    missed.map((one) => [one.status, one.email ?? `(erased: ${one.subscriber})`, one.reason ?? '']),
  )
}

/** Those who got no message, for a reason that an operator may want to act on. */
function readMissed({ db }: Pick<Context, 'db'>, editionId: number) {
  return db
    .selectFrom('deliveries')
    .leftJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['deliveries.status', 'subscriber_id as subscriber', 'email', 'response as reason'])
    .where('edition_id', '=', editionId)
    .where('deliveries.status', 'in', ['failed', 'uncertain', 'deferred'])
    .orderBy('deliveries.id')
    .limit(1000)
    .execute()
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
