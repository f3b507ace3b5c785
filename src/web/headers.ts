import type { MiddlewareHandler } from 'hono'

// Thumbnails come from wherever a source keeps them. Nothing else may: no inline script or style.
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' https:",
  // The preferences' preview.
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  // The operator's preview shows mails in frames of their own.
  "frame-src 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** What every answer carries. */
export function securityHeaders(publicUrl: string): MiddlewareHandler {
  const isHttps = publicUrl.startsWith('https:')
  return async (c, next) => {
    await next()
    // Not by c.header, which makes a new answer of the old one for each header.
    const { headers } = c.res
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', contentSecurityPolicy)
    headers.set('X-Content-Type-Options', 'nosniff')
    if (!headers.has('X-Frame-Options')) headers.set('X-Frame-Options', 'DENY')
    headers.set('Cross-Origin-Opener-Policy', 'same-origin')
    if (isHttps) headers.set('Strict-Transport-Security', 'max-age=31536000')
    // Other sites, thumbnails' hosts among them, need not know what is read here.
    if (!headers.has('Referrer-Policy')) headers.set('Referrer-Policy', 'same-origin')
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-cache')
  }
}

/** For addresses that hold a token: they must stay out of caches, search engines and other sites' logs. */
export const privateHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('Cache-Control', 'no-store')
  c.header('Referrer-Policy', 'no-referrer')
  c.header('X-Robots-Tag', 'noindex, nofollow')
}
