import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SMTPServer } from 'smtp-server'
import { freePort } from '../../helpers/ports.ts'

const launcher = fileURLToPath(new URL('../../../src/launch.mjs', import.meta.url))
const ticksPerSecond = 100

/** The service on the embedded size, with readers whose hour begins at a slot, and a relay that takes their mails. */
export type Target = {
  url: string
  port: number
  /** How many readers were mailed. */
  readersMailed: () => number
  /** The most memory that the service has had. */
  mostMb: () => number
  /** Waits until what an attack has left behind is worked off. */
  untilIdle: () => Promise<void>
  /** @returns the exit code, and how many of the readers are still subscribed */
  stop: () => Promise<{ code: number | null; kept: number }>
}

export async function startTarget(readers: number, slot: Date): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-attacks-'))
  const mailed = new Set<string>()
  const relay = await startRelay((address) => mailed.add(address))
  const port = await freePort()
  const env = environment(folder, port, relay.port)
  await run(env, ['subscribers', 'import', listOfReaders(folder, readers, slot)])
  const service = spawn(launcher, ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of service.stdout) if (String(chunk).includes('Ready')) break
  service.stdout.resume()
  const target = {
    url: `http://127.0.0.1:${port}/`,
    port,
    readersMailed: () => [...mailed].filter((address) => address.startsWith('reader')).length,
    mostMb: () => mostMb(service),
    untilIdle: () => untilIdle(service),
    stop: async () => {
      const exited = once(service, 'exit')
      service.kill('SIGTERM')
      const [code] = await exited
      const exported = await run(env, ['subscribers', 'export'])
      relay.close()
      rmSync(folder, { recursive: true, force: true })
      const kept = exported.split('\n').filter((line) => /^reader\d+@.*,active,/.test(line)).length
      return { code: typeof code === 'number' ? code : null, kept }
    },
  }
  await untilIdle(service)
  return target
}

function environment(folder: string, port: number, relayPort: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    DATA_DIR: join(folder, 'data'),
    PORT: String(port),
    HOST: '127.0.0.1',
    TRUSTED_PROXIES: '127.0.0.1',
    SMTP_URL: `smtp://127.0.0.1:${relayPort}`,
    METRICS_TOKEN: 'a-token-that-is-only-for-this-benchmark',
    MIN_FILL_SECONDS: '0',
    HF_URL: 'http://127.0.0.1:9',
    ARXIV_DETAILS: 'off',
    LOG_LEVEL: 'fatal',
    NODE_OPTIONS: process.env['SERVICE_NODE_OPTIONS'],
  }
}

async function startRelay(onRecipient: (address: string) => void) {
  const relay = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, callback) => {
      onRecipient(address)
      callback()
    },
    onData: (stream, _session, callback) => void stream.resume().once('end', () => callback()),
  })
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve)
  })
  const address = relay.server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, close: () => relay.close() }
}

/** Their hour begins at the slot, in a zone that is a quarter or a half of an hour apart where it has to be. */
function listOfReaders(folder: string, readers: number, slot: Date): string {
  const zones: Record<number, string> = { 0: 'UTC', 15: 'Asia/Kathmandu', 30: 'Asia/Kolkata' }
  const timeZone = zones[slot.getUTCMinutes()] ?? 'UTC'
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(slot)
  const lines = Array.from(
    { length: readers },
    (_, index) => `reader${index}@example.org,${Number(hour)},${timeZone}`,
  )
  const path = join(folder, 'readers.csv')
  writeFileSync(path, `email,hour,time_zone\n${lines.join('\n')}\n`)
  return path
}

async function run(env: NodeJS.ProcessEnv, args: string[]): Promise<string> {
  const child = spawn(launcher, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let output = ''
  for await (const chunk of child.stdout) output += String(chunk)
  const [status] = await ended
  if (status !== 0) throw new Error(`paperboy ${args.join(' ')} ended with ${status}`)
  return output
}

/** Idle is a second with less than a tenth of a core. */
async function untilIdle({ pid }: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 120; waited++) {
    const before = cpuTicks(pid)
    await sleep(1000)
    if (cpuTicks(pid) - before < ticksPerSecond / 10) return
  }
  throw new Error('the service is not idle after two minutes')
}

function cpuTicks(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return Number(fields[11]) + Number(fields[12])
}

function mostMb({ pid }: ChildProcess): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}
