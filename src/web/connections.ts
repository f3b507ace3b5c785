import type { Server } from 'node:net'
import type { Subnet } from '../config/trusted-proxies.ts'
import { isTrustedProxy, networkOf } from './client-address.ts'

/** How many connections may be open at a time. */
export type ConnectionLimits = { perNetwork: number; overall: number }

/** Each takes some 20 kB. A network may be a university; browsers open up to six. */
export const defaultConnectionLimits: ConnectionLimits = { perNetwork: 500, overall: 5000 }

/** Closes connections beyond the limits at once: without a request they cost memory, and nothing else counts them. */
export function limitConnections(
  server: Server,
  trusted: readonly Subnet[],
  { perNetwork, overall }: ConnectionLimits,
): void {
  server.maxConnections = overall
  const open = new Map<string, number>()
  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? ''
    // A proxy connects for everybody.
    if (isTrustedProxy(address, trusted)) return
    const network = networkOf(address)
    const count = (open.get(network) ?? 0) + 1
    if (count > perNetwork) {
      socket.destroy()
      return
    }
    open.set(network, count)
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1
      if (left > 0) open.set(network, left)
      else open.delete(network)
    })
  })
}
