import type { Command } from 'commander'
import { migrateQueues } from '../../jobs/queues.ts'
import { checkBackupFile, readBackupFile } from '../backup/file.ts'
import { findFilledTable, loadSnapshot } from '../backup/load.ts'
import type { SnapshotHeader } from '../backup/snapshot.ts'
import type { Config } from '../config/config.ts'
import { loadConfig, readEnvironment } from '../config/load.ts'
import { migrateOwn } from '../context.ts'
import { skipDueUntil } from '../editions/edition.ts'
import { pauseEdition } from '../editions/edition-state.ts'
import { findUnfinishedEditions } from '../editions/ranges.ts'
import { UserError } from '../errors.ts'
import { createLogger } from '../logger.ts'
import { explainDatabaseError } from '../store/database-problem.ts'
import { refuseInUse, refuseOtherInstallation } from '../store/installation.ts'
import { readMigrationNames } from '../store/migration-files.ts'
import { openStore, type Db, type Store } from '../store/open.ts'
import { readSchemaState, refuseOtherSchema } from '../store/schema-state.ts'
import { keyId } from '../subscribers/tokens.ts'
import { rowsIn } from './backup.ts'
import { print, startProgress } from './output.ts'

type Options = { dryRun?: boolean; replace?: boolean; nothingSentSince?: boolean; withoutKey?: boolean }

export function configure(command: Command): void {
  command
    .option('--dry-run', 'check the file and the database, and change nothing')
    .option('--replace', 'delete what the database holds')
    .option(
      '--nothing-sent-since',
      'no mail was sent after the backup was made: go on with what was due, instead of leaving it out',
    )
    .option(
      '--without-key',
      'restore although the secret key is another one; links in mails that were sent stop working',
    )
    .action((file: string, options: Options) => restore(file, options))
}

async function restore(file: string, options: Options): Promise<void> {
  const header = await checkBackupFile(file)
  await refuseNewer(file, header)
  const config = loadConfig(readEnvironment())
  if (!options.withoutKey) refuseOtherKey(config, header)
  const store = await openStore(config.store, createLogger(config.logLevel))
  try {
    await refuseUnusable(config, store, options)
    print(`${file}: ${rowsIn(header)} rows of ${header.tables.length} tables, made at ${header.madeAt}.`)
    if (options.dryRun) return print('Nothing was changed: this was a dry run.')
    await load(store.db, file)
    await migrateOwn(config.store, store)
    await migrateQueues({ ...config.store, leaseMs: config.delivery.leaseMs }, store)
    print('Restored.')
    if (!options.nothingSentSince) await holdBack(store.db, new Date())
  } catch (error) {
    const { databaseUrl } = config.store
    throw databaseUrl ? explainDatabaseError(error, databaseUrl) : error
  } finally {
    await store.close()
  }
}

async function refuseNewer(file: string, { migrations, version }: SnapshotHeader): Promise<void> {
  const known = new Set(await readMigrationNames())
  const unknown = migrations.filter((name) => !known.has(name))
  if (unknown.length === 0) return
  throw new UserError(
    `${file} was made by a later version of Paperboy (${version}), with the migrations ${unknown.join(', ')}: update this program.`,
  )
}

function refuseOtherKey({ secretKeys }: Config, header: SnapshotHeader): void {
  if (secretKeys.some((key) => keyId(key) === header.keyId)) return
  throw new UserError(
    'The secret key is not the one of the backup, so links in mails that were sent would stop working.\n' +
      'Put it back: set SECRET_KEY, or copy the kept file to DATA_DIR/secret-key. If it is lost, add --without-key.',
  )
}

async function refuseUnusable(config: Config, { db }: Store, { replace }: Options): Promise<void> {
  const { databaseUrl, prefix } = config.store
  const state = await readSchemaState(db)
  if (state.kind === 'newer') refuseOtherSchema(state)
  if (databaseUrl !== null) {
    await refuseOtherInstallation(db, prefix)
    await refuseInUse(db)
  }
  const filled = await findFilledTable(db)
  if (filled === null || replace) return
  throw new UserError(
    `This installation is not empty (${filled} has rows): restore into another database or DATA_DIR, or add --replace to delete what it holds.`,
  )
}

async function load(db: Db, file: string): Promise<void> {
  const snapshot = await readBackupFile(file)
  const progress = startProgress('rows', rowsIn(snapshot.header))
  let done = 0
  try {
    await loadSnapshot(db, snapshot, (count) => progress.update((done += count)))
  } finally {
    progress.stop()
  }
}

/** What was sent after the backup is not in it, so whatever may have been sent is not sent again. */
async function holdBack(db: Db, now: Date): Promise<void> {
  await skipDueUntil(db, now)
  const editions = await findUnfinishedEditions(db, now)
  for (const id of editions) await pauseEdition(db, id)
  print('Digests that came due since the backup was made are left out: they may have been sent.')
  for (const id of editions)
    print(
      `Edition ${id} was being sent, and is paused: \`paperboy edition resume ${id}\` sends the rest, \`edition cancel ${id}\` does not.`,
    )
}
