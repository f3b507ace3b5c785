import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/** What every answer carries, unless its handler set a value of its own. */
export function securityHeaders(publicUrl: string): MiddlewareHandler {
  return secureHeaders({
    overwrite: false,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      // Thumbnails come from other hosts. Nothing else may, and no inline script or style.
      imgSrc: ["'self'", 'https:'],
      // The preview on the preferences page.
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      // The operator's preview shows emails in frames.
      frameSrc: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    strictTransportSecurity: publicUrl.startsWith('https:') && 'max-age=31536000',
    // Other sites, such as the hosts of thumbnails, need not know which page is read.
    referrerPolicy: 'same-origin',
    // Sitemaps, feeds and the API are for other sites too.
    crossOriginResourcePolicy: false,
    // For browsers that no longer exist, or without a use here.
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  })
}

/** Answers that say nothing about caching are revalidated each time. */
export const revalidate: MiddlewareHandler = async (c, next) => {
  await next()
  const { headers } = c.res
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-cache')
}

/** For feeds whose address holds a token: their reader keeps them, and nobody else. */
export const privateFeedHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('Cache-Control', c.res.status < 400 ? 'private, no-cache' : 'no-store')
  c.header('Referrer-Policy', 'no-referrer')
  c.header('X-Robots-Tag', 'noindex, nofollow')
}

/** For paths that hold a token: they must stay out of caches, search engines and other sites' logs. */
export const privateHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('Cache-Control', 'no-store')
  c.header('Referrer-Policy', 'no-referrer')
  c.header('X-Robots-Tag', 'noindex, nofollow')
}
