import { lookup as resolveHost, type LookupAddress, type LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, fetch as fetchOver } from 'undici'
import { SourceError } from './source-error.ts'

/** What is used of a response. */
export type Answer = {
  ok: boolean
  status: number
  headers: { get: (name: string) => string | null }
  body: (AsyncIterable<Uint8Array> & { cancel: () => Promise<void> }) | null
}

const mostRedirects = 10

/**
 * GETs a URL of the operator's. A redirect is followed to the same host, to the hosts that the operator allows, and to
 * public addresses: a server elsewhere must not choose what is asked for in our own network.
 *
 * @param redirectHosts each with its port, where that is not its protocol's
 * @returns the answer, and where it came from
 * @throws {SourceError} where a redirect leads elsewhere; anything else that fetch throws
 */
export async function fetchFollowing(
  start: URL,
  init: { headers: Record<string, string>; signal: AbortSignal },
  redirectHosts: readonly string[],
): Promise<{ answer: Answer; url: URL }> {
  let url = start
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const request = { ...init, redirect: 'manual' as const }
    const isTrusted = isSameHost(start, url) || redirectHosts.includes(url.host)
    if (!isTrusted) refuseLiteral(url)
    const answer: Answer = isTrusted
      ? await fetch(url, request)
      : await fetchOver(url.href, { ...request, dispatcher: publicOnly() })
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null
    if (location === null) return { answer, url }
    await answer.body?.cancel()
    url = nextUrl(location, url)
  }
  throw new SourceError(`it redirects more than ${mostRedirects} times`, { isTransient: false })
}

/** The same server: where only the port differs, it may be another one, unless plain HTTP leads to HTTPS. */
function isSameHost(a: URL, b: URL): boolean {
  return a.host === b.host || (a.hostname === b.hostname && a.port === '' && b.port === '')
}

function nextUrl(location: string, from: URL): URL {
  const url = URL.parse(location, from.href)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new SourceError('it redirects to something else than a page', { isTransient: false })
  }
  return url
}

let agent: Agent | null = null

/** Connects to public addresses only. The addresses that are checked are those that are connected to: no later answer counts. */
function publicOnly(): Agent {
  agent ??= new Agent({ connect: { lookup: lookupPublic } })
  return agent
}

type Found = (error: Error | null, addresses: LookupAddress[]) => void

/** As `dns.lookup`, without addresses that are not public. */
function lookupPublic(host: string, options: LookupOptions, callback: Found): void {
  resolveHost(host, { ...options, all: true }, (error, addresses) => {
    const found = error ? [] : addresses.filter(({ address }) => isPublic(address))
    callback(error ?? (found.length === 0 ? refusal(host) : null), found)
  })
}

/** Node looks up names only. */
function refuseLiteral({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isPublic(host)) throw refusal(hostname)
}

/** True for an address of the Internet: none that is private, of this machine, of a link, a group, a tunnel or reserved. */
export function isPublic(address: string): boolean {
  // Scoped addresses have a "%", and are of a link.
  if (!ipaddr.isValid(address) || address.includes('%')) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed instanceof ipaddr.IPv4 || parsed.match(ipaddr.IPv6.parseCIDR('2000::/3'))
}

function refusal(host: string): SourceError {
  return new SourceError(
    `it redirects to ${host}, which is not public; if that is right, add it to SOURCE_REDIRECT_HOSTS`,
    { isTransient: false },
  )
}
