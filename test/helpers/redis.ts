import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { endWithRun } from './run.ts'
import { startRedisServer } from './servers.ts'

let started: Promise<() => Promise<string>> | undefined

/**
 * A private Redis on a free port, which all tests of a worker share.
 *
 * @returns a function that empties it and tells its URL
 */
export function startRedis(): Promise<() => Promise<string>> {
  started ??= start()
  return started
}

async function start(): Promise<() => Promise<string>> {
  const { url, pid } = await startRedisServer({ parentDir: inject('runDir') })
  endWithRun(pid())
  const client = new Redis(url)
  return async () => {
    await client.flushall()
    return url
  }
}
