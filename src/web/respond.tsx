import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Brand } from '../config/brand.ts'
import { prefixLinks } from './base-path.ts'
import { BrandProvider } from './page/brand.tsx'

declare module 'hono' {
  interface ContextVariableMap {
    /** Whose pages these are. */
    brand: Brand
  }
}

/** Answers a request. */
export type Handler = (c: Context) => Response | Promise<Response>

/**
 * A path and its handlers, and the middleware that runs before them. GET also answers HEAD, and changes nothing: scanners
 * open every link in a mail.
 */
export type Endpoint = {
  path: string
  /** The names in the query string that its answer depends on, in the order of its cache key. */
  query?: readonly string[]
  before?: MiddlewareHandler[]
  get?: Handler
  post?: Handler
}

/** Tells handlers whose pages these are. */
export function withBrand(brand: Brand): MiddlewareHandler {
  return (c, next) => {
    c.set('brand', brand)
    return next()
  }
}

/** Sends a page as a whole document. */
export function sendPage(c: Context, page: ReactElement, status: ContentfulStatusCode = 200): Response {
  const branded = <BrandProvider brand={c.get('brand')}>{page}</BrandProvider>
  const html = prefixLinks(renderToStaticMarkup(branded), c.get('basePath'))
  return c.html(`<!doctype html>${html}`, status)
}
