import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Mailbox } from './mailbox.ts'

/** An SMTP server on this machine that passes nothing on: what it takes goes into the inbox. */
export type InboxServer = { smtpUrl: string; stop: () => Promise<void> }

const maxMessageBytes = 25_000_000

/** Starts the server on a free port that only this machine reaches. */
export async function startInboxServer(mailbox: Pick<Mailbox, 'add'>, logger: Logger): Promise<InboxServer> {
  // Installations with a relay never load it.
  const { SMTPServer } = await import('smtp-server')
  const server = new SMTPServer({
    size: maxMessageBytes,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 1000,
    onData: (stream, { envelope }, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => {
        if (!stream.sizeExceeded) chunks.push(chunk)
      })
      stream.once('error', callback)
      stream.once('end', () => {
        if (stream.sizeExceeded) return callback(replyError(552, 'The message is too long'))
        mailbox.add(Buffer.concat(chunks), envelope.rcptTo[0]?.address).then(
          () => callback(),
          (error: unknown) => {
            logger.error({ error: messageOf(error) }, 'a mail was not kept in the inbox')
            callback(replyError(452, 'The message could not be kept'))
          },
        )
      })
    },
  })
  server.on('error', (error) => logger.debug({ error: messageOf(error) }, 'a connection to the inbox failed'))
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.server.address()
  if (typeof address !== 'object' || !address) throw new Error('the inbox has no port')
  return {
    smtpUrl: `smtp://127.0.0.1:${address.port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function replyError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
