import type { NodemailerError } from 'nodemailer/lib/errors'
import {
  openConnection,
  untried,
  type Connection,
  type ConnectionLimits,
  type Sent,
  type SmtpOptions,
} from './connection.ts'
import type { Course, Message } from './message.ts'
import { classifyFailure } from './outcome.ts'
import { cleanReply, isConnectionLimit, parseReply } from './reply.ts'
import { createSessionDoubts } from './session-doubts.ts'

/** A few connections to one SMTP account, which are kept open. */
export type Pool = {
  /** Sends one message; waits while all connections are busy. Never throws: an error becomes the outcome. */
  send: (message: Message, course?: Course) => Promise<Sent>
  /** How many messages it has, in flight or waiting for a connection. */
  load: () => number
  close: () => void
}

export type PoolLimits = ConnectionLimits & {
  connections: number
  /** How many messages a connection is given at a time: the one in flight, and the next one's envelope behind it. */
  messagesEach?: number
}

/** How long to wait before asking again for a connection that the relay refused. */
const fewerForMs = 5 * 60_000

/** Opens a pool. It connects when the first message comes. If the relay allows fewer connections, it uses those that it has. */
export function openPool(
  options: SmtpOptions,
  { connections, messagesEach = 1, ...limits }: PoolLimits,
): Pool {
  const doubts = createSessionDoubts()
  const lines = openLines(connections, messagesEach, () => openLine(options, limits))

  const sendOver = async (line: Line, message: Message, course: Course | undefined): Promise<Sent> => {
    let doubted: Sent | null = null
    for (;;) {
      const connection = await line.connect()
      const sent = await connection.send(message, course)
      if (doubted) doubts.settle(doubted, sent)
      // The relay may have closed it just as we took it, or accepts no more messages on it.
      const isDoubtful = !doubted && doubts.isDoubtful(sent)
      if (!sent.isLost && !isDoubtful) return sent
      if (isDoubtful) doubted = sent
      void connection.retire()
    }
  }

  return {
    send: async (message, course) => {
      for (;;) {
        const line = await lines.take()
        try {
          return await sendOver(line, message, course)
        } catch (error) {
          if (!(isRefusedForNumber(error) && lines.remove(line)))
            return { ...untried, outcome: notConnected(error) }
        } finally {
          lines.leave(line)
        }
      }
    },
    load: lines.load,
    close: () => lines.close(),
  }
}

/** The place of one connection, which is opened when it is needed, and replaced when it cannot be used any more. */
type Line = {
  /** How many messages it was given. */
  load: number
  connect: () => Promise<Connection>
  close: () => void
}

function openLine(options: SmtpOptions, limits: ConnectionLimits): Line {
  let connection: Connection | null = null
  let opening: Promise<Connection> | null = null
  const open = async () => {
    // A relay may not allow one more before this one is closed.
    await connection?.retire()
    connection = await openConnection(options, limits)
    return connection
  }
  return {
    load: 0,
    connect: async () => {
      if (connection?.isUsable()) return connection
      opening ??= open().finally(() => (opening = null))
      return opening
    },
    close: () => void connection?.retire(),
  }
}

/** Gives each message a line: one of its own while there may be further connections, and then one with room behind another. */
function openLines(connections: number, messagesEach: number, newLine: () => Line) {
  const lines: Line[] = []
  const waiting: ((line: Line) => void)[] = []
  let fewer: { connections: number; untilMs: number } | null = null
  const allowed = () => {
    if (fewer && Date.now() >= fewer.untilMs) fewer = null
    return fewer?.connections ?? connections
  }
  const find = (): Line | null => {
    let least: Line | null = null
    for (const line of lines) if (line.load < (least?.load ?? messagesEach)) least = line
    if (least?.load === 0 || lines.length >= allowed()) return least
    const line = newLine()
    lines.push(line)
    return line
  }
  return {
    take: async (): Promise<Line> => {
      const line = find()
      if (!line) return new Promise((resolve) => waiting.push(resolve))
      line.load += 1
      return line
    },
    leave: (line: Line) => {
      line.load -= 1
      if (line.load >= messagesEach || !lines.includes(line)) return
      const next = waiting.shift()
      if (!next) return
      line.load += 1
      next(line)
    },
    /** Gives up a line that the relay refuses, and asks for no further one for a while. @returns false if it is the only one */
    remove: (line: Line): boolean => {
      if (!lines.includes(line)) return true
      if (lines.length === 1) return false
      lines.splice(lines.indexOf(line), 1)
      fewer = { connections: lines.length, untilMs: Date.now() + fewerForMs }
      return true
    },
    load: () => lines.reduce((sum, { load }) => sum + load, waiting.length),
    close: () => lines.forEach((line) => line.close()),
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
