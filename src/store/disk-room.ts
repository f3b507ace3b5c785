import { statfsSync } from 'node:fs'
import { UserError } from '../errors.ts'

const mb = 1 << 20
/** The log grows by files of 16 MB. There must be room for the next one, and for what else a statement writes. */
const leastMb = 32

/** Whether the embedded database may write: PostgreSQL panics where its log finds no room, and PGlite then never returns. */
export function hasRoom(dir: string): boolean {
  const { bavail, bsize } = statfsSync(dir)
  return bavail * bsize >= leastMb * mb
}

/** @throws {UserError} where the disk under the embedded database is all but full */
export function assertRoom(dir: string): void {
  if (hasRoom(dir)) return
  throw new UserError(
    `DATA_DIR: the disk of ${dir} has less than ${leastMb} MB left, so the database does nothing. Make room, and it goes on by itself.`,
  )
}
