import { isIP, type BlockList } from 'node:net'
import type { Context } from 'hono'
import { z } from 'zod'

/** What the HTTP server hands to the pages with each request. */
const Bindings = z.object({
  incoming: z.object({ socket: z.object({ remoteAddress: z.string().optional() }) }),
})

/**
 * The address that a request comes from, or null where nobody knows it.
 *
 * X-Forwarded-For is what the client says and proxies add to: only what a trusted proxy has added is true. So it is
 * read from the right, up to the first address that is not a trusted proxy's.
 */
export function clientAddress(c: Context, trusted: BlockList): string | null {
  const peer = plainAddress(Bindings.safeParse(c.env).data?.incoming.socket.remoteAddress ?? '')
  if (!peer || !isTrusted(trusted, peer)) return peer
  let nearest = peer
  for (const hop of (c.req.header('X-Forwarded-For') ?? '').split(',').reverse()) {
    const address = plainAddress(withoutPort(hop.trim()))
    // Whatever is beyond something unreadable is hearsay.
    if (!address) return nearest
    nearest = address
    if (!isTrusted(trusted, address)) return address
  }
  return nearest
}

/**
 * The network that an address is in: /24 for IPv4, /64 for IPv6, which is what one customer usually has at least. Written as
 * RFC 5952 does, since people read it on their own page.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address)
  if (!plain) return 'unknown'
  if (isIP(plain) === 4) return `${plain.split('.').slice(0, 3).join('.')}.0/24`
  const groups = groupsOf(plain).map((group, place) => (place < 4 ? group.toString(16) : '0'))
  return `${canonical(groups.join(':'))}/64`
}

/** An address without its zone, and as IPv4 where it is one mapped into IPv6. Null where it is no address. */
function plainAddress(text: string): string | null {
  const address = text.replace(/%.*$/s, '')
  const version = isIP(address)
  if (version !== 6) return version === 4 ? address : null
  const groups = groupsOf(address)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (!isMapped) return address
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.')
}

/** As RFC 5952 writes an IPv6 address, but with an IPv4 tail turned into groups: URLs do. */
function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = canonical(address).split('::')
  const [left, right] = [head, tail].map((part) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)),
  )
  const zeros = Array<number>(8 - (left?.length ?? 0) - (right?.length ?? 0)).fill(0)
  return [...(left ?? []), ...zeros, ...(right ?? [])]
}

function isTrusted(trusted: BlockList, address: string): boolean {
  return trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
}
