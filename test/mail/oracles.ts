import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Received } from '../helpers/smtp.ts'

const run = promisify(execFile)

/** A message in a file, as the tools that know nothing of us read it. */
export type MailFile = Received & { path: string }

/** Writes messages into a new folder, which every account may read. */
export function writeMessages(messages: Received[]): MailFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-mail-'))
  chmodSync(folder, 0o755)
  return messages.map((message, index) => {
    const path = join(folder, `${index}.eml`)
    writeFileSync(path, message.raw)
    return { ...message, path }
  })
}

/**
 * Runs one of the scripts beside this file over messages.
 *
 * @returns the columns of each line that it printed, the file first
 */
export async function runOracle(
  program: string,
  script: string,
  args: string[],
  files: MailFile[],
): Promise<string[][]> {
  const path = fileURLToPath(new URL(`oracles/${script}`, import.meta.url))
  const { stdout } = await run(program, [path, ...args, ...files.map((file) => file.path)], {
    maxBuffer: 1 << 26,
  })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}
