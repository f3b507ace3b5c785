import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.ts'

/** The major version of PostgreSQL that PGlite is. A test compares it with what PGlite says. */
export const embeddedMajor = 18

/**
 * Refuses an embedded database that this program must not open.
 *
 * @throws {UserError} where it is no folder, where another major version of PostgreSQL wrote it, or where `move` has copied it to PostgreSQL
 */
export function refuseUnfitFolder(dataDir: string): void {
  refuseMoved(dataDir)
  refuseFile(dataDir)
  refuseOtherMajor(dataDir)
}

/** Says in the data folder that its database lives elsewhere now, so that nobody is mailed from both. */
export function markMoved(dataDir: string, databaseUrl: string, at: Date): void {
  // Without the password.
  const { host, pathname } = URL.parse(databaseUrl) ?? { host: 'PostgreSQL', pathname: '' }
  writeFileSync(markerIn(dataDir), `${host}${pathname} on ${at.toISOString().slice(0, 10)}\n`)
}

function refuseMoved(dataDir: string): void {
  const marker = markerIn(dataDir)
  if (!existsSync(marker)) return
  const where = readFileSync(marker, 'utf8').trim()
  throw new UserError(
    `DATA_DIR: the database in ${dataDir} was moved to ${where}. From here, everyone would be mailed a second time.\n` +
      'Set DATABASE_URL to that database. To go on from here all the same, with what was known on that day, stop the ' +
      `service there and delete ${marker}.`,
  )
}

/** PGlite throws an object without a text there. */
function refuseFile(dataDir: string): void {
  const folder = databaseIn(dataDir)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? true) return
  throw new UserError(
    `DATA_DIR: ${folder} is a file, and the folder of the database should be there. Rename the file, and restore a backup ` +
      'or let a new database be made.',
  )
}

/** PostgreSQL reads the files of its own major version only. PGlite says of others that it failed to initialize. */
function refuseOtherMajor(dataDir: string): void {
  const folder = databaseIn(dataDir)
  const path = join(folder, 'PG_VERSION')
  if (!existsSync(path)) return
  const major = readFileSync(path, 'utf8').trim()
  if (major === String(embeddedMajor)) return
  throw new UserError(
    `DATA_DIR: ${folder} was written by PostgreSQL ${major}, and the one in this release of Paperboy is ${embeddedMajor}: it cannot read it. Nothing was changed.\n` +
      `With the release that you had before, run \`paperboy backup FILE\`. Then rename ${folder}, and run ` +
      '`paperboy restore FILE --nothing-sent-since` with this release. (docs/upgrading.md says more.)',
  )
}

/** Where a data folder has its embedded database. */
export function databaseIn(dataDir: string): string {
  return join(dataDir, 'postgres')
}

function markerIn(dataDir: string): string {
  return join(dataDir, 'moved-to-postgres')
}
