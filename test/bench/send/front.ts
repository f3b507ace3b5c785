import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'

/** A proxy before an SMTP server, in this process. */
export type Front = { port: number; stop: () => Promise<void> }

export type FrontOptions = {
  /** What it adds to a round trip, as a distant server would. */
  roundTripMs?: number
  /** With a key and a certificate it offers STARTTLS, or speaks TLS from the first byte on. */
  tls?: { key: string; cert: string; isImplicit: boolean }
}

/** Passes on to a port of this machine what it is sent. */
export async function startFront(toPort: number, { roundTripMs = 0, tls }: FrontOptions): Promise<Front> {
  const open = new Set<Socket>()
  const serve = (client: Socket) => {
    const server = createConnection(toPort, '127.0.0.1')
    if (tls?.isImplicit === false) offerStartTls(client, server, tls, join)
    else join(client, server)
  }
  const join = (client: Socket, server: Socket) => {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] satisfies [Socket, Socket][]) {
      open.add(from)
      from.setNoDelay(true)
      passOn(from, to, roundTripMs / 2)
      from.once('close', () => open.delete(from))
    }
  }
  const front: Server = tls?.isImplicit ? createTlsServer(tls, serve) : createServer(serve)
  await new Promise<void>((resolve) => {
    front.listen(0, '127.0.0.1', resolve)
  })
  const address = front.address()
  if (address === null || typeof address === 'string') throw new Error('the front has no port')
  const stop = async () => {
    for (const socket of open) socket.destroy()
    await new Promise((resolve) => {
      front.close(resolve)
    })
  }
  return { port: address.port, stop }
}

/** Adds STARTTLS to what the server offers after EHLO, and joins both once the client has begun TLS. */
function offerStartTls(
  client: Socket,
  server: Socket,
  tls: { key: string; cert: string },
  join: (client: Socket, server: Socket) => void,
): void {
  let isAsked = false
  const toClient = (chunk: Buffer) => {
    client.write(isAsked ? chunk.toString('latin1').replace('\n', '\n250-STARTTLS\r\n') : chunk)
    isAsked = false
  }
  const toServer = (chunk: Buffer) => {
    const command = chunk.toString('latin1').toUpperCase()
    if (!command.startsWith('STARTTLS')) {
      isAsked = command.startsWith('EHLO')
      server.write(chunk)
      return
    }
    client.off('data', toServer)
    server.off('data', toClient)
    client.write('220 2.0.0 Ready to start TLS\r\n')
    join(new TLSSocket(client, { isServer: true, ...tls }), server)
  }
  client.on('data', toServer)
  server.on('data', toClient)
  client.on('error', () => server.destroy())
  server.on('error', () => client.destroy())
}

/** Timers of one length fire in the order in which they were set, so bytes keep their order. */
function passOn(from: Socket, to: Socket, delayMs: number): void {
  const later = (work: () => void) => {
    if (delayMs === 0) work()
    else setTimeout(work, delayMs)
  }
  from.on('data', (chunk) => later(() => to.write(chunk)))
  from.on('end', () => later(() => to.end()))
  from.on('error', () => to.destroy())
}
