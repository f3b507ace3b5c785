import type { Context, MiddlewareHandler } from 'hono'
import { routes } from '../routes.ts'
import { sendProblem } from './api/problem.ts'
import { clientAddress, networkOf, wideNetworkOf } from './client-address.ts'
import type { WebDeps } from './deps.ts'
import type { Asking, LimitedAction, Take } from './limits.ts'
import { TooManyPage } from './page/error-pages.tsx'
import { sendFixedPage } from './respond.tsx'
import { createTurns } from './turns.ts'

/** The network that a request comes from: it is counted by limits, and kept with a consent. */
export function networkOfClient(c: Context, { config }: Pick<WebDeps, 'config'>): string {
  return networkOf(clientAddress(c, config.web.trustedProxies) ?? '')
}

/**
 * Counts a request of someone.
 *
 * @param about the mailbox or token, and the domain, that it is about
 * @returns the page that refuses it, or null where it is within the limits
 */
export async function refuseTooMany(
  c: Context,
  deps: WebDeps,
  action: LimitedAction,
  about: Omit<Asking, 'network'> = {},
): Promise<Response | null> {
  const taken = await deps.limits.take(action, { network: networkOfClient(c, deps), ...about })
  return taken.ok ? null : sendTooMany(c, taken)
}

/**
 * For all that is open to everyone, forms included. Supervisors may look at the service's health as often as they like,
 * and pages behind a token have limits of their own.
 *
 * @param uncounted paths as the router has them
 */
export function readLimits(deps: WebDeps, uncounted: readonly string[]): MiddlewareHandler {
  const heads = uncounted.map((path) => path.replace(/:.*$/s, ''))
  return async (c, next) => {
    const { path } = c.req
    if (heads.some((head) => path.startsWith(head))) return next()
    const isSearch = path === routes.search.path || path === routes.apiSearch.path
    const more = isSearch ? (['search'] as const) : c.req.method === 'POST' ? (['form'] as const) : []
    for (const action of ['read', ...more] as const) {
      const network = networkOfClient(c, deps)
      const taken = await deps.limits.take(action, { network })
      if (taken.ok) continue
      const refused = { network, method: c.req.method, path, isWholeFolder: action === 'read' }
      deps.limits.refusals.add(refused, taken.retryAfterSeconds)
      return sendTooMany(c, taken)
    }
    return next()
  }
}

/** While one waits for the database, another is worked on. */
const atOnce = 8

/**
 * For what takes more than a look into a cache: requests are let in by turns, whoever took the least time lately before others.
 * Nobody is refused.
 */
export function takeTurns(deps: WebDeps): MiddlewareHandler {
  const turns = createTurns(atOnce)
  return async (c, next) => {
    // Read before the turn, so that nobody waits for whoever sends slowly.
    if (c.req.method === 'POST') await c.req.arrayBuffer()
    const network = networkOfClient(c, deps)
    const end = await turns.begin(wideNetworkOf(network) ?? network, c.req.raw.signal)
    if (end === null) return c.body(null, 400)
    try {
      await next()
    } finally {
      end()
    }
    return undefined
  }
}

/** For the pages behind a token: counts their requests, and apart from them those with a token that is not ours. */
export function linkLimits(deps: WebDeps, path: string): MiddlewareHandler {
  // Mail providers send one-click POSTs for thousands of people from few networks: a real one is never refused.
  const isFree = path === routes.unsubscribe.path
  return async (c, next) => {
    const action = path === routes.ownMail.path ? 'own mail' : 'link'
    const whom = c.req.param('token') ?? ''
    const refused = isFree ? null : await refuseTooMany(c, deps, action, { whom })
    if (refused) return refused
    await next()
    const tooMany = c.res.status === 400 ? await refuseTooMany(c, deps, 'broken link') : null
    if (tooMany) c.res = tooMany
    return undefined
  }
}

function sendTooMany(c: Context, { retryAfterSeconds }: Extract<Take, { ok: false }>): Response {
  c.header('Retry-After', String(retryAfterSeconds))
  c.header('Cache-Control', 'no-store')
  if (c.req.path.startsWith('/api/')) {
    return sendProblem(c, 429, `Too many requests from your network. Try again in ${retryAfterSeconds} s.`)
  }
  return sendFixedPage(c, <TooManyPage minutes={Math.ceil(retryAfterSeconds / 60)} />, 429)
}
