import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll } from 'vitest'
import { freePort } from './ports.ts'
import { need } from './requirements.ts'

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
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-redis-'))
  const port = await freePort()
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  const server = spawn(need('redis'), args, { stdio: 'ignore' })
  const url = `redis://127.0.0.1:${port}`
  const client = new Redis(url, { retryStrategy: () => 100 })
  client.on('error', () => undefined)
  await client.ping()
  started.push(async () => {
    client.disconnect()
    const ended = new Promise((resolve) => {
      server.once('exit', resolve)
    })
    server.kill('SIGKILL')
    await ended
    rmSync(dir, { recursive: true, force: true })
  })
  return async () => {
    await client.flushall()
    return url
  }
}
