import type { Context, MiddlewareHandler } from 'hono'
import { routes } from '../routes.ts'
import type { WebDeps } from './deps.ts'
import { CrossSitePage } from './page/error-pages.tsx'
import { sendFixedPage } from './respond.tsx'

/**
 * Refuses forms that a page of another site sends by its visitors' browsers. Programs say nothing of a site, and are let
 * through. Unsubscribing is never refused: mail providers send it from pages of theirs.
 */
export function refuseCrossSite({ config }: Pick<WebDeps, 'config'>): MiddlewareHandler {
  const own = new URL(config.web.publicUrl).origin
  const free = routes.unsubscribe.path.replace(/:.*$/s, '')
  return async (c, next) => {
    const isChecked = c.req.method === 'POST' && !c.req.path.startsWith(free)
    return isChecked && isCrossSite(c, own) ? sendFixedPage(c, <CrossSitePage />, 403) : next()
  }
}

function isCrossSite(c: Context, own: string): boolean {
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined) return site === 'cross-site'
  // Pages behind a token send no referrer, and older browsers then say that the origin is null.
  const origin = c.req.header('Origin')
  return origin !== undefined && origin !== 'null' && origin !== own && !isSameHost(origin, c)
}

/** Where the service is reached by another name than PUBLIC_URL, e.g. in a trial. */
function isSameHost(origin: string, c: Context): boolean {
  return URL.canParse(origin) && new URL(origin).host === c.req.header('Host')
}
