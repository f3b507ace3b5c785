import { randomUUID } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { Subnet } from '../config/trusted-proxies.ts'
import { withLogFields } from '../log-fields.ts'
import { isTrustedProxy, peerAddress } from './client-address.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** Finds the lines of this request in the log; visitors see it on the page of a failure. */
    requestId: string
  }
}

const header = 'X-Request-Id'

/** Gives each request an id, which all its lines in the log have, and its answer. */
export function withRequestId(trusted: readonly Subnet[]): MiddlewareHandler {
  return async (c, next) => {
    const id = givenId(c, trusted) ?? randomUUID().replaceAll('-', '').slice(0, 16)
    c.set('requestId', id)
    await withLogFields({ request: id }, next)
    c.res.headers.set(header, id)
  }
}

/** A proxy's, so that its log and ours can be read together. A visitor's own would let them write into the log. */
function givenId(c: Context, trusted: readonly Subnet[]): string | null {
  const given = c.req.header(header)
  if (given === undefined || !/^[\w.:+/=-]{1,128}$/.test(given)) return null
  const peer = peerAddress(c)
  return peer !== null && isTrustedProxy(peer, trusted) ? given : null
}
