import type { MiddlewareHandler } from 'hono'
import { getPath } from 'hono/utils/url'

declare module 'hono' {
  interface ContextVariableMap {
    /** The path of PUBLIC_URL, without a slash at its end: what stands before each of our paths in links. */
    basePath: string
  }
}

/** "/paperboy" of "https://lab.example.org/paperboy", or nothing. */
export function basePathOf(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, '')
}

/** The path of a request as our routes name it, whether the proxy before us strips PUBLIC_URL's path or passes it on. */
export function pathBelow(basePath: string): (request: Request) => string {
  return basePath === '' ? getPath : (request) => pathWithout(basePath, getPath(request))
}

export function pathWithout(basePath: string, path: string): string {
  if (path === basePath) return '/'
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path
}

/** Tells handlers what stands before our paths. */
export function withBasePath(basePath: string): MiddlewareHandler {
  return (c, next) => {
    c.set('basePath', basePath)
    return next()
  }
}

/** Attributes that lead somewhere here. In rendered pages no other text can have a quote after a `=`: React escapes them. */
const ownLinks = / (href|action|src|formAction|formaction)="\/(?!\/)/g

/** Puts the base path before every link, form and file of a rendered page. */
export function prefixLinks(html: string, basePath: string): string {
  return basePath === '' ? html : html.replace(ownLinks, (_, name: string) => ` ${name}="${basePath}/`)
}
