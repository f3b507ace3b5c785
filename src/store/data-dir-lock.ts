import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UserError } from '../errors.ts'
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
  const lock = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 })
  try {
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock.close()
    if (!(error instanceof Error && /locked/.test(error.message))) throw error
    throw new UserError(
      `Another Paperboy process is using ${dataDir}.\n` +
        'Stop it first, or point DATA_DIR at another folder. (With DATABASE_URL set, any number of processes can run.)',
    )
  }
  return () => lock.close()
}
