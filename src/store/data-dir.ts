import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { messageOf, UserError } from '../errors.ts'

/**
 * Makes the data folder where it is not there yet.
 *
 * @throws {UserError} where it cannot be made or written to
 */
export function ensureDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const isOther = statSync(dataDir, { throwIfNoEntry: false })?.isDirectory() === false
    if (isOther) throw new UserError(`DATA_DIR: ${dataDir} is not a folder`)
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOTDIR')
      throw new UserError(`DATA_DIR: ${dataDir} is below something that is not a folder`)
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw new UserError(`DATA_DIR: ${dataDir} is not writable for this user`)
    }
    throw new UserError(`DATA_DIR: ${dataDir} cannot be used (${messageOf(error)}): choose another folder`)
  }
}
