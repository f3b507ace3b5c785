import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ReactElement } from 'react'
import { LRUCache } from 'lru-cache'
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

const fixedPages = new WeakMap<Brand, LRUCache<string, string>>()
const maxFixedPages = 200

/** Sends one of the few pages that depend on nothing but their name and simple properties: it is rendered once in each language. */
export function sendFixedPage(
  c: Context,
  page: ReactElement<Record<string, string | number>>,
  status: Exclude<ContentfulStatusCode, 200>,
): Response {
  const brand = c.get('brand')
  const kept = fixedPages.get(brand) ?? new LRUCache({ max: maxFixedPages })
  fixedPages.set(brand, kept)
  const name = typeof page.type === 'function' ? page.type.name : page.type
  const key = JSON.stringify([c.get('basePath'), c.get('speech'), name, page.props])
  const html = kept.get(key) ?? renderPage(c, page, null)
  kept.set(key, html)
  return sendHtml(c, html, status)
}

/** Sends a page as a whole document, in the language of the request. */
export function sendPage(c: Context, page: ReactElement, status: ContentfulStatusCode = 200): Response {
  const query = c.req.method === 'GET' && status === 200 ? new URL(c.req.url).search : null
  return sendHtml(c, renderPage(c, page, query), status)
}

/** @param query of the page's address in its other languages, or null where it has none */
function renderPage(c: Context, page: ReactElement, query: string | null): string {
  const speech = c.get('speech')
  const spoken = (
    <BrandProvider brand={c.get('brand')}>
      <SpeechProvider speech={{ ...speech, query }}>{page}</SpeechProvider>
    </BrandProvider>
  )
  const html = prefixLinks(carryLanguage(renderToStaticMarkup(spoken), speech), c.get('basePath'))
  return `<!doctype html>${html}`
}

function sendHtml(c: Context, html: string, status: ContentfulStatusCode): Response {
  const { language, asked } = c.get('speech')
  c.header('Content-Language', pageWords[language].tag)
  if (asked === null) c.header('Vary', 'Accept-Language', { append: true })
  return c.html(html, status)
}
