import { createServer, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'

/** A message as a real SMTP server took it. */
export type Received = { from: string; to: string[]; raw: Buffer }

/** A real SMTP server on a free port until the test is over, which keeps what it takes. */
export async function startSmtpServer(
  options: SMTPServerOptions = {},
): Promise<{ url: string; received: Received[]; close: () => Promise<void> }> {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream: SMTPServerDataStream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((recipient) => recipient.address),
          raw: Buffer.concat(chunks),
        })
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
  onTestFinished(close)
  const address = server.server.address()
  if (typeof address !== 'object' || !address) throw new Error('the SMTP server has no port')
  return { url: `smtp://127.0.0.1:${address.port}`, received, close }
}

type Drop = 'hang up' | 'stall' | 'end' | 'trickle'

/**
 * An SMTP server of the smallest kind, that hangs up when it is told a line that starts with `at`; or says nothing any
 * more, or closes its half of the connection, or answers without end.
 */
export async function startDroppingServer(at: string, how: Drop = 'hang up'): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: how === 'end' }, (socket: Socket) => {
    let isData = false
    sockets.add(socket)
    socket.on('error', () => undefined)
    if (at === 'connect') return
    socket.write('220 test\r\n')
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n')) {
        if (line === '' || (isData && line !== '.')) continue
        if (line === at || line.startsWith(`${at} `)) return drop(socket, how)
        isData = line === 'DATA'
        socket.write(isData ? '354 go on\r\n' : '250 ok\r\n')
      }
      return undefined
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

function drop(socket: Socket, how: Drop): void {
  if (how === 'hang up') socket.destroy()
  if (how === 'end') socket.end()
  if (how === 'trickle') {
    const timer = setInterval(() => socket.write('250-wait\r\n'), 50)
    socket.on('close', () => clearInterval(timer))
  }
}
