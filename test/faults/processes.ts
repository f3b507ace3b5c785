import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../src/launch.mjs', import.meta.url))

/** A part of the service in a process of its own. */
export type Part = {
  /** As `kill -9`: it has no chance to put anything in order. */
  kill: () => Promise<void>
  /** As an operator would. */
  stop: () => Promise<void>
  isRunning: () => boolean
  /** What it logged at level warn and above. */
  log: () => string
}

/**
 * Starts `paperboy start` with some arguments, and waits until it says that it is ready.
 *
 * @throws {Error} with what it said, where it ends before
 */
export async function startPart(args: string[], env: Record<string, string>): Promise<Part> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [launcher, 'start', ...args], {
    env: { PATH, LOG_LEVEL: 'warn', INBOX_PORT: '0', ...env },
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => {
      if (output.includes('Ready')) resolve()
    })
    child.once('close', (code) =>
      reject(new Error(`paperboy start ${args.join(' ')} ended with ${code}: ${output}`)),
    )
  })
  return {
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    log: () => output,
  }
}
