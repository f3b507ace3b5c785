import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Context, MiddlewareHandler } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { WebDeps } from './deps.ts'

const maxKept = 200
const maxKeyLength = 300
const encodings = ['br', 'gzip'] as const

type Encoding = (typeof encodings)[number]

/** An answer as it was rendered, and as it was packed for those who take it packed. */
type Kept = {
  version: string
  type: string
  etag: string
  body: Uint8Array<ArrayBuffer>
  packed: Map<Encoding, Uint8Array<ArrayBuffer>>
}

/**
 * For what everyone sees alike: rendered once for each state of the papers, packed once, and answered with 304 to
 * those who have it. It must stand before nothing that differs between people.
 */
export function publicCache({ db, clock }: Pick<WebDeps, 'db' | 'clock'>): MiddlewareHandler {
  const kept = new Map<string, Kept>()
  let asked: Promise<string> | undefined
  // Requests that come while the question is out share its answer.
  const askVersion = () => (asked ??= paperVersion(db, clock()).finally(() => (asked = undefined)))
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const { pathname, search } = new URL(c.req.url)
    const key = pathname + search
    const version = await askVersion()
    let page = kept.get(key)
    if (page?.version !== version) {
      await next()
      if (c.res.status !== 200) return undefined
      page = await toKept(c.res, version)
    }
    // The one used last goes to the end, so that the first is the one to drop.
    kept.delete(key)
    if (key.length <= maxKeyLength) kept.set(key, page)
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - maxKept))) kept.delete(oldest)
    c.res = answer(c, page)
    return undefined
  }
}

/** Changes with the papers and the lists of days, and with the hour, for what is counted up to now. */
async function paperVersion(db: Db, now: Date): Promise<string> {
  const { rows } = await sql<{ version: string }>`/* prepared: paper-version */
    select concat_ws(' ', max(changed_at), count(*), sum(hashtextextended(source || day || state, 0))) as version
    from public.digests`.execute(db)
  return `${rows[0]?.version} ${now.toISOString().slice(0, 13)}`
}

async function toKept(res: Response, version: string): Promise<Kept> {
  const body = new Uint8Array(await res.arrayBuffer())
  return {
    version,
    type: res.headers.get('Content-Type') ?? 'application/octet-stream',
    // Weak, because the packed bytes differ from the plain ones.
    etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    body,
    packed: new Map(),
  }
}

function answer(c: Context, page: Kept): Response {
  const headers = new Headers({
    'Content-Type': page.type,
    'Cache-Control': 'public, max-age=60',
    ETag: page.etag,
    Vary: 'Accept-Encoding',
  })
  if (isKnown(c.req.header('If-None-Match'), page.etag)) return new Response(null, { status: 304, headers })
  const encoding = acceptedEncoding(c.req.header('Accept-Encoding'))
  if (encoding) headers.set('Content-Encoding', encoding)
  return new Response(encoding ? pack(page, encoding) : page.body, { headers })
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag.slice(2))
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
