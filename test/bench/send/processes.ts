import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, chmodSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../helpers/ports.ts'
import { startPart } from '../../helpers/processes.ts'
import { need } from '../../helpers/requirements.ts'

/** A process of the product, measured from outside. */
export type Measured = { pid: number; peakMemoryMb: () => number; stop: () => Promise<void> }

/**
 * Starts some parts of the service. NODE_OPTIONS reaches them. Where BENCH_LAUNCHER is set, it is started in place of this
 * checkout's launcher: that of another checkout to compare with, or a script that adds options of Node, e.g. to profile.
 */
export async function startMeasured(args: string[], env: Record<string, string>): Promise<Measured> {
  const { NODE_OPTIONS = '', BENCH_LAUNCHER } = process.env
  const { pid, stop } = await startPart(args, { NODE_OPTIONS, PORT: '0', ...env }, BENCH_LAUNCHER)
  // The kernel keeps the peak itself.
  const peakMemoryMb = () =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  return { pid, peakMemoryMb, stop }
}

/** Postfix's server that takes everything and keeps nothing. */
export async function startSink(): Promise<{ port: number; stop: () => Promise<void> }> {
  return startSinkWith([])
}

/** As `startSink`, for a few messages whose mean size in bytes it then tells. */
export async function startWeighingSink() {
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-weigh-'))
  chmodSync(dir, 0o777)
  const sink = await startSinkWith(['-d', join(dir, 'message.')])
  const weigh = () => {
    const sizes = readdirSync(dir).map((name) => statSync(join(dir, name)).size)
    return Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length)
  }
  const stop = async () => {
    await sink.stop()
    rmSync(dir, { recursive: true })
  }
  return { ...sink, weigh, stop }
}

async function startSinkWith(args: string[]) {
  const port = await freePort()
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn(need('smtpSink'), [...user, ...args, `127.0.0.1:${port}`, '256'], { stdio: 'ignore' })
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries > 100) throw new Error('smtp-sink does not answer')
    await sleep(50)
  }
  return { port, stop: () => end(child, 'SIGTERM') }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Runs Postfix's client at its fastest. @returns messages per second */
export async function runSmtpSource(port: number, messages: number, bytes: number, connections: number) {
  const program = need('smtpSink').replace(/sink$/, 'source')
  const args = [
    '-s',
    connections,
    '-m',
    messages,
    '-l',
    bytes,
    '-f',
    'from@example.org',
    '-t',
    'to@example.org',
  ]
  const began = performance.now()
  const child = spawn(program, [...args.map(String), `127.0.0.1:${port}`], { stdio: 'inherit' })
  const code = await new Promise((resolve) => {
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`smtp-source ended with ${String(code)}`)
  return messages / ((performance.now() - began) / 1000)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => {
    child.once('close', resolve)
  })
  child.kill(signal)
  await ended
}
