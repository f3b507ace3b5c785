import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Context, MiddlewareHandler } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import { LRUCache } from 'lru-cache'
import { readPublishedVersion } from '../ingest/digests.ts'
import type { Db } from '../store/open.ts'
import type { WebDeps } from './deps.ts'
import { isRead } from './is-read.ts'

const maxKept = 200

/**
 * How old the papers' state may be that an answer is taken from. For `keptMs` the database is not asked for it again; up to `usableMs`
 * it is asked, but nobody waits for it.
 */
export type Freshness = { keptMs: number; usableMs: number }

/** As of now. */
export const exact: Freshness = { keptMs: 0, usableMs: 0 }
/** Less than the minute for which browsers keep an answer. A database that has much to do holds up nobody who reads. */
export const recent: Freshness = { keptMs: 1000, usableMs: 15_000 }
const maxKeyLength = 300
const encodings = ['br', 'gzip'] as const

type Encoding = (typeof encodings)[number]

/** An answer as it was rendered, and compressed for clients that accept it. */
type Kept = {
  version: string
  type: string
  /** Of pages. Feeds, citations and answers of the API have none. */
  language: string | null
  etag: string
  body: Uint8Array<ArrayBuffer>
  packed: Map<Encoding, Uint8Array<ArrayBuffer>>
}

/**
 * Makes a cache of what is the same for everyone: rendered once for each state of the papers, and compressed once. Nothing
 * that differs between people may stand behind it, except for the language, which is part of the key.
 * Those who have the page already, by the tag that was made with it, are answered with 304.
 *
 * @param inTurn for what is not answered from the cache
 * @returns the middleware of a path, given the names in the query string that its answer depends on. Other names are no part of
 *   the key: whoever makes them up is answered from the cache.
 */
export function publicCache(
  deps: Pick<WebDeps, 'db' | 'clock'>,
  freshness: Freshness,
  inTurn: MiddlewareHandler,
): (query: readonly string[]) => MiddlewareHandler {
  const kept = new LRUCache<string, Kept>({ max: maxKept })
  const currentVersion = createVersion(deps, freshness)
  return (query) => async (c, next) => {
    if (!isRead(c)) return next()
    const { language, asked } = c.get('speech')
    const key = JSON.stringify([
      language,
      asked,
      c.req.path,
      ...query.map((name) => c.req.query(name) ?? null),
    ])
    const version = await currentVersion()
    const known = kept.get(key)
    if (known?.version === version) {
      c.res = answer(c, known)
      return undefined
    }
    return inTurn(c, async () => {
      // Others who waited for the same page may have had it made.
      let page = kept.get(key)
      if (page?.version !== version) {
        await next()
        // A page that says itself how it is cached is none of ours.
        if (c.res.status !== 200 || c.res.headers.has('Cache-Control')) return
        page = await toKept(c.res, version)
        // Its headers are merged into the answer's, which says itself what it depends on.
        c.res.headers.delete('Vary')
      }
      if (key.length <= maxKeyLength) kept.set(key, page)
      c.res = answer(c, page)
    })
  }
}

function createVersion(
  { db, clock }: Pick<WebDeps, 'db' | 'clock'>,
  { keptMs, usableMs }: Freshness,
): () => Promise<string> {
  let known: { version: string; at: number } | undefined
  let asked: Promise<string> | undefined
  const ask = async () => {
    const version = await versionOf(db, clock())
    known = { version, at: performance.now() }
    return version
  }
  return async () => {
    const ageMs = known ? performance.now() - known.at : Infinity
    if (known && ageMs < keptMs) return known.version
    // Requests that come while the question is out share its answer.
    asked ??= ask().finally(() => (asked = undefined))
    if (!known || ageMs >= usableMs) return asked
    // Whoever waits for an answer is told why there is none.
    asked.catch(() => undefined)
    return known.version
  }
}

/** Changes with the papers, digests and notes, and every hour, because some pages count up to the present. */
async function versionOf(db: Db, now: Date): Promise<string> {
  return `${await readPublishedVersion(db)} ${now.toISOString().slice(0, 13)}`
}

async function toKept(res: Response, version: string): Promise<Kept> {
  const body = new Uint8Array(await res.arrayBuffer())
  return {
    version,
    type: res.headers.get('Content-Type') ?? 'application/octet-stream',
    language: res.headers.get('Content-Language'),
    // Weak, because the packed bytes differ from the plain ones.
    etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    body,
    packed: new Map(),
  }
}

function answer(c: Context, page: Kept): Response {
  const isNegotiated = page.language !== null && c.get('speech').asked === null
  const headers: Record<string, string> = {
    'Cache-Control': 'public, max-age=60',
    ETag: page.etag,
    Vary: isNegotiated ? 'Accept-Encoding, Accept-Language' : 'Accept-Encoding',
  }
  if (hasAlready(c.req.header('If-None-Match'), page)) return new Response(null, { status: 304, headers })
  headers['Content-Type'] = page.type
  if (page.language) headers['Content-Language'] = page.language
  const encoding = acceptedEncoding(c.req.header('Accept-Encoding'))
  if (encoding) headers['Content-Encoding'] = encoding
  return new Response(encoding ? pack(page, encoding) : page.body, { headers })
}

/** Compared as RFC 9110 §13.1.2 says: by any of the tags, weak or not. */
function hasAlready(ifNoneMatch: string | undefined, { etag }: Kept): boolean {
  if (ifNoneMatch === undefined) return false
  const opaque = etag.replace(/^W\//, '')
  return ifNoneMatch.split(',').some((tag) => ['*', opaque].includes(tag.trim().replace(/^W\//, '')))
}

function acceptedEncoding(header: string | undefined): Encoding | null {
  const accepted = new Set(
    parseAccept(header ?? '').flatMap(({ type, q }) => (q > 0 ? [type.toLowerCase()] : [])),
  )
  return encodings.find((encoding) => accepted.has(encoding)) ?? null
}

function pack(page: Kept, encoding: Encoding): Uint8Array<ArrayBuffer> {
  const known = page.packed.get(encoding)
  if (known) return known
  const packed = new Uint8Array(
    encoding === 'br'
      ? brotliCompressSync(page.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
      : gzipSync(page.body),
  )
  page.packed.set(encoding, packed)
  return packed
}
