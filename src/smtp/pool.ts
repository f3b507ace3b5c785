import type { NodemailerError } from 'nodemailer/lib/errors'
import { openConnection, type Connection, type Message, type Sent, type SmtpOptions } from './connection.ts'
import { classifyFailure } from './outcome.ts'
import { cleanReply, isConnectionLimit, parseReply } from './reply.ts'
import { createSessionDoubts } from './session-doubts.ts'

/** A few connections to one SMTP account, which are kept open. */
export type Pool = {
  /** Sends one message; waits while all connections are busy. Never throws: an error becomes the outcome. */
  send: (message: Message) => Promise<Sent>
  /** How many messages it has, in flight or waiting for a connection. */
  load: () => number
  close: () => void
}

/** A relay closes an idle connection after a while, often without a reply, so we close it first. */
const idleMs = 10_000

/** How long to wait before asking again for a connection that the relay refused. */
const fewerForMs = 5 * 60_000

/**
 * Opens a pool. It connects when the first message comes. If the relay allows fewer connections, it uses those that it
 * has.
 *
 * @param mostMessages over one connection, before it is closed
 */
export function openPool(options: SmtpOptions, connections: number, mostMessages = Infinity): Pool {
  const idle: { connection: Connection; since: number }[] = []
  const turns = openTurns(connections)
  const doubts = createSessionDoubts()

  const takeIdle = () => {
    const kept = idle.pop()
    if (kept && Date.now() - kept.since < idleMs && kept.connection.isUsable()) return kept.connection
    kept?.connection.quit()
    return null
  }
  const sendOver = async (connection: Connection, message: Message): Promise<Sent> => {
    const sent = await connection.send(message)
    if (connection.isUsable() && !doubts.isDoubtful(sent)) idle.push({ connection, since: Date.now() })
    else connection.quit()
    return sent
  }
  /** @returns null if the relay allows no further connection */
  const sendInTurn = async (message: Message): Promise<Sent | null> => {
    try {
      const kept = takeIdle()
      const sent = kept ? await sendOver(kept, message) : null
      // The relay may have closed it just as we took it, or accepts no more messages on it.
      if (sent && !sent.isLost && !doubts.isDoubtful(sent)) return sent
      const again = await sendOver(await openConnection(options, mostMessages), message)
      if (sent?.mayEndSession) doubts.settle(sent, again)
      return again
    } catch (error) {
      if (isRefusedForNumber(error) && turns.allowFewer()) return null
      return { outcome: notConnected(error), isHandedOver: false, isLost: true, mayEndSession: false }
    }
  }

  return {
    send: async (message) => {
      for (;;) {
        await turns.take()
        try {
          const sent = await sendInTurn(message)
          if (sent) return sent
        } finally {
          turns.end()
        }
      }
    },
    load: turns.load,
    close: () => {
      for (const { connection } of idle.splice(0)) connection.quit()
    },
  }
}

/** Lets as many messages go at a time as there may be connections. */
function openTurns(connections: number) {
  const waiting: (() => void)[] = []
  let busy = 0
  let fewer: { connections: number; untilMs: number } | null = null
  const allowed = () => {
    if (fewer && Date.now() >= fewer.untilMs) fewer = null
    return fewer?.connections ?? connections
  }
  return {
    take: async () => {
      if (busy >= allowed()) await new Promise<void>((resolve) => waiting.push(resolve))
      else busy += 1
    },
    end: () => {
      busy -= 1
      while (busy < allowed()) {
        const next = waiting.shift()
        if (!next) return
        busy += 1
        next()
      }
    },
    /** Reduces the limit to one less than are busy now. @returns false if that would be 0 */
    allowFewer: () => {
      if (busy <= 1) return false
      fewer = { connections: busy - 1, untilMs: Date.now() + fewerForMs }
      return true
    },
    load: () => busy + waiting.length,
  }
}

function isRefusedForNumber(error: unknown): boolean {
  const { response, command } = asNodemailerError(error)
  const reply = parseReply(cleanReply(response ?? ''))
  return reply !== null && command === 'CONN' && isConnectionLimit(reply)
}

/** Any error before there is a session is the lane's, including a 5xx greeting. */
function notConnected(error: unknown): Sent['outcome'] {
  const { response } = classifyFailure(asNodemailerError(error), false)
  return { kind: 'unavailable', response, blame: 'lane' }
}

function asNodemailerError(error: unknown): NodemailerError {
  return error instanceof Error ? error : new Error(String(error))
}
