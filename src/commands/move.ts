import { join } from 'node:path'
import type { Command } from 'commander'
import { migrateQueues } from '../../jobs/queues.ts'
import { findFilledTable, loadSnapshot } from '../backup/load.ts'
import { withSnapshot } from '../backup/snapshot.ts'
import { loadConfig, readEnvironment } from '../config/load.ts'
import type { Config } from '../config/config.ts'
import { migrateOwn } from '../context.ts'
import { findUnfinishedEditions } from '../editions/ranges.ts'
import { UserError } from '../errors.ts'
import { createLogger } from '../logger.ts'
import { explainDatabaseError } from '../store/database-problem.ts'
import { refuseOtherInstallation } from '../store/installation.ts'
import { databaseIn, markMoved } from '../store/data-folder-state.ts'
import { openStore, type Store } from '../store/open.ts'
import { readSchemaState, refuseOtherSchema } from '../store/schema-state.ts'
import { keyId } from '../subscribers/tokens.ts'
import { rowsIn } from './backup.ts'
import { print, startProgress } from './output.ts'

type Options = { to: string; dryRun?: boolean }

export function configure(command: Command): void {
  command
    .requiredOption('--to <url>', 'an empty PostgreSQL database: postgres://user:password@host/name')
    .option('--dry-run', 'check both databases, and change nothing')
    .action((options: Options) => move(options))
}

async function move({ to, dryRun }: Options): Promise<void> {
  const config = loadConfig(readEnvironment())
  if (config.store.databaseUrl !== null)
    throw new UserError(
      'DATABASE_URL is set, and `move` copies the embedded database: unset it. From one PostgreSQL to another, use `paperboy backup` and `paperboy restore`.',
    )
  if (!/^postgres(?:ql)?:\/\//.test(to))
    throw new UserError('--to: must be postgres://user:password@host/name')
  const logger = createLogger(config.logLevel)
  const source = await openStore(config.store, logger)
  try {
    refuseOtherSchema(await readSchemaState(source.db))
    await refuseUnfinished(source)
    const target = { ...config.store, databaseUrl: to }
    const store = await openStore(target, logger)
    try {
      await refuseFilled(target, store)
      await copy(config, source, store, dryRun ?? false)
      if (dryRun) return print('Nothing was changed: this was a dry run.')
      await migrateOwn(target, store)
      await migrateQueues({ ...target, leaseMs: config.delivery.leaseMs }, store)
      // Last, and before this folder's lock is given up: a move that failed leaves it as it was.
      markMoved(config.store.dataDir, to, new Date())
    } catch (error) {
      throw explainDatabaseError(error, to)
    } finally {
      await store.close()
    }
  } finally {
    await source.close()
  }
  printNextSteps(config)
}

async function refuseUnfinished({ db }: Store): Promise<void> {
  const [id] = await findUnfinishedEditions(db, new Date())
  if (id === undefined) return
  throw new UserError(
    `Edition ${id} is being sent. Start the service and let it finish (\`paperboy edition show ${id}\`), or end it with \`paperboy edition cancel ${id}\`; then move.`,
  )
}

async function refuseFilled({ prefix }: Config['store'], { db }: Store): Promise<void> {
  const state = await readSchemaState(db)
  if (state.kind === 'newer') refuseOtherSchema(state)
  await refuseOtherInstallation(db, prefix)
  const filled = await findFilledTable(db)
  if (filled !== null)
    throw new UserError(
      `--to: the database is not empty (${filled} has rows): create another one (createdb).`,
    )
}

async function copy(config: Config, source: Store, target: Store, isDryRun: boolean): Promise<void> {
  const meta = { keyId: keyId(config.secretKeys[0]), now: new Date() }
  await withSnapshot(source.db, meta, async (snapshot) => {
    const rows = rowsIn(snapshot.header)
    print(`${rows} rows of ${snapshot.header.tables.length} tables.`)
    if (isDryRun) return
    const progress = startProgress('rows', rows)
    let done = 0
    try {
      await loadSnapshot(target.db, snapshot, (count) => progress.update((done += count)))
    } finally {
      progress.stop()
    }
  })
}

function printNextSteps({ store: { dataDir } }: Config): void {
  const key = join(dataDir, 'secret-key')
  print('Moved. Before the next start, set')
  print('  DATABASE_URL  to the database that you have moved to')
  print(`  SECRET_KEY    to the one that you had; if none was set, to what is in ${key}`)
  print(
    `Without DATABASE_URL, this folder is refused from now on, since everyone would be mailed a second time. ${databaseIn(dataDir)} can be deleted once all is well.`,
  )
}
