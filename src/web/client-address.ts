import type { Context } from 'hono'
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'
import { z } from 'zod'
import type { Subnet } from '../config/trusted-proxies.ts'
import { memoize } from '../memoize.ts'

/** As many clients at a time as are remembered, so that nothing is computed again for each request of theirs. */
const remembered = 10_000

/** What the HTTP server passes to the pages with each request. */
const Bindings = z.object({
  incoming: z.object({ socket: z.object({ remoteAddress: z.string().optional() }) }),
})

/** The address that a request comes from, or null if it is unknown. */
export function clientAddress(c: Context, trusted: readonly Subnet[]): string | null {
  return addressBehind(peerAddress(c) ?? '', c.req.header('X-Forwarded-For'), trusted)
}

/** Who is at the other end of the connection, a proxy or a client; null if it is unknown. */
export function peerAddress(c: Context): string | null {
  return Bindings.safeParse(c.env).data?.incoming.socket.remoteAddress ?? null
}

/**
 * The address that a request comes from, or null if it is unknown.
 *
 * The client writes X-Forwarded-For and proxies append to it, so only what a trusted proxy appended is true. The header
 * is read from the right, up to the first address that is not a trusted proxy's.
 */
export function addressBehind(
  peerAddress: string,
  forwardedFor: string | string[] | undefined,
  trusted: readonly Subnet[],
): string | null {
  const { address: peer } = parsePeer(peerAddress)
  if (!peer) return null
  let nearest = peer
  for (const hop of String(forwardedFor ?? '')
    .split(',')
    .reverse()) {
    if (!isTrusted(trusted, nearest)) break
    const address = parseAddress(withoutPort(hop.trim()))
    // What comes before an unreadable entry cannot be trusted.
    if (!address) break
    nearest = address
  }
  return nearest.toString()
}

/**
 * The network of an address: /24 for IPv4, /64 for IPv6, which is the least that one customer usually has. Written as in
 * RFC 5952, because people read it on their own page.
 */
export const networkOf = memoize(remembered, (address: string): string => {
  const parsed = parseAddress(address)
  if (!parsed) return 'unknown'
  if (parsed.kind() === 'ipv4') {
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${parsed.toString()}/24`).toString()}/24`
  }
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`
})

/** The /48 around a network that `networkOf` gives, undefined for IPv4. It is the most that one customer usually has. */
export function wideNetworkOf(network: string): string | undefined {
  const [address = ''] = network.split('/')
  if (!ipaddr.IPv6.isValid(address)) return undefined
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/48`).toString()}/48`
}

const parsePeer = memoize(remembered, (peerAddress: string) => ({ address: parseAddress(peerAddress) }))

/** Without its zone, and as IPv4 if it is an IPv4 address mapped into IPv6. Null if it is not an address. */
function parseAddress(text: string): IPv4 | IPv6 | null {
  const address = text.replace(/%.*$/s, '')
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
  return isAddress ? ipaddr.process(address) : null
}

/** Whether a connection comes from one of our proxies. */
export function isTrustedProxy(address: string, trusted: readonly Subnet[]): boolean {
  const parsed = parseAddress(address)
  return parsed !== null && isTrusted(trusted, parsed)
}

function isTrusted(trusted: readonly Subnet[], address: IPv4 | IPv6): boolean {
  return trusted.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
}

/** Some proxies append the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
}
