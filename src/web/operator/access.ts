import type { MiddlewareHandler } from 'hono'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { sendPage } from '../respond.tsx'
import { createElement } from 'react'
import { isSame } from '../same.ts'

/**
 * Lets only the operator in: by OPERATOR_TOKEN as the password of HTTP's own login, or anyone where all is embedded and
 * mail goes nowhere but into the built-in inbox. Elsewhere there is no such page.
 *
 * A browser adds the password by itself, also to what another site makes it send: such requests are refused
 * (OWASP ASVS 5.0: 3.5.1).
 */
export function operatorOnly({ config }: WebDeps): MiddlewareHandler {
  const { operatorToken } = config.web
  const isTrial = config.store.databaseUrl === null && config.delivery.lanes.length === 0
  return async (c, next) => {
    if (operatorToken === null && !isTrial) return sendPage(c, createElement(NotFoundPage), 404)
    if (operatorToken !== null && !isSame(passwordOf(c.req.header('Authorization')), operatorToken)) {
      c.header('WWW-Authenticate', 'Basic realm="Paperboy operator", charset="UTF-8"')
      return c.text('For the operator. Any name, and OPERATOR_TOKEN as the password.', 401)
    }
    const site = c.req.header('Sec-Fetch-Site')
    const isChanging = c.req.method !== 'GET' && c.req.method !== 'HEAD'
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
    if (isChanging && isForeign) return c.text('Only from the page itself.', 403)
    return next()
  }
}

function passwordOf(authorization: string | undefined): string {
  const [scheme, credentials = ''] = authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'basic') return ''
  const pair = Buffer.from(credentials, 'base64').toString()
  return pair.slice(pair.indexOf(':') + 1)
}
