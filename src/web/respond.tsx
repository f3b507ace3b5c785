import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Brand } from '../config/brand.ts'
import { prefixLinks } from './base-path.ts'
import { carryLanguage } from './language.ts'
import { BrandProvider } from './page/brand.tsx'
import { SpeechProvider } from './page/speech.tsx'
import { pageWords } from './words/catalogue.ts'

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

/** Sends a page as a whole document, in the language of the request. */
export function sendPage(c: Context, page: ReactElement, status: ContentfulStatusCode = 200): Response {
  const speech = c.get('speech')
  const { language } = speech
  const query = c.req.method === 'GET' && status === 200 ? new URL(c.req.url).search : null
  const spoken = (
    <BrandProvider brand={c.get('brand')}>
      <SpeechProvider speech={{ language, asked: speech.asked, query }}>{page}</SpeechProvider>
    </BrandProvider>
  )
  const html = prefixLinks(carryLanguage(renderToStaticMarkup(spoken), speech), c.get('basePath'))
  c.header('Content-Language', pageWords[language].tag)
  if (speech.asked === null) c.header('Vary', 'Accept-Language', { append: true })
  return c.html(`<!doctype html>${html}`, status)
}
