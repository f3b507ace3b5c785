import { Option, type Command } from 'commander'
import { loadOwnTopics, readEnvironment } from '../config/load.ts'
import { loadOwnConfig } from '../config/own.ts'
import { createLogger } from '../logger.ts'
import { chooseOnce } from '../personal/choose-once.ts'
import { readSettings } from '../personal/settings.ts'
import { renderDigest } from '../render/digest-email.ts'
import type { DigestInput } from '../render/digest-input.ts'
import { digestJson, digestMarkdown, digestRss } from '../render/printed-digest.ts'
import { migrate } from '../store/migrate.ts'
import { openInMemory } from '../store/open.ts'
import {
  addPreferenceFlags,
  listHelp,
  readPreferenceFlags,
  type PreferenceOptions,
} from './preference-flags.ts'
import { clockFrom } from './run.ts'

const formats = {
  html: async (input: DigestInput) => `${(await renderDigest(input)).html}\n`,
  md: digestMarkdown,
  json: digestJson,
  rss: digestRss,
}
type Format = keyof typeof formats

type Options = PreferenceOptions & { format: Format; config?: string; at?: string }

export function configure(command: Command): void {
  addPreferenceFlags(
    command
      .addOption(
        new Option('--format <format>', 'how it is printed').choices(Object.keys(formats)).default('md'),
      )
      .option('--config <file>', 'the settings file (default: paperboy.yaml, if it is there)'),
    ['withQuietMail', 'hour', 'pausedUntil'],
  )
    .option('--at <instant>', 'as if it ran then, like 2026-05-20T07:00:00Z (default: now)')
    .addHelpText('after', listHelp + help)
    .action(digest)
}

const help = `
Fetches the newest digests, chooses from the last days as for someone who has had none of them, and prints it. Nothing is
sent or remembered: “paperboy daily” does that. Exit code 1: nothing could be fetched.`

async function digest({ format, config: file, at, ...options }: Options): Promise<void> {
  const env = readEnvironment()
  // The settings may name some of them.
  loadOwnTopics(env)
  const settings = readSettings({ config: file, preferences: readPreferenceFlags(options) })
  const config = loadOwnConfig(env, {
    smtpUrl: undefined,
    from: 'paperboy@localhost.localdomain',
    file: settings.file,
  })
  const logger = createLogger(config.logLevel)
  const store = await openInMemory(logger)
  try {
    await migrate(store.db)
    const { input, problems } = await chooseOnce({
      db: store.db,
      config,
      preferences: settings.preferences,
      clock: clockFrom(at),
      logger,
      signal: new AbortController().signal,
    })
    for (const problem of problems) process.stderr.write(`Nothing was chosen: ${problem}\n`)
    if (problems.length > 0) process.exitCode = 1
    else if (input) process.stdout.write(await formats[format](input))
    else process.stderr.write('Nothing of the last days matches.\n')
  } finally {
    await store.close()
  }
}
