import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { temporaryDir } from './context.ts'
import { freePort } from './ports.ts'
import { need } from './requirements.ts'
import { endWithRun } from './run.ts'

/** A private IMAP server with one mailbox for every user name. */
export type ImapServer = {
  port: number
  /** Where its messages lie: a file put into `new` has arrived. */
  maildir: string
  start: () => Promise<void>
  stop: () => Promise<void>
}

export const imapPassword = 'secret-of-tests'

/**
 * Starts Dovecot on a free port until the test is over.
 *
 * @param tokens where it asks whether an OAuth2 token is valid (RFC 7662), the token being appended; without it, it takes
 *   `imapPassword`
 */
export async function startDovecot(tokens?: string): Promise<ImapServer> {
  const dir = await temporaryDir()
  const port = await freePort()
  const maildir = join(dir, 'mail')
  // It gives up root's rights.
  for (const path of [dir, maildir, ...['new', 'cur', 'tmp'].map((name) => join(maildir, name))]) {
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o777)
  }
  const file = join(dir, 'dovecot.conf')
  const tokenFile = join(dir, 'oauth2.conf')
  if (tokens !== undefined) writeFileSync(tokenFile, introspection(tokens))
  writeFileSync(
    file,
    `protocols = imap
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:${maildir}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
# Without a longer wait after each wrong password.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
${tokens === undefined ? passwords : oauth2(tokenFile)}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${maildir}
}
`,
  )
  let child: ChildProcess | null = null
  const stop = async () => {
    const running = child
    child = null
    if (!running) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    // With its children: asked to end, it would wait for seconds for connections to close.
    if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL')
    await ended
  }
  const start = async () => {
    child = spawn(need('dovecot'), ['-F', '-c', file], { stdio: 'ignore', detached: true })
    if (child.pid !== undefined) endWithRun(child.pid)
    await untilGreeting(port)
  }
  onTestFinished(stop)
  await start()
  return { port, maildir, start, stop }
}

const passwords = `passdb {
  driver = static
  args = password=${imapPassword}
}`

const oauth2 = (file: string) => `auth_mechanisms = xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${file}
}`

const introspection = (url: string) => `introspection_mode = get
introspection_url = ${url}
username_attribute = email
active_attribute = active
active_value = true
`

async function untilGreeting(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('data', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
      socket.once('data', () => socket.destroy())
    })
    if (isUp) return
    await sleep(50)
  }
  throw new Error('the IMAP server did not start within 15 s')
}
