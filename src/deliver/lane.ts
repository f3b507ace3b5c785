import { parseConnectionUrl } from 'nodemailer/lib/shared'
import type { NodemailerError } from 'nodemailer/lib/errors'
import { openConnection, type Connection, type Message, type Sent, type SmtpOptions } from './connection.ts'
import { classifyFailure, type Outcome } from './outcome.ts'

export type { Message } from './connection.ts'

/** One SMTP account, with a few connections that are kept open. */
export type Lane = {
  /** How many messages can be on their way at a time: more of them only wait. */
  connections: number
  /** Sends one message; waits while all connections are busy. Never throws: what goes wrong is the outcome. */
  send: (message: Message) => Promise<Outcome>
  close: () => void
}

/** A relay closes an idle connection after a while, often with no word; so we do it first. */
const idleMs = 10_000

/**
 * Opens a lane. Nothing is connected before the first message.
 *
 * @param smtpUrl `smtp://user:password@host:port`, with nodemailer's options as a query: `?ignoreTLS=true`
 */
export function openLane(smtpUrl: string, connections: number): Lane {
  const options = parseConnectionUrl(smtpUrl) as SmtpOptions
  const idle: { connection: Connection; since: number }[] = []
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
  const takeIdle = () => {
    const kept = idle.pop()
    if (kept && Date.now() - kept.since < idleMs && kept.connection.isUsable()) return kept.connection
    kept?.connection.quit()
    return null
  }
  const sendOver = async (connection: Connection, message: Message): Promise<Sent> => {
    const sent = await connection.send(message)
    if (connection.isUsable()) idle.push({ connection, since: Date.now() })
    else connection.quit()
    return sent
  }

  return {
    connections,
    send: async (message) => {
      await takeTurn()
      try {
        const kept = takeIdle()
        const sent = kept ? await sendOver(kept, message) : null
        // The relay may have closed it in the very moment that we took it.
        if (sent && !sent.isLost) return sent.outcome
        return (await sendOver(await openConnection(options), message)).outcome
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

function asNodemailerError(error: unknown): NodemailerError {
  return error instanceof Error ? error : new Error(String(error))
}
