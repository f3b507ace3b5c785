import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { prefixLinks } from './base-path.ts'

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

/** Sends a page as a whole document. */
export function sendPage(c: Context, page: ReactElement, status: ContentfulStatusCode = 200): Response {
  const html = prefixLinks(renderToStaticMarkup(page), c.get('basePath'))
  return c.html(`<!doctype html>${html}`, status)
}
