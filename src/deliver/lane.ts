import { Readable } from 'node:stream'
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import type { NodemailerError } from 'nodemailer/lib/errors'
import { classifyFailure, type Outcome } from './outcome.ts'

/** One message, ready to be sent: RFC 5322 bytes with an envelope of exactly one recipient. */
export type Message = { from: string; to: string; raw: Buffer }

/** One SMTP account, with a few connections that are kept open. */
export type Lane = {
  /** Sends one message; waits while all connections are busy. Never throws: what goes wrong is the outcome. */
  send: (message: Message) => Promise<Outcome>
  close: () => void
}

/** A relay may take this long to answer at any step. */
const timeoutMs = 60_000
/** A relay closes an idle connection after a while, often with no word; so we do it first. */
const idleMs = 10_000

/**
 * Opens a lane. Nothing is connected before the first message.
 *
 * @param smtpUrl `smtp://user:password@host:port`, with nodemailer's options as a query: `?ignoreTLS=true`
 */
export function openLane(smtpUrl: string, connections: number): Lane {
  const options = parseConnectionUrl(smtpUrl)
  const idle: { connection: SMTPConnection; since: number }[] = []
  const waiting: (() => void)[] = []
  let busy = 0

  const takeTurn = async () => {
    if (busy >= connections) await new Promise<void>((resolve) => waiting.push(resolve))
    else busy += 1
  }
  const endTurn = () => {
    const next = waiting.shift()
    if (next) next()
    else busy -= 1
  }
  const takeConnection = async () => {
    const kept = idle.pop()
    if (kept && Date.now() - kept.since < idleMs && !kept.connection.destroyed) return kept.connection
    kept?.connection.close()
    return connect(options)
  }

  return {
    send: async (message) => {
      await takeTurn()
      try {
        const connection = await takeConnection()
        const { outcome, isReusable } = await sendOver(connection, message)
        if (isReusable) idle.push({ connection, since: Date.now() })
        else connection.close()
        return outcome
      } catch (error) {
        return { ...classifyFailure(asNodemailerError(error), false), kind: 'unavailable' }
      } finally {
        endTurn()
      }
    },
    close: () => {
      for (const { connection } of idle.splice(0)) connection.quit()
    },
  }
}

async function connect(options: ReturnType<typeof parseConnectionUrl>): Promise<SMTPConnection> {
  const { auth, ...rest } = options
  const connection = new SMTPConnection({
    ...(rest as SMTPConnectionOptions),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  })
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject)
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
  if (auth) {
    await new Promise<void>((resolve, reject) => {
      connection.login(auth, (error) => (error ? reject(error) : resolve()))
    })
  }
  // While it is idle, an error only means that it can't be used again.
  connection.on('error', () => connection.close())
  return connection
}

async function sendOver(
  connection: SMTPConnection,
  message: Message,
): Promise<{ outcome: Outcome; isReusable: boolean }> {
  // As a stream it tells when its last byte was taken: from then on a lost connection leaves us uncertain.
  const body = Readable.from([message.raw], { objectMode: false })
  const error = await new Promise<NodemailerError | string>((resolve) => {
    const lost = (cause: NodemailerError) => resolve(cause)
    connection.once('error', lost)
    connection.send(
      { from: message.from, to: [message.to], size: message.raw.length },
      body,
      (failure, info) => {
        connection.off('error', lost)
        resolve(failure ?? info?.response ?? '')
      },
    )
  })
  if (typeof error === 'string') return { outcome: { kind: 'submitted', response: error }, isReusable: true }
  const outcome = classifyFailure(error, body.readableEnded)
  const isRefused = outcome.kind === 'failed' || outcome.kind === 'deferred'
  const isReusable = isRefused && !connection.destroyed && (await reset(connection))
  return { outcome, isReusable }
}

/** Clears a refused message from the connection. */
function reset(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    connection.reset((error) => resolve(!error))
  })
}

function asNodemailerError(error: unknown): NodemailerError {
  return error instanceof Error ? error : new Error(String(error))
}
