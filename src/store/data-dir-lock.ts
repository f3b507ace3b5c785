import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, UserError } from '../errors.ts'
import { ensureDataDir } from './data-dir.ts'

/**
 * Keeps a second process away from an embedded data folder, which two would corrupt.
 *
 * The lock is SQLite's on a file of its own: the operating system lets go of it when the process dies, however it
 * dies, and it holds between containers that share the folder. A file with a process id in it does neither.
 *
 * @returns a function that gives the folder free
 * @throws {UserError} when another process has it
 */
export function lockDataDir(dataDir: string): () => void {
  ensureDataDir(dataDir)
  const path = join(dataDir, 'lock')
  const unlock = lockFile(path, 'DATA_DIR')
  if (unlock) return unlock
  throw new UserError(
    `DATA_DIR: Another Paperboy process is using ${dataDir}.\n` +
      'Stop it first, or point DATA_DIR at another folder. (With DATABASE_URL set, any number of processes can run.)',
  )
}

/**
 * @param setting what an error begins with: the setting that names the file
 * @returns a function that gives the file free; null when another process has it
 * @throws {UserError} where it cannot be locked at all
 */
export function lockFile(path: string, setting: string): (() => void) | null {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(path, { timeout: 0 })
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock?.close()
    if (/database is locked/.test(messageOf(error))) return null
    throw new UserError(
      `${setting}: ${path} cannot be locked (${messageOf(error)}): delete it if no Paperboy process is running.`,
    )
  }
  return () => lock?.close()
}
