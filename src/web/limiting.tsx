import type { Context, MiddlewareHandler } from 'hono'
import { routes } from '../routes.ts'
import { clientAddress, networkOf } from './client-address.ts'
import type { WebDeps } from './deps.ts'
import type { LimitedAction, Take } from './limits.ts'
import { TooManyPage } from './pages/error-pages.tsx'
import { sendPage } from './respond.tsx'

/** The network that a request comes from: it is counted by limits, and kept with a consent. */
export function networkOfClient(c: Context, { config }: Pick<WebDeps, 'config'>): string {
  return networkOf(clientAddress(c, config.trustedProxies) ?? '')
}

/**
 * Counts a request of someone.
 *
 * @param whom the key of the email address, or the token that it is about
 * @returns the page that refuses it, or null where it is within the limits
 */
export async function refuseTooMany(
  c: Context,
  deps: WebDeps,
  action: LimitedAction,
  whom?: string,
): Promise<Response | null> {
  const taken = await deps.limits.take(action, {
    network: networkOfClient(c, deps),
    ...(whom === undefined ? {} : { whom }),
  })
  return taken.ok ? null : sendTooMany(c, taken)
}

/** For the pages behind a token: counts their requests, and apart from them those with a token that is not ours. */
export function linkLimits(deps: WebDeps, path: string): MiddlewareHandler {
  // Mail providers send one-click POSTs for thousands of people from few networks: a real one is never refused.
  const isFree = path === routes.unsubscribe.path
  return async (c, next) => {
    const action = path === routes.ownMail.path ? 'mailing' : 'link'
    const refused = isFree ? null : await refuseTooMany(c, deps, action, c.req.param('token'))
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
  return sendPage(c, <TooManyPage retryAfterSeconds={retryAfterSeconds} />, 429)
}
