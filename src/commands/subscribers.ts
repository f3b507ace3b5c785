import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { UserError } from '../errors.ts'
import { addSubscriber } from '../subscribers/add.ts'
import { parseAddress } from '../subscribers/address.ts'
import { findLatestDelivery } from '../ledger/history.ts'
import { erase } from '../own-data/erase.ts'
import { exportSubscribers } from '../subscribers/export.ts'
import { findSubscriber, pageOfSubscribers, type Subscriber } from '../subscribers/find.ts'
import { importSubscribers, type ImportResult } from '../subscribers/import.ts'
import { preferenceFields } from '../subscribers/preference-fields.ts'
import { languages } from '../subscribers/preference-schemas.ts'
import { fieldNames } from '../subscribers/preferences.ts'
import { print, printJson, printTable, startProgress } from './output.ts'
import {
  addPreferenceFlags,
  listHelp,
  readPreferenceFlags,
  type PreferenceOptions,
} from './preference-flags.ts'
import { parseCount, withContext } from './run.ts'
import { addSubscriberChanges } from './subscriber-changes.ts'
import { tellProblem, tellProblems } from '../subscribers/problems.ts'

type Json = { json?: boolean }
type ImportFlags = Json & { dryRun?: boolean; ignoreColumns?: boolean; encoding?: string }

export function configure(subscribers: Command): void {
  addPreferenceFlags(
    subscribers.command('add <email>').description('add someone who has consented; active at once'),
  )
    .option('--json', 'print as JSON')
    .addHelpText('after', listHelp)
    .action((email: string, options: PreferenceOptions & Json) =>
      withContext((context) => add(context, email, options)),
    )
  subscribers
    .command('import <file.csv>')
    .description('import a list; the first line names the columns')
    .option('--dry-run', 'say what would happen, and write nothing')
    .option('--ignore-columns', 'leave out columns that are not known, instead of refusing the file')
    .option('--encoding <name>', 'of the file, like windows-1251; guessed if not given')
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', importHelp)
    .action((file: string, options: ImportFlags) =>
      withContext((context) => importFile(context, file, options)),
    )
  subscribers
    .command('list')
    .description('all subscribers, the oldest first')
    .option('--limit <n>', 'how many', '100')
    .option('--after <id>', 'start after this id', '0')
    .option('--json', 'print as JSON')
    .action((options: Json & { limit: string; after: string }) =>
      withContext((context) => list(context, options)),
    )
  subscribers
    .command('export')
    .description('all subscribers, as CSV that `subscribers import` reads')
    .action(() => withContext(exportAll))
  subscribers
    .command('show <email>')
    .description('one subscriber, and the outcome of their newest edition')
    .option('--json', 'print as JSON')
    .action((email: string, options: Json) => withContext((context) => show(context, email, options)))
  subscribers
    .command('erase <email>')
    .description('erase a person for good, as they can do themselves; check with `show` first')
    .option('--json', 'print as JSON')
    .addHelpText('after', eraseHelp)
    .action((email: string, options: Json) => withContext((context) => eraseOne(context, email, options)))
  addSubscriberChanges(subscribers)
}

const eraseHelp = `
Deletes their row, their suppression and every mail that waits for them; editions keep their counts. A keyed hash stays, so
that no import brings them back. This cannot be undone, and they get no mail about it.
Exit code 1: there is no such subscriber.`

const importHelp = `
Columns: ${['email', ...fieldNames.map((name) => preferenceFields[name].csv[0])].join(', ')},
created_at.
Only email is needed. Several values in a cell are separated by ; or |. discovery is yes or no; languages are
${languages.join(', ')}. Columns may be separated by commas, semicolons or tabs; the encoding is detected. Exports of
listmonk, Mailchimp, Ghost and Substack are recognised by their columns, and columns without a meaning here are ignored.
In any other file, an unknown column stops the import before it begins, unless you give --ignore-columns.
Subscribers who have left elsewhere (a column unsubscribed, opt_out, …, or a status unsubscribed) are recorded as
unsubscribed; those whose mail bounced or who complained are suppressed. Neither are mailed, also with --ignore-columns.
A bad row is reported with its line number, and the others are imported. An unknown topic, time zone or language is
reported and left out, and the person is imported; a new person who chooses only such a topic is left out.
Subscribers who have unsubscribed here stay so.
Exit code 1: a row was left out.`

async function add(context: Context, email: string, options: PreferenceOptions & Json): Promise<void> {
  const input = readPreferenceFlags(options)
  const result = await addSubscriber(context.db, email, input, context.clock(), context.config.secretKeys)
  if (result.outcome === 'invalid') {
    throw new UserError(tellProblems(result.problems).join('\n'))
  }
  if (options.json) printJson({ email: result.address.email, outcome: result.outcome })
  else print(`${result.address.email}: ${addedWords[result.outcome]}`)
  if (result.outcome === 'unsubscribed' || result.outcome === 'suppressed') process.exitCode = 1
}

const addedWords = {
  imported: 'added',
  updated: 'was known, and is updated',
  unsubscribed: 'has unsubscribed, and stays so until they subscribe themselves',
  suppressed: 'is suppressed, and is not mailed',
}

