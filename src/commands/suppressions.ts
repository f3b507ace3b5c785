import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { messageOf, UserError } from '../errors.ts'
import { parseAddress } from '../subscribers/address.ts'
import {
  addSuppressions,
  exportSuppressions,
  importSuppressions,
  pageOfSuppressions,
  removeSuppression,
} from '../subscribers/suppressions.ts'
import { print, printJson, printTable } from './output.ts'
import { parseCount, withContext } from './run.ts'
import { tellProblem } from '../subscribers/problems.ts'

type Json = { json?: boolean }
type ListOptions = Json & { limit: string; after: string }
type Reason = { reason: string }
type Evidence = { evidence?: string }

export function configure(suppressions: Command): void {
  suppressions
    .command('list')
    .description('addresses that are never mailed, in their order, with the reason')
    .option('--limit <n>', 'how many', '100')
    .option('--after <email>', 'start after this address', '')
    .option('--json', 'print as JSON')
    .action((options: ListOptions) => withContext((context) => list(context, options)))
  suppressions
    .command('add <email>')
    .description('never mail an address, whoever it is of')
    .option('--reason <words>', 'kept with it', 'by an operator')
    .option('--evidence <words>', 'what told it')
    .action((email: string, options: Reason & Evidence) =>
      withContext((context) => add(context, email, options)),
    )
  suppressions
    .command('remove <email>')
    .description('let an address be mailed again; one that is subscribed gets the next edition')
    .action((email: string) => withContext((context) => remove(context, email)))
  suppressions
    .command('import <file.csv>')
    .description('suppress every address of a file')
    .option('--reason <words>', 'where a row has none', 'by an operator')
    .addHelpText('after', importHelp)
    .action((file: string, options: Reason) => withContext((context) => importFile(context, file, options)))
  suppressions
    .command('export')
    .description('all of them, as CSV that `suppressions import` reads')
    .action(() => withContext(exportAll))
}

const importHelp = `
The first line may name columns: email, and reason and evidence if there are any. Without names, the first column counts.
Addresses that are suppressed keep their first reason. Rows that hold no address are reported with their line.
Exit code 1: rows were left out.`

async function list({ db }: Context, { limit, after, json }: ListOptions): Promise<void> {
  const most = parseCount('--limit', limit, 1)
  const page = await pageOfSuppressions(db, after.toLowerCase(), most)
  if (json) return printJson(page)
  if (page.length === 0) return print('No suppressions.')
  printTable(
    ['email', 'since', 'reason', 'evidence'],
    page.map(({ email, at, reason, evidence }) => [
      email,
      at.toISOString().slice(0, 10),
      reason,
      (evidence ?? '').replaceAll('\n', ' '),
    ]),
  )
  const last = page.at(-1)
  if (last && page.length === most) print(`More: --after ${last.email}`)
}

async function add(
  { db, clock, config }: Context,
  email: string,
  { reason, evidence = null }: Reason & { evidence?: string | null },
): Promise<void> {
  const emailKey = keyOf(email)
  const results = await addSuppressions(db, [{ emailKey, reason, evidence }], clock(), config.secretKeys)
  print(`${emailKey}: ${words[results.get(emailKey) ?? 'known']}`)
}

const words = {
  added: 'suppressed',
  known: 'was suppressed already, and keeps its reason',
  erased: 'was erased: nothing is stored about it, and it is not imported again',
}

async function remove({ db }: Context, email: string): Promise<void> {
  const emailKey = keyOf(email)
  const reason = await removeSuppression(db, emailKey)
  if (reason === null) throw new UserError(`${emailKey} is not suppressed.`)
  print(`${emailKey}: not suppressed any more (was: ${reason})`)
}

async function importFile({ db, clock, config }: Context, file: string, { reason }: Reason): Promise<void> {
  const csv = createReadStream(file).on('error', () => undefined)
  const counts = await importSuppressions(db, csv, {
    now: clock(),
    secretKeys: config.secretKeys,
    reason,
    onRejected: ({ line, problem }) => process.stderr.write(`line ${line}: ${problem}\n`),
  }).catch((error: unknown) => {
    if (csv.errored === null) throw error
    throw new UserError(`${file} cannot be read: ${messageOf(error)}`)
  })
  const { added, known, erased, rejected } = counts
  print(`${added} suppressed, ${known} were already, ${erased} erased, ${rejected} left out`)
  if (rejected > 0) process.exitCode = 1
}

async function exportAll({ db }: Context): Promise<void> {
  try {
    await pipeline(Readable.from(exportSuppressions(db)), process.stdout, { end: false })
  } catch (error) {
    // `… | head` has read enough.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
}

function keyOf(email: string): string {
  const checked = parseAddress(email)
  if (!checked.ok) throw new UserError(tellProblem(checked.problem))
  return checked.address.emailKey
}
