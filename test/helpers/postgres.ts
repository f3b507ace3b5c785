import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll } from 'vitest'
import { freePort } from './ports.ts'
import { need } from './requirements.ts'

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
  const bin = dirname(need('postgres'))
  const owner = serverOwner()
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-postgres-'))
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(dataDir, owner.uid, owner.gid)
  chmodSync(dataDir, 0o700)
  execFileSync(join(bin, 'initdb'), ['-D', dataDir, '-U', 'postgres', '-A', 'trust', '-N'], {
    ...owner,
    cwd: dataDir,
  })
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${dataDir}`,
    'fsync=off',
  ]
  const server = spawn(join(bin, 'postgres'), ['-D', dataDir, ...settings.flatMap((one) => ['-c', one])], {
    ...owner,
    cwd: dataDir,
    stdio: 'ignore',
  })
  const base = `postgres://postgres@127.0.0.1:${port}`
  await untilAnswering(`${base}/postgres`, server)
  started.push(async () => {
    await stop(server)
    rmSync(dataDir, { recursive: true, force: true })
  })
  let count = 0
  return async () => {
    const name = `test${++count}`
    await run(`${base}/postgres`, `create database ${name}`)
    return `${base}/${name}`
  }
}

/** PostgreSQL refuses to run as root, so there its own account runs it. */
function serverOwner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString())
  return { uid: id('-u'), gid: id('-g') }
}

async function untilAnswering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`)
    try {
      return await run(url, 'select 1')
    } catch {
      await sleep(100)
    }
  }
  throw new Error('PostgreSQL did not start within 10 s')
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => {
    server.once('exit', resolve)
  })
  // Immediate: its data is thrown away.
  server.kill('SIGQUIT')
  await ended
}
