import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { migratedDataDir, temporaryDir } from './helpers/context.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const stopWithinMs = 30_000

/** A way to start the service: the process that a supervisor starts and signals. */
type EntryPoint = { program: string; args: string[]; supervised: (child: ChildProcess) => number }

const itself = (child: ChildProcess) => child.pid ?? 0
/** Offline, so that npx looks for nothing on a registry. */
const npm = { npm_config_offline: 'true', npm_config_update_notifier: 'false' }

const entryPoints: Record<string, EntryPoint> = {
  'npm start': { program: 'npm', args: ['start'], supervised: itself },
  'npx paperboy start': { program: 'npx', args: ['paperboy', 'start'], supervised: itself },
  'the launcher': { program: `${root}src/launch.mjs`, args: ['start'], supervised: itself },
  'the image': imageEntryPoint(['start']),
}

/** What the container image runs, as process 1 of its own, where this machine allows that. */
function imageEntryPoint(args: string[]): EntryPoint {
  const listed = /^ENTRYPOINT (\[.*\])$/m.exec(readFileSync(`${root}Dockerfile`, 'utf8'))?.[1] ?? '[]'
  const [program = '', ...rest]: string[] = JSON.parse(listed)
  const unshare = process.getuid?.() === 0 ? ['-pf'] : ['-Urpf']
  if (spawnSync('unshare', [...unshare, 'true']).status !== 0)
    return { program: root + program, args: [...rest, ...args], supervised: itself }
  return {
    program: 'unshare',
    args: [...unshare, root + program, ...rest, ...args],
    supervised: ({ pid }) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()),
  }
}

test('the image starts the service', () => {
  expect(readFileSync(`${root}Dockerfile`, 'utf8')).toMatch(/^CMD \["start"\]$/m)
})

function launch({ program, args }: EntryPoint, env: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH, HOME, ...npm, LOG_LEVEL: 'silent', PORT: '0', HF_URL: 'http://127.0.0.1:9', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    for (const pid of processesWith(env)) process.kill(pid, 'SIGKILL')
  })
  return child
}

/** Those that were started with this data folder, however they were started. */
function processesWith({ DATA_DIR = '' }: Record<string, string>): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isDead = / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
        return !isDead && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`DATA_DIR=${DATA_DIR}\0`)
      } catch {
        // It has ended meanwhile.
        return false
      }
    })
    .map(Number)
}

describe.skipIf(process.platform !== 'linux')('a signal to the process that a supervisor started', () => {
  // The image runs what is compiled.
  beforeAll(() => void execFileSync('node', ['deploy/build.mjs'], { cwd: root }), 120_000)

  test('ends the whole service, also where Redis is out of reach', { timeout: 180_000 }, async () => {
    const services = await Promise.all(
      Object.entries(entryPoints).map(async ([name, entryPoint]) => {
        const env = { DATA_DIR: await migratedDataDir(), REDIS_URL: 'redis://127.0.0.1:9' }
        const child = launch(entryPoint, env)
        const ended = once(child, 'exit')
        for await (const chunk of child.stdout) if (String(chunk).includes('Ready')) break
        return { name, env, ended, pid: entryPoint.supervised(child) }
      }),
    )
    const began = Date.now()
    for (const { pid } of services) process.kill(pid, 'SIGTERM')
    await Promise.all(services.map(({ ended }) => ended))
    const running = () => services.flatMap(({ name, env }) => processesWith(env).map(() => name))
    while (running().length > 0 && Date.now() - began < stopWithinMs) await sleep(200)
    expect(running()).toEqual([])
    expect(Date.now() - began).toBeLessThan(stopWithinMs)
  })

  test('ends a container that is not ready yet', { timeout: 60_000 }, async () => {
    // A database that takes connections and says nothing.
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const entryPoint = imageEntryPoint(['migrate'])
    const child = launch(entryPoint, {
      DATABASE_URL: `postgres://u@127.0.0.1:${(server.address() as AddressInfo).port}/x`,
      SECRET_KEY: 'a key that is only for tests, 32 characters and more',
      POSTAL_ADDRESS: '4 Example Lane, 1000 Exampleton',
      DATA_DIR: await temporaryDir(),
    })
    const ended = once(child, 'exit')
    await once(server, 'connection')
    process.kill(entryPoint.supervised(child), 'SIGTERM')
    const [code, signal] = await ended
    expect(code ?? signal).toSatisfy((end) => end === 143 || end === 'SIGTERM')
  })
})
