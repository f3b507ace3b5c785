import type { Context, MiddlewareHandler } from 'hono'
import ipaddr from 'ipaddr.js'
import type { DeliveryConfig, WebConfig } from '../../config/config.ts'
import { clientAddress } from '../client-address.ts'
import type { WebDeps } from '../deps.ts'
import { isRead } from '../is-read.ts'
import { sendPage } from '../respond.tsx'
import { InboxRefusedPage } from './page.tsx'

/** Through a proxy on this machine, everyone would be on this machine. */
const proxyHeaders = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Real-IP',
]

type InboxConfig = { delivery: Pick<DeliveryConfig, 'lanes'>; web: Pick<WebConfig, 'publicUrl'> }

/**
 * Whether this service has the inbox's page: mail goes there, and people reach the web pages under an address of this
 * machine alone. A service under another address usually has a proxy before it, which may not say for whom it asks.
 */
export function hasInboxPage({ delivery, web }: InboxConfig): boolean {
  return delivery.lanes.length === 0 && isLoopbackHost(new URL(web.publicUrl).host)
}

/**
 * Whether a request comes from this machine, and asks for an address of this machine. A page of another site that makes
 * its own name lead here (DNS rebinding) asks for that name.
 */
export function isLocalRequest(c: Context, { config }: Pick<WebDeps, 'config'>): boolean {
  const client = clientAddress(c, config.web.trustedProxies)
  return (
    client !== null &&
    isLoopbackAddress(client) &&
    isLoopbackHost(c.req.header('Host') ?? '') &&
    !proxyHeaders.some((name) => c.req.header(name) !== undefined)
  )
}

/** Lets in who sits at this machine, and of web pages only our own. */
export function localOnly(deps: Pick<WebDeps, 'config'>): MiddlewareHandler {
  return async (c, next) => {
    if (!isLocalRequest(c, deps)) c.res = sendPage(c, <InboxRefusedPage why="not local" />, 403)
    else if (!isFromOwnPages(c)) c.res = sendPage(c, <InboxRefusedPage why="another site" />, 403)
    else await next()
    c.header('Cache-Control', 'no-store')
    c.header('Cross-Origin-Resource-Policy', 'same-origin')
    c.header('X-Robots-Tag', 'noindex, nofollow')
  }
}

/**
 * Whether a person or one of our pages asks. Browsers say which site a request comes from; those that do not, name its
 * origin where it changes something. So what changes something must come with one of the two.
 */
function isFromOwnPages(c: Context): boolean {
  const isReading = isRead(c)
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin' || (site === 'none' && isReading)
  const origin = c.req.header('Origin')
  return origin === undefined ? isReading : origin === `http://${c.req.header('Host')}`
}

function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host)
}

function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}
