import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const launcher = fileURLToPath(new URL('../../src/launch.mjs', import.meta.url))

export type CliResult = { code: number | null; stdout: string; stderr: string }

/** Runs the real command line to its end, in an environment that has nothing of Paperboy's but what is given. */
export async function runCli(args: string[], env: Record<string, string>): Promise<CliResult> {
  const { child, output } = launch(args, env)
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  return { code, ...output }
}

/** Starts the service and waits until it says that it is ready; it is stopped when the test is over. */
export async function startCli(
  args: string[],
  env: Record<string, string>,
): Promise<{ stdout: () => string }> {
  const { child, output } = launch(args, env)
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (output.stdout.includes('Ready')) resolve()
    })
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${output.stderr}`)))
  })
  return { stdout: () => output.stdout }
}

function launch(
  args: string[],
  env: Record<string, string>,
): { child: ChildProcess; output: Omit<CliResult, 'code'> } {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { PATH, LOG_LEVEL: 'error', INBOX_PORT: '0', ARXIV_DETAILS: 'off', ...env },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  return { child, output }
}
