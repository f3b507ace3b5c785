import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pg from 'pg'
import { freePort } from './ports.ts'
import { need } from './requirements.ts'

/** A server of our own that can be stopped the hard way, and comes back on the same port. */
export type Server = {
  url: string
  /** Stops it with a signal, and waits until it is gone. */
  stop: (signal: NodeJS.Signals) => Promise<void>
  /** Starts it again, with what was left on its disk, and waits until it answers. */
  start: () => Promise<void>
  /** Suspends and resumes it, as a machine that swaps or a virtual machine that moves would. */
  suspend: () => void
  resume: () => void
  /** Stops it and removes its data. */
  remove: () => Promise<void>
  /** Of its process; of a new one after each start. */
  pid: () => number
}

/** `newDatabase` makes an empty one, or a copy of another that nobody is connected to, and tells its URL. */
export type PostgresServer = Server & { newDatabase: (template?: string) => Promise<string> }

/**
 * @param isDurable false where nothing has to survive a crash of the machine: everything is faster then
 * @param parentDir where its data goes
 */
export async function startPostgresServer({
  isDurable = true,
  parentDir = tmpdir(),
  maxConnections = 100,
} = {}): Promise<PostgresServer> {
  const bin = dirname(need('postgres'))
  const owner = postgresOwner()
  const dir = mkdtempSync(join(parentDir, 'paperboy-postgres-'))
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(dir, owner.uid, owner.gid)
  chmodSync(dir, 0o700)
  execFileSync(join(bin, 'initdb'), ['-D', dir, '-U', 'postgres', '-A', 'trust', '-N'], {
    ...owner,
    cwd: dir,
  })
  const port = await freePort()
  const settings = [
    `max_connections=${maxConnections}`,
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${dir}`,
  ]
  if (!isDurable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  const args = ['-D', dir, ...settings.flatMap((one) => ['-c', one])]
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const launch = () => spawn(join(bin, 'postgres'), args, { ...owner, cwd: dir, stdio: 'ignore' })
  const server = await startServer(url, dir, launch, () => queryOnce(url, 'select 1'))
  let databases = 0
  const newDatabase = async (template = 'template1') => {
    const name = `test${++databases}`
    await queryOnce(url, `create database ${name} template ${template}`)
    return url.replace(/postgres$/, name)
  }
  return { ...server, newDatabase }
}

/** Redis, which forgets everything when it stops. */
export async function startRedisServer({ parentDir = tmpdir() } = {}): Promise<Server> {
  const dir = mkdtempSync(join(parentDir, 'paperboy-redis-'))
  const port = await freePort()
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no']
  const url = `redis://127.0.0.1:${port}`
  const ping = async () => {
    const client = new Redis(url, { retryStrategy: () => null, lazyConnect: true })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.ping()
    } finally {
      client.disconnect()
    }
  }
  return startServer(url, dir, () => spawn(need('redis'), args, { stdio: 'ignore' }), ping)
}

async function startServer(
  url: string,
  dir: string,
  launch: () => ChildProcess,
  answers: () => Promise<unknown>,
): Promise<Server> {
  let child = launch()
  const start = async () => {
    if (child.exitCode !== null || child.signalCode !== null) child = launch()
    for (let tries = 0; tries < 200; tries++) {
      try {
        await answers()
        return
      } catch {
        await sleep(50)
      }
    }
    throw new Error(`${url} does not answer`)
  }
  const stop = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => {
      child.once('exit', resolve)
    })
    child.kill('SIGCONT')
    child.kill(signal)
    await ended
  }
  await start()
  return {
    url,
    stop,
    start,
    suspend: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    pid: () => child.pid ?? 0,
    remove: async () => {
      // For PostgreSQL an immediate shutdown, for Redis the end.
      await stop('SIGQUIT')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export async function queryOnce(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** PostgreSQL refuses to run as root, so there its own account runs it. */
function postgresOwner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString())
  return { uid: id('-u'), gid: id('-g') }
}
