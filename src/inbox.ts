import { createServer } from 'node:net'
import { join } from 'node:path'

/** The built-in inbox: an SMTP server that sends nothing on, and a page to look at what it took. */
export type Inbox = { smtpUrl: string; pageUrl: string; stop: () => Promise<void> }

/** The newest are kept, on disk too. */
const maxEmails = 1000

/**
 * Starts the inbox. Mails are kept under `dataDir`.
 *
 * @param port of its page; where that is taken, or 0, a free one
 */
export async function startInbox(dataDir: string, port: number): Promise<Inbox> {
  // It takes longer to load than everything else together, and most commands never need it.
  const { MailDev } = await import('maildev')
  const maildev = new MailDev({
    smtp: 0,
    web: await freePort(port),
    ip: '127.0.0.1',
    webIp: '127.0.0.1',
    mailDirectory: join(dataDir, 'inbox'),
    maxEmails,
    silent: true,
  })
  const { smtp, api } = await withoutConsoleInfo(() => maildev.start())
  return {
    // It has a certificate of its own making, which nobody could check.
    smtpUrl: `smtp://127.0.0.1:${smtp.getAddress().port}?ignoreTLS=true`,
    pageUrl: `http://127.0.0.1:${api?.getAddress()?.port ?? port}`,
    stop: () => maildev.stop(),
  }
}

/** @returns `usual`, or 0 (any) where another process listens there */
function freePort(usual: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(usual, '127.0.0.1', () => probe.close(() => resolve(usual)))
  })
}

/** Whatever it is told, its page says on standard output that it runs, where `send --json` has JSON to say. */
async function withoutConsoleInfo<T>(start: () => Promise<T>): Promise<T> {
  const { info } = console
  console.info = () => undefined
  try {
    return await start()
  } finally {
    console.info = info
  }
}
