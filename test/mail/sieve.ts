import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryDir } from '../helpers/context.ts'
import { need } from '../helpers/requirements.ts'
import type { MailFile } from './oracles.ts'

const run = promisify(execFile)

/**
 * The mailbox of someone who is away, whose Dovecot answers every mail that a person may have written (RFC 5230).
 *
 * @returns a function that tells whether a message was answered
 */
export async function startVacation(): Promise<(mail: MailFile) => Promise<boolean>> {
  const dir = await temporaryDir()
  const [script, config, mailbox] = ['away.sieve', 'dovecot.conf', 'mailbox'].map((name) => join(dir, name))
  if (!script || !config || !mailbox) throw new Error('no paths')
  mkdirSync(mailbox)
  // Dovecot delivers as an account of its own where it is run by root.
  for (const folder of [dir, mailbox]) chmodSync(folder, 0o777)
  writeFileSync(script, 'require ["vacation", "variables", "envelope"];\nvacation :days 1 "I am away.";\n')
  const asRoot = process.getuid?.() === 0 ? 'mail_uid = nobody\nmail_gid = nogroup\n' : ''
  writeFileSync(config, `mail_location = maildir:${mailbox}\nssl = no\n${asRoot}`)
  return async ({ from, to, path }) => {
    const [recipient = ''] = to
    const args = ['-e', '-c', config, '-a', recipient, '-r', recipient, '-f', from, script, path]
    const { stdout, stderr } = await run(need('sieveTest'), args)
    const output = stdout + stderr
    if (/final result: success/.test(output) === false) throw new Error(`sieve-test on ${path}: ${output}`)
    return /sent vacation response/.test(output)
  }
}
