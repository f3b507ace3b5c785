import { inject } from 'vitest'
import { endWithRun } from './run.ts'
import { startPostgresServer } from './servers.ts'

let started: Promise<() => Promise<string>> | undefined

/**
 * A private PostgreSQL on a free port, which all tests of a worker share.
 *
 * @returns a function that makes a new empty database and tells its URL
 */
export function startPostgres(): Promise<() => Promise<string>> {
  started ??= start()
  return started
}

async function start(): Promise<() => Promise<string>> {
  const server = await startPostgresServer({ isDurable: false, parentDir: inject('runDir') })
  endWithRun(server.pid())
  return server.newDatabase
}
