import { afterAll } from 'vitest'
import { startPostgresServer } from './servers.ts'

// Registered when the file is read: inside of a hook it would be too late, and the servers would live on.
const started: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stopOne of started.splice(0)) await stopOne()
})

/**
 * Starts a private PostgreSQL on a free port for the tests of a file.
 *
 * @returns a function that makes a new empty database and tells its URL
 */
export async function startPostgres(): Promise<() => Promise<string>> {
  const server = await startPostgresServer({ isDurable: false })
  started.push(server.remove)
  return server.newDatabase
}
