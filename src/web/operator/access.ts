import type { MiddlewareHandler } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { csrf } from 'hono/csrf'
import { timingSafeEqual } from 'hono/utils/buffer'
import { createElement } from 'react'
import type { WebDeps } from '../deps.ts'
import { networkOfClient } from '../limit-requests.tsx'
import { NotFoundPage } from '../page/error-pages.tsx'
import { sendPage } from '../respond.tsx'

/**
 * Lets only the operator in: with OPERATOR_TOKEN as the password of HTTP basic authentication, or anyone in a trial, where
 * everything is embedded and mail only goes to the built-in inbox. Elsewhere there is no such page.
 *
 * Browsers add the password by themselves, also to requests that another site makes them send: csrf() refuses those (OWASP
 * ASVS 5.0: 3.5.1).
 */
export function operatorOnly(deps: WebDeps): MiddlewareHandler[] {
  const { config } = deps
  const { operatorToken, publicUrl } = config.web
  const isTrial = config.store.databaseUrl === null && config.delivery.lanes.length === 0
  const sameSite = csrf({ origin: new URL(publicUrl).origin, secFetchSite: ['same-origin', 'none'] })
  if (operatorToken !== null) return [limitTries(deps), askForPassword(operatorToken), sameSite]
  return isTrial ? [sameSite] : [async (c) => sendPage(c, createElement(NotFoundPage), 404)]
}

/**
 * Before a check of a token of the operator: after a few wrong ones, a network may try none for some minutes, not even the right
 * one.
 */
export function limitTries(deps: WebDeps): MiddlewareHandler {
  return async (c, next) => {
    const network = networkOfClient(c, deps)
    if (await deps.limits.isSpent('operator', network)) {
      c.header('Retry-After', '600')
      return c.text('Too many wrong tokens. Try again in ten minutes.\n', 429)
    }
    await next()
    const isWrong = c.res.status === 401 && c.req.header('Authorization') !== undefined
    if (!isWrong) return undefined
    deps.logger.warn({ network }, 'a wrong token of the operator or for the metrics')
    await deps.limits.take('operator', { network })
    return undefined
  }
}

function askForPassword(operatorToken: string): MiddlewareHandler {
  return basicAuth({
    verifyUser: (_, password) => timingSafeEqual(password, operatorToken),
    realm: 'Paperboy operator',
    invalidUserMessage: 'For the operator. Any name, and OPERATOR_TOKEN as the password.',
  })
}
