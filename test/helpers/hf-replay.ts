import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { need } from './requirements.ts'

/** The faults that the replayed origin can show. */
export type Fault =
  '429' | '500' | 'slow' | 'hang' | 'truncated' | 'html' | 'empty' | 'stale' | 'partial' | 'garbage'

/**
 * Starts the replayed Hugging Face origin on a free port until the test is over.
 *
 * @returns its URL, for `huggingFaceUrl`
 */
export async function startHfReplay(options: { now: string; fault?: Fault }): Promise<string> {
  const script = fileURLToPath(new URL('../../tools/hf-replay.mjs', `file://${need('recordings')}/`))
  const args = [script, '--port', '0', '--quiet', '--now', options.now]
  const child = spawn(process.execPath, [...args, ...(options.fault ? ['--fault', options.fault] : [])])
  onTestFinished(() => {
    child.kill()
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the replay server ended with ${code}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      const url = /http:\/\/\S+/.exec(chunk.toString())?.[0]
      if (url) resolve(url)
    })
  })
}
