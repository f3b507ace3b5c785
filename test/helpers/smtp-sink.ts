import { spawn } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { temporaryDir } from './context.ts'
import { freePort } from './ports.ts'
import { need } from './requirements.ts'

/**
 * Starts Postfix's test server on a free port until the test is over.
 *
 * @param args how it misbehaves, e.g. `-f RCPT` (refuses), `-r RCPT` (defers), `-q .` (hangs up)
 * @returns its URL, and how many messages it took for whom
 */
export async function startSmtpSink(...args: string[]): Promise<{ url: string; recipients: () => string[] }> {
  const port = await freePort()
  const dir = await temporaryDir()
  // It gives up root's rights, and then writes a file for each session there.
  chmodSync(dir, 0o777)
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const dump = ['-D', join(dir, 'session.')]
  const child = spawn(need('smtpSink'), [...user, ...args, ...dump, `127.0.0.1:${port}`, '64'], {
    stdio: 'ignore',
  })
  onTestFinished(() => {
    child.kill()
  })
  await untilListening(port)
  const recipients = () =>
    readdirSync(dir)
      .map((name) => readFileSync(join(dir, name), 'latin1'))
      .flatMap((text) => [...text.matchAll(/^X-Rcpt-Args: <([^>]+)>/gm)].map((match) => match[1] ?? ''))
  return { url: `smtp://127.0.0.1:${port}`, recipients }
}

/** Waits until a server listens on a port of this machine. */
export async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isListening = await new Promise<boolean>((resolve) => {
      const socket = createConnection(port, '127.0.0.1')
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isListening) return
    await sleep(50)
  }
  throw new Error('the server did not start within 5 s')
}