async function importFile(context: Context, file: string, options: ImportFlags): Promise<void> {
  // A pipe is fine too.
  const found = await stat(file).catch(() => null)
  if (!found) throw new UserError(`There is no file ${file}.`)
  if (found.isDirectory()) throw new UserError(`${file} is a folder, not a file.`)
  const progress = startProgress('importing rows', 0)
  const { json, ...importOptions } = options
  const result = await importSubscribers(context.db, createReadStream(file), {
    ...importOptions,
    fileName: basename(file),
    now: context.clock(),
    secretKeys: context.config.secretKeys,
    onNotice: (notice) => process.stderr.write(`${notice}\n`),
    onRejected: ({ line, email, reason }) => process.stderr.write(`line ${line}: ${email} ${reason}\n`),
    onWarning: ({ line, email, warning }) => process.stderr.write(`line ${line}: ${email} ${warning}\n`),
    onProgress: (rows) => progress.update(rows, rows),
  })
  progress.stop()
  if (json) printJson(result)
  else print((options.dryRun ? 'Dry run, nothing was written: ' : '') + describeImport(result))
  if (result.rejected > 0) process.exitCode = 1
}

function describeImport(result: ImportResult): string {
  const { imported, updated, unsubscribed, suppressed, rejected } = result
  const optedOut =
    unsubscribed + suppressed > 0 ? `, ${unsubscribed} unsubscribed, ${suppressed} suppressed` : ''
  return `${imported} imported, ${updated} updated${optedOut}, ${rejected} left out`
}

async function list({ db }: Context, options: Json & { limit: string; after: string }): Promise<void> {
  const limit = parseCount('--limit', options.limit, 1)
  const page = await pageOfSubscribers(db, parseCount('--after', options.after, 0), limit)
  if (options.json) return printJson(page)
  if (page.length === 0) return print('No subscribers.')
  printTable(
    ['id', 'email', 'status', 'cadence', 'hour', 'time zone', 'max', 'topics'],
    page.map(({ id, email, status, preferences: { cadence, hour, timeZone, maxPapers, topics } }) => {
      return [id, email, status, cadence, hour, timeZone, maxPapers, topics.join(',')]
    }),
  )
  const last = page.at(-1)
  if (last && page.length === limit) print(`More: --after ${last.id}`)
}

async function exportAll({ db }: Context): Promise<void> {
  try {
    await pipeline(Readable.from(exportSubscribers(db)), process.stdout, { end: false })
  } catch (error) {
    // `… | head` has read enough.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
}

async function show({ db }: Context, email: string, options: Json): Promise<void> {
  const checked = parseAddress(email)
  if (!checked.ok) throw new UserError(tellProblem(checked.problem))
  const subscriber = await findSubscriber(db, checked.address.emailKey)
  if (!subscriber) throw new UserError(`There is no subscriber ${email}.`)
  const latest = (await findLatestDelivery(db, subscriber.id)) ?? null
  if (options.json) printJson({ ...subscriber, latestDelivery: latest })
  else for (const [label, value] of describe(subscriber, latest)) print(`${label.padEnd(14)} ${value}`)
}

async function eraseOne({ db, config, clock }: Context, email: string, options: Json): Promise<void> {
  const checked = parseAddress(email)
  if (!checked.ok) throw new UserError(tellProblem(checked.problem))
  const subscriber = await findSubscriber(db, checked.address.emailKey)
  if (!subscriber) throw new UserError(`There is no subscriber ${email}.`)
  await erase(db, config.secretKeys, subscriber.id, clock())
  if (options.json) printJson({ email: subscriber.email, outcome: 'erased' })
  else print(`${subscriber.email}: erased`)
}

function describe(
  { email, status, preferences, createdAt, activeSince, unsubscribedAt, suppression, consent }: Subscriber,
  latest: Awaited<ReturnType<typeof findLatestDelivery>> | null,
): [string, string][] {
  const { topics, keywords, authors, organizations, mutedTopics, mutedKeywords, mutedAuthors } = preferences
  const { cadence, hour, timeZone, maxPapers, language, pausedUntil } = preferences
  const sent = latest?.bounced ? `${latest.status}, then came back: ${latest.bounced}` : latest?.status
  const outcome = latest?.skipReason ? `skipped: ${latest.skipReason}` : sent
  return [
    ['email', email],
    ['status', suppression ? `${status}, suppressed: ${suppression}` : status],
    ['topics', topics.join(', ') || '(none: what trends)'],
    ['keywords', keywords.join(', ') || '(none)'],
    ['follows', [...authors, ...organizations].join(', ') || '(nobody)'],
    ['mutes', [...mutedTopics, ...mutedKeywords, ...mutedAuthors].join(', ') || '(nothing)'],
    ['schedule', `${cadence} at ${hour}:00 ${timeZone}, ${maxPapers} papers at most`],
    ['language', language],
    ['paused until', pausedUntil ?? '-'],
    ['consent', consent ? `${consent.how}, ${consent.at}` : '(none)'],
    ['created', createdAt.toISOString()],
    ['active since', activeSince?.toISOString() ?? '-'],
    ['unsubscribed', unsubscribedAt?.toISOString() ?? '-'],
    [
      'latest',
      latest ? `${latest.slot.toISOString()}: ${outcome}, ${latest.paperCount} papers` : '(no edition yet)',
    ],
  ]
}
