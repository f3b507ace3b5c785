import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/** A proxy before an SMTP server, in this process. */
export type Front = { port: number; stop: () => Promise<void> }

/**
 * Passes on to a port of this machine what it is sent.
 *
 * @param roundTripMs what it adds to a round trip, as a distant server would
 * @param tls with a key and a certificate it speaks TLS from the first byte on
 */
export async function startFront(
  toPort: number,
  { roundTripMs = 0, tls }: { roundTripMs?: number; tls?: { key: string; cert: string } },
): Promise<Front> {
  const open = new Set<Socket>()
  const serve = (client: Socket) => {
    const server = createConnection(toPort, '127.0.0.1')
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
  const front: Server = tls ? createTlsServer(tls, serve) : createServer(serve)
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
