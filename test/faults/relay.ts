import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'

/** A message that the relay has taken. */
export type Taken = {
  to: string
  messageId: string
  /** Of all its bytes. */
  sha256: string
  /** When its sender said RCPT, in milliseconds since 1970. */
  begunAt: number
  takenAt: number
}

/** An answer other than 250, or silence for ever. */
export type Refusal = { code: number; text: string } | 'hang'

/** How a relay may misbehave: for each step the answer, or null for 250. */
export type Behaviour = {
  onRecipient?: (address: string) => Refusal | null
  /** After the whole message was received, which then is not recorded. */
  onMessage?: (address: string) => Refusal | null
}

export type Relay = {
  port: number
  taken: Taken[]
  /** Messages whose recipient was accepted and that are not answered yet. */
  openMessages: () => number
  /** @throws {Error} where it has not taken that many after two minutes */
  untilTaken: (count: number) => Promise<void>
  behave: (behaviour: Behaviour) => void
  /** Forgets what it has taken, and behaves. */
  reset: () => void
  close: () => Promise<void>
}

/** A real SMTP server on a free port that records every message with its recipient and Message-ID. */
export async function startRelay(behaviour: Behaviour = {}): Promise<Relay> {
  const taken: Taken[] = []
  const events = new EventEmitter()
  const begun = new Map<string, { to: string; at: number }>()
  const sockets = new Set<Socket>()
  let behaves = behaviour
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: ({ address }, session, callback) => {
      const refusal = behaves.onRecipient?.(address) ?? null
      if (refusal === 'hang') return
      if (refusal) return callback(asError(refusal))
      begun.set(session.id, { to: address, at: Date.now() })
      callback()
    },
    onData: (stream: SMTPServerDataStream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const message = begun.get(session.id)
        begun.delete(session.id)
        if (!message) return callback(new Error('no recipient'))
        const refusal = behaves.onMessage?.(message.to) ?? null
        if (refusal === 'hang') return
        if (refusal) return callback(asError(refusal))
        taken.push(record(message, Buffer.concat(chunks)))
        callback()
        events.emit('taken')
      })
    },
    onClose: (session) => begun.delete(session.id),
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const address = server.server.address()
  if (typeof address !== 'object' || !address) throw new Error('the relay has no port')
  return {
    port: address.port,
    taken,
    openMessages: () => begun.size,
    untilTaken: async (count) => {
      const signal = AbortSignal.timeout(120_000)
      while (taken.length < count) await once(events, 'taken', { signal })
    },
    behave: (next) => {
      behaves = next
    },
    reset: () => {
      taken.length = 0
      begun.clear()
      behaves = {}
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

function record({ to, at }: { to: string; at: number }, raw: Buffer): Taken {
  const messageId = /^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString('latin1'))?.[1]
  if (!messageId) throw new Error(`a message to ${to} has no Message-ID`)
  const sha256 = createHash('sha256').update(raw).digest('hex')
  return { to, messageId, sha256, begunAt: at, takenAt: Date.now() }
}

function asError({ code, text }: { code: number; text: string }): Error {
  return Object.assign(new Error(text), { responseCode: code })
}
