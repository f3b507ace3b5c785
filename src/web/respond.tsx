import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'

/** Answers a request. Routes are registered with one for each of their methods. */
export type Answer = (c: Context) => Response | Promise<Response>

/** Sends a page as a whole document. */
export function sendPage(c: Context, page: ReactElement, status: ContentfulStatusCode = 200): Response {
  return c.html(`<!doctype html>${renderToStaticMarkup(page)}`, status)
}
