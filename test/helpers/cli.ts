import { onTestFinished } from 'vitest'
import { temporaryDir, migratedDataDir } from './context.ts'
import { newMigratedDatabase } from './postgres.ts'
import { commandEnvironment, launch, startPart, type Output } from './processes.ts'
import { find } from './requirements.ts'

export type CliResult = Output & { code: number | null }

/** Runs the real command line to its end, in an environment that has nothing of Paperboy's but what is given. */
export async function runCli(args: string[], env: Record<string, string>): Promise<CliResult> {
  const { child, output } = launch(args, env)
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  return { code, ...output }
}

/** Starts the service, or some of its parts, until the test is over. */
export async function startService(args: string[], env: Record<string, string>): Promise<Output> {
  const { stop, output } = await startPart(args, env)
  onTestFinished(stop)
  return output
}

/** What a command needs to find a migrated and empty database: on PostgreSQL where there is one, since it opens faster. */
export async function databaseEnvironment(): Promise<Record<string, string>> {
  if (find('postgres') === null) return { DATA_DIR: await migratedDataDir() }
  return {
    DATABASE_URL: await newMigratedDatabase(),
    DATA_DIR: await temporaryDir(),
    // Without a database of its own, Paperboy makes up both.
    SECRET_KEY: 'a key that is only for tests, 32 characters and more',
    POSTAL_ADDRESS: '4 Example Lane, 1000 Exampleton',
  }
}

let lastCommand: Promise<unknown> = Promise.resolve()

/**
 * As `runCli`, but in this process: a process of its own takes seconds to load what is loaded here already. Commands run
 * one after the other, since each has standard output and the environment to itself.
 */
export function runCommand(args: string[], env: Record<string, string>): Promise<CliResult> {
  const result = lastCommand.then(() => runInProcess(args, env))
  lastCommand = result.catch(() => undefined)
  return result
}

/** A command has asked for the end of the process. */
class Exit extends Error {
  readonly code: number | null
  constructor(code: number | null) {
    super(`exit ${code}`)
    this.code = code
  }
}

async function runInProcess(args: string[], env: Record<string, string>): Promise<CliResult> {
  const { runCli: runMain } = await import('../../src/cli.ts')
  const output: Output = { stdout: '', stderr: '' }
  const before = { env: process.env, exit: process.exit.bind(process), exitCode: process.exitCode }
  const endings = [capture(process.stdout, (text) => (output.stdout += text))]
  endings.push(capture(process.stderr, (text) => (output.stderr += text)))
  process.env = commandEnvironment(env)
  process.exitCode = undefined
  process.exit = (code) => {
    throw new Exit(Number(code ?? process.exitCode ?? 0))
  }
  try {
    await runMain(['node', 'paperboy', ...args])
    return { code: Number(process.exitCode ?? 0), ...output }
  } catch (error) {
    if (error instanceof Exit) return { code: error.code, ...output }
    // As Node does with what nobody catches.
    return {
      code: 1,
      ...output,
      stderr: output.stderr + (error instanceof Error ? error.stack : String(error)),
    }
  } finally {
    for (const end of endings) end()
    Object.assign(process, before)
  }
}

/** @returns a function that lets the stream write again */
function capture(stream: NodeJS.WriteStream, keep: (text: string) => void): () => void {
  const write = stream.write.bind(stream)
  const listeners = stream.listeners('error')
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    keep(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    const done = rest.at(-1)
    if (typeof done === 'function') queueMicrotask(() => done())
    return true
  }
  return () => {
    stream.write = write
    for (const one of stream.listeners('error')) {
      if (!listeners.includes(one)) stream.off('error', one as (error: Error) => void)
    }
  }
}
