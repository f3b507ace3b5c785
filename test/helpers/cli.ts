import { onTestFinished } from 'vitest'
import { launch, startPart, type Output } from './processes.ts'

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
