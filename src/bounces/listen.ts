import type { AddressInfo } from 'node:net'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server'
import type { MailConfig } from '../config/config.ts'
import type { ListenConfig } from '../config/inbox.ts'
import { messageOf, UserError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'
import { readReturnAddress } from './bounce-address.ts'
import type { Keeper } from './keeper.ts'
import { mostBytes } from './read-message.ts'

type ListenDeps = {
  config: { mail: Pick<MailConfig, 'bounceDomain' | 'cfblAddress'> }
  signer: LinkSigner
  keep: Keeper
  logger: Logger
}

/** A server that takes what comes back. */
export type BounceListener = { port: number; stop: () => Promise<void> }

/** Of longer messages only the start is kept: a server that returns all of ours must not be refused for it. */
const longestMessage = 30_000_000
const limits = {
  connections: 100,
  recipients: 10,
  socketTimeoutMs: 60_000,
  /** Of one address, per minute. */
  messages: { points: 6000, duration: 60 },
  wrongRecipients: { points: 50, duration: 60 },
}

/**
 * Takes messages by SMTP or LMTP, for addresses that we have made and for CFBL_ADDRESS; all others are refused at RCPT. A
 * message is answered once it is committed.
 *
 * @throws {UserError} when the port is in use
 */
export async function startBounceListener(
  deps: ListenDeps,
  { protocol, host, port }: ListenConfig,
): Promise<BounceListener> {
  const { SMTPServer } = await import('smtp-server')
  const { logger } = deps
  const messages = new RateLimiterMemory(limits.messages)
  const wrongRecipients = new RateLimiterMemory(limits.wrongRecipients)
  const server = new SMTPServer({
    lmtp: protocol === 'lmtp',
    size: longestMessage,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: limits.connections,
    socketTimeout: limits.socketTimeoutMs,
    closeTimeout: 1000,
    onMailFrom: (_address, session, callback) => {
      messages.consume(session.remoteAddress).then(
        () => callback(),
        () => callback(replyError(451, '4.7.1 Too many messages, try again in a minute')),
      )
    },
    onRcptTo: ({ address }, session, callback) => {
      if (session.envelope.rcptTo.length >= limits.recipients)
        return callback(replyError(452, '4.5.3 Too many recipients'))
      if (isOurs(deps, address)) return callback()
      wrongRecipients.consume(session.remoteAddress).then(
        () => callback(replyError(550, '5.1.1 No such address here')),
        () => callback(replyError(421, '4.7.1 Too many wrong recipients, try again in a minute')),
      )
    },
    onData: (stream, session, callback) => {
      readStart(stream)
        .then((start) => keepFor(deps, session, start))
        .then(
          () => callback(),
          (error: unknown) => {
            logger.error({ error: messageOf(error) }, 'a message that came back could not be kept')
            callback(replyError(451, '4.3.0 Could not be kept, try again later'))
          },
        )
    },
  })
  server.on('error', (error) => logger.debug({ error: messageOf(error) }, 'a connection was lost'))
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new UserError(`BOUNCE_LISTEN: ${host}:${port} is in use by another program`) : error)
    })
    server.listen(port, host, resolve)
  })
  return {
    port: portOf(server.server.address()),
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || !address) throw new Error('the listener has no port')
  return address.port
}

function isOurs({ config, signer }: ListenDeps, address: string): boolean {
  const { mail } = config
  if (address.toLowerCase() === mail.cfblAddress?.toLowerCase()) return true
  return readReturnAddress({ mail, signer }, address) !== null
}

/** The start of a message; the rest is read and dropped. */
async function readStart(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    const part = Buffer.from(chunk)
    if (bytes < mostBytes) chunks.push(part)
    bytes += part.length
  }
  return Buffer.concat(chunks).subarray(0, mostBytes)
}

/** The address that it was sent to proves the message that it is about, so it stands before all else. */
async function keepFor({ keep }: ListenDeps, { envelope }: SMTPServerSession, start: Buffer): Promise<void> {
  const received = envelope.rcptTo.map(({ address }) => {
    const head = Buffer.from(`Delivered-To: ${address.replace(/[\r\n]/g, '')}\r\n`)
    return { way: 'smtp' as const, id: null, raw: Buffer.concat([head, start]) }
  })
  await keep(received)
}

function replyError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
