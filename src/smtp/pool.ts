import type { NodemailerError } from 'nodemailer/lib/errors'
import { openConnection, type Connection, type Message, type Sent, type SmtpOptions } from './connection.ts'
import { classifyFailure } from './outcome.ts'

/** A few connections to one SMTP account, which are kept open. */
export type Pool = {
  /** Sends one message; waits while all connections are busy. Never throws: what goes wrong is the outcome. */
  send: (message: Message) => Promise<Sent>
  /** How many messages it has, on their way or waiting for a connection. */
  load: () => number
  close: () => void
}

/** A relay closes an idle connection after a while, often with no word; so we do it first. */
const idleMs = 10_000

/** Opens a pool. Nothing is connected before the first message. */
export function openPool(options: SmtpOptions, connections: number): Pool {
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
    send: async (message) => {
      await takeTurn()
      try {
        const kept = takeIdle()
        const sent = kept ? await sendOver(kept, message) : null
        // The relay may have closed it in the very moment that we took it.
        if (sent && !sent.isLost) return sent
        return await sendOver(await openConnection(options), message)
      } catch (error) {
        return { outcome: notConnected(error), isHandedOver: false, isLost: true }
      } finally {
        endTurn()
      }
    },
    load: () => busy + waiting.length,
    close: () => {
      for (const { connection } of idle.splice(0)) connection.quit()
    },
  }
}

/** Whatever goes wrong before there is a session is the lane's trouble, a 5xx at its greeting too. */
function notConnected(error: unknown): Sent['outcome'] {
  const { response } = classifyFailure(asNodemailerError(error), false)
  return { kind: 'unavailable', response, blame: 'lane' }
}

function asNodemailerError(error: unknown): NodemailerError {
  return error instanceof Error ? error : new Error(String(error))
}
