import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Compiling the modules is a good part of a start. */
const compileCache = fileURLToPath(
  new URL('../../node_modules/.cache/paperboy-tests/compiled', import.meta.url),
)
const launcher = fileURLToPath(new URL('../../src/launch.mjs', import.meta.url))

/** What a process has said so far. */
export type Output = { stdout: string; stderr: string }

/** Starts the real command line, in an environment that has nothing of Paperboy's but what is given. */
export function launch(
  args: string[],
  env: Record<string, string>,
  program = launcher,
): { child: ChildProcess; output: Output } {
  const child = spawn(program, args, {
    env: { NODE_COMPILE_CACHE: compileCache, ...commandEnvironment(env) },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  return { child, output }
}

/** The environment of a command: nothing of Paperboy's but what is given. */
export function commandEnvironment(env: Record<string, string>): Record<string, string> {
  const { PATH = '' } = process.env
  return { PATH, LOG_LEVEL: 'error', ARXIV_DETAILS: 'off', ...env }
}

/** A part of the service in a process of its own. */
export type Part = {
  pid: number
  args: string[]
  /** As `kill -9`: it has no chance to put anything in order. */
  kill: () => Promise<void>
  /** As an operator would. */
  stop: () => Promise<void>
  isRunning: () => boolean
  output: Output
}

/**
 * Starts `paperboy start` with some arguments, and waits until it says that it is ready.
 *
 * @param program the launcher, where it is not this checkout's own
 *
 * @throws {Error} with what it said, where it ends before
 */
export async function startPart(
  args: string[],
  env: Record<string, string>,
  program = launcher,
): Promise<Part> {
  const { child, output } = launch(['start', ...args], env, program)
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (output.stdout.includes('Ready')) resolve()
    })
    child.once('close', (code) => {
      reject(new Error(`paperboy start ${args.join(' ')} ended with ${code}: ${output.stderr}`))
    })
  })
  return {
    pid: child.pid ?? 0,
    args,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    output,
  }
}
