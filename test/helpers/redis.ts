import { Redis } from 'ioredis'
import { afterAll } from 'vitest'
import { startRedisServer } from './servers.ts'

// Registered when the file is read: inside of a hook it would be too late, and the servers would live on.
const started: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stopOne of started.splice(0)) await stopOne()
})

/**
 * Starts a private Redis on a free port for the tests of a file.
 *
 * @returns a function that empties it and tells its URL
 */
export async function startRedis(): Promise<() => Promise<string>> {
  const server = await startRedisServer()
  const client = new Redis(server.url)
  started.push(async () => {
    client.disconnect()
    await server.remove()
  })
  return async () => {
    await client.flushall()
    return server.url
  }
}
