import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { need } from './requirements.ts'
import { endWithRun } from './run.ts'

/** The faults that the replayed origin can show. */
export type Fault =
  '429' | '500' | 'slow' | 'hang' | 'truncated' | 'html' | 'empty' | 'stale' | 'partial' | 'garbage'

const healthy = new Map<string, Promise<string>>()

/**
 * Starts the replayed Hugging Face origin on a free port: until the test is over where it has a fault, and otherwise for all
 * tests of this worker at that time.
 *
 * @returns its URL, for `huggingFaceUrl`
 */
export async function startHfReplay({ now, fault }: { now: string; fault?: Fault }): Promise<string> {
  if (fault) {
    const { url, child } = await start(now, ['--fault', fault])
    onTestFinished(() => {
      child.kill()
    })
    return url
  }
  const started =
    healthy.get(now) ??
    start(now, []).then(({ url, child }) => {
      endWithRun(child.pid ?? 0)
      return url
    })
  healthy.set(now, started)
  return started
}

async function start(now: string, more: string[]): Promise<{ url: string; child: ChildProcess }> {
  const script = fileURLToPath(new URL('../../tools/hf-replay.mjs', `file://${need('recordings')}/`))
  const child = spawn(process.execPath, [script, '--port', '0', '--quiet', '--now', now, ...more])
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the replay server ended with ${code}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /http:\/\/\S+/.exec(chunk.toString())?.[0]
      if (found) resolve(found)
    })
  })
  return { url, child }
}
