import { chmodSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Db } from '../store/open.ts'
import { writeBackup } from './file.ts'
import { withSnapshot } from './snapshot.ts'

const pathIn = (dataDir: string) => join(dataDir, 'backup.sock')
/** Of the path of a Unix socket, in bytes: macOS allows 103. */
const longestPath = 103

/**
 * Gives a backup to each process of the same user that connects: only this process can read the embedded database while
 * it runs.
 *
 * @returns a function that stops it
 */
export async function serveBackups(
  deps: { db: Db; keyId: string; clock: () => Date; logger: Logger },
  dataDir: string,
): Promise<() => Promise<void>> {
  const { db, keyId, clock, logger } = deps
  const path = pathIn(dataDir)
  if (Buffer.byteLength(path) > longestPath) {
    logger.warn({ path }, 'no backup can be made while this runs: the path of DATA_DIR is too long')
    return () => Promise.resolve()
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    const meta = { keyId, now: clock() }
    withSnapshot(db, meta, (snapshot) => writeBackup(snapshot, socket)).catch((error: unknown) => {
      // What was sent has no end, so whoever asked sees it too.
      logger.error({ error: messageOf(error) }, 'a backup could not be made')
      socket.destroy()
    })
  })
  // The lock on the data folder is ours, so a file of this name is left from a process that died.
  rmSync(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return () =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
}

/** Asks the process that has the data folder open for a backup. @returns null where none answers */
export function askForBackup(dataDir: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(pathIn(dataDir))
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
  })
}
