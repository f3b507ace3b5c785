import type { Command } from 'commander'
import { loadOwnConfig } from '../config/own.ts'
import { loadOwnTopics, readEnvironment } from '../config/load.ts'
import { UserError } from '../errors.ts'
import { createLogger } from '../logger.ts'
import { readMailedPapers } from '../own-data/mailed-papers.ts'
import { dryRunDaily, runDaily, type DailyReport } from '../personal/daily.ts'
import type { DailyDeps } from '../personal/deps.ts'
import { findRelay } from '../personal/relay.ts'
import { readSettings, type Settings } from '../personal/settings.ts'
import { openState } from '../personal/state.ts'
import { reasonPhrase } from '../render/paper-view.ts'
import type { Db } from '../store/open.ts'
import type { Selection } from '../store/schema.ts'
import type { Address } from '../subscribers/address.ts'
import { print } from './output.ts'
import {
  addPreferenceFlags,
  listHelp,
  readPreferenceFlags,
  type PreferenceOptions,
} from './preference-flags.ts'
import { clockFrom, parseWait } from './run.ts'

type Options = PreferenceOptions & {
  to?: string
  from?: string
  smtp?: string
  user?: string
  config?: string
  state: string
  at?: string
  wait: string
  dryRun?: boolean
}

export function configure(command: Command): void {
  addPreferenceFlags(
    command
      .option('--to <address>', 'your address')
      .option('--smtp <url|provider>', 'where mail goes out: gmail, or smtp://user@host:587')
      .option('--user <login>', 'whom to log in as there, if not your address')
      .option('--from <address>', 'the sender, if not your address')
      .option('--config <file>', 'the settings file (default: paperboy.yaml, if it is there)')
      .option('--state <folder>', 'what is remembered between runs', '.paperboy'),
    ['withQuietMail'],
  )
    .option('--at <instant>', 'as if it ran then, like 2026-05-20T07:00:00Z (default: now)')
    .option('--wait <time>', 'how long to go on while the relay takes nothing, like 90s', '10m')
    .option('--dry-run', 'print what would be sent, but send and remember nothing')
    .addHelpText('after', listHelp + help)
    .action(daily)
}

const help = `
Each of these options may stand in paperboy.yaml instead, without its dashes: “topics: [agents, robotics]”. The password of
the mail account comes from SMTP_PASSWORD in the environment; mailboxes call it an app password.
Run it at least once a day, from cron for example. The first run of a day (with --hour, the first one from that hour on)
mails what is new since the last, in one mail; further runs send only what could not be sent before.
Exit code 1: nothing could be fetched, or a message is not sent yet. The next run tries again.`

async function daily(options: Options): Promise<void> {
  const env = readEnvironment()
  // The settings may name some of them.
  loadOwnTopics(env)
  const settings = readGiven(options)
  const { to } = settings
  if (!to)
    throw new UserError(
      'Whose digest is it? Give your address: --to me@example.org, or “to:” in paperboy.yaml.',
    )
  const config = loadOwnConfig(env, sendingOptions(settings, to, env, options.dryRun === true))
  const logger = createLogger(config.logLevel)
  const clock = clockFrom(options.at)
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  const state = await openState(options.state, to, { logger, now: clock() })
  try {
    const reader = { address: to, preferences: settings.preferences }
    const waitMs = parseWait(options.wait)
    const deps: DailyDeps = { state, config, reader, clock, logger, signal: stop.signal, waitMs }
    if (options.dryRun) await printDryRun(deps)
    else printReport(await runDaily(deps), to)
  } finally {
    await state.close()
  }
}

function readGiven({ to, from, smtp, user, config, ...options }: Options): Settings {
  return readSettings({ to, from, smtp, user, config, preferences: readPreferenceFlags(options) })
}

function sendingOptions(
  { smtp, user, from, file }: Settings,
  { email: address }: Address,
  env: NodeJS.ProcessEnv,
  isDryRun: boolean,
) {
  const password = env['SMTP_PASSWORD'] || undefined
  const relay = isDryRun
    ? null
    : findRelay({ smtp: smtp ?? (env['SMTP_URL'] || undefined), user, password, address })
  const login = relay?.user?.includes('@') ? relay.user : address
  return { smtpUrl: relay?.url, from: from ?? (env['MAIL_FROM'] || login), file }
}

async function printDryRun(deps: DailyDeps): Promise<void> {
  const { selection, problems } = await dryRunDaily(deps)
  if (problems.length > 0) return refuse(problems, 'No mail would be sent')
  if (selection === null) return print('Nothing would be sent: the mail of today has been.')
  print(
    selection.length > 0 ? `${countOf(selection)} would be sent to ${deps.reader.address.email}:` : noMatch,
  )
  await printPapers(deps.state.store.db, selection)
}

async function printPapers(db: Db, selection: Selection): Promise<void> {
  const [papers = []] = await readMailedPapers(db, [{ selection }])
  for (const { id, title, reason } of papers) print(`  ${title ?? id}\n    ${reasonPhrase(reason)}`)
}

const noMatch = 'Nothing new matches, so no mail is sent.'

function printReport({ settled, wasDue, problems, waitsFor }: DailyReport, { email }: Address): void {
  for (const { status, selection, response } of settled) {
    if (status === 'submitted') print(`Sent ${countOf(selection)} to ${email}.`)
    else if (status === 'uncertain') doubt(email, response)
    else refuse([response ?? 'the relay gave no reason'], `Not sent to ${email}`)
  }
  if (waitsFor !== null) refuse([waitsFor], 'Not sent yet')
  if (problems.length > 0) refuse(problems, 'Nothing was chosen')
  else if (settled.length === 0 && waitsFor === null)
    print(wasDue ? noMatch : 'Nothing is due: the mail of today has been sent.')
}

/** It was sent twice, and each time the connection was lost before the relay's answer. */
function doubt(email: string, response: string | null): void {
  process.stderr.write(`Whether the mail to ${email} has arrived is not known: ${response ?? 'no answer'}\n`)
  process.exitCode = 1
}

/** What went wrong goes to standard error, which cron mails. */
function refuse(problems: readonly string[], what: string): void {
  for (const problem of problems) process.stderr.write(`${what}: ${problem}\n`)
  process.stderr.write('The next run tries again.\n')
  process.exitCode = 1
}

function countOf(selection: Selection): string {
  return selection.length === 1 ? '1 paper' : `${selection.length} papers`
}
