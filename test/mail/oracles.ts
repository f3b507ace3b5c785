import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { need } from '../helpers/requirements.ts'
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

/**
 * Lets OpenDKIM verify messages. Its test mode takes keys from a file in place of the DNS.
 *
 * @returns a verdict on each: `succeeded` or `failed`
 */
export async function runOpendkim(records: Record<string, string>, files: MailFile[]): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-opendkim-'))
  const keys = Object.entries(records).map(([name, record]) => `${name} ${record}\n`)
  writeFileSync(join(dir, 'keys'), keys.join(''))
  writeFileSync(join(dir, 'conf'), `Mode v\nTestPublicKeys ${join(dir, 'keys')}\n`)
  const paths = files.map((file) => file.path).join(',')
  const { stdout, stderr } = await run(need('opendkim'), ['-x', join(dir, 'conf'), '-t', paths])
  rmSync(dir, { recursive: true })
  const verdicts = `${stdout}${stderr}`.matchAll(/^opendkim: \S+: verification .*?(succeeded|failed)/gm)
  return [...verdicts].map(([, verdict = '']) => verdict)
}
