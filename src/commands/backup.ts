import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { askForBackup } from '../backup/socket.ts'
import { writeBackup, writeBackupFile } from '../backup/file.ts'
import { withSnapshot, type SnapshotHeader } from '../backup/snapshot.ts'
import type { Config } from '../config/config.ts'
import { loadConfig, readEnvironment } from '../config/load.ts'
import { findSecretKey } from '../config/secret-key.ts'
import { createLogger } from '../logger.ts'
import { explainDatabaseError } from '../store/database-problem.ts'
import { openStore } from '../store/open.ts'
import { readSchemaState, refuseOtherSchema } from '../store/schema-state.ts'
import { keyId } from '../subscribers/tokens.ts'
import { print, startProgress } from './output.ts'

export function configure(command: Command): void {
  command
    .addHelpText(
      'after',
      '\nThe secret key is not in it: keep that in another place. Nor are the mails of the built-in inbox.',
    )
    .action((file: string) => backup(file))
}

async function backup(file: string): Promise<void> {
  const config = loadConfig(readEnvironment())
  const { dataDir, databaseUrl } = config.store
  const running = databaseUrl === null ? await askForBackup(dataDir) : null
  const { header, sizeBytes } = running
    ? await writeBackupFile(file, (to) => pipeline(running, to))
    : await backupStopped(config, file)
  const rows = rowsIn(header)
  print(`${file}: ${rows} rows of ${header.tables.length} tables, ${(sizeBytes / 1e6).toFixed(1)} MB.`)
  const isKeyInFile = findSecretKey(dataDir) === config.secretKeys[0]
  const key = isKeyInFile ? join(dataDir, 'secret-key') : 'SECRET_KEY'
  print(
    `The secret key is not in it: keep ${key} in another place. Without it, links in mails that were sent stop working.`,
  )
}

export function rowsIn(header: SnapshotHeader): number {
  return header.tables.reduce((sum, table) => sum + table.rows, 0)
}

/** Opens the database itself: PostgreSQL, or the embedded one where no service runs. */
async function backupStopped(config: Config, file: string) {
  const store = await openStore(config.store, createLogger(config.logLevel))
  try {
    const state = await readSchemaState(store.db)
    // Before an update, the schema is older than this program.
    if (state.kind !== 'older') refuseOtherSchema(state)
    const meta = { keyId: keyId(config.secretKeys[0]), now: new Date() }
    return await withSnapshot(store.db, meta, async (snapshot) => {
      const progress = startProgress('rows', rowsIn(snapshot.header))
      let done = 0
      try {
        const onRows = (count: number) => progress.update((done += count))
        return await writeBackupFile(file, (to) => writeBackup(snapshot, to, onRows))
      } finally {
        progress.stop()
      }
    })
  } catch (error) {
    const { databaseUrl } = config.store
    throw databaseUrl ? explainDatabaseError(error, databaseUrl) : error
  } finally {
    await store.close()
  }
}
