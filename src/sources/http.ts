import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import { readBody } from './body.ts'
import { fetchFollowing, type Answer } from './follow-redirects.ts'
import { requestedPauseMs } from './rate-limit.ts'
import { readInWorker, type Body, type Reader, type ReadLimits } from './read-in-worker.ts'
import { SourceError } from './source-error.ts'
import type { InTurn } from './turns.ts'

export type HttpOptions = {
  /** For one try, from the first byte sent to the last one read. */
  timeoutMs: number
  /** Tries after the first. */
  retries: number
  /** The wait before the first retry; each further one is twice as long. */
  retryDelayMs: number
  /** A server that asks for a longer pause than this has failed. */
  maxPauseMs: number
  maxBodyBytes: number
  /** For reading one body, once it is there. */
  longestReadMs: number
  /** Where redirects may lead although it is not public: each with its port, where that is not its protocol's. */
  redirectHosts: readonly string[]
  sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  /** Each try waits for its turn, where a far end wants few requests from all processes together. */
  inTurn: InTurn
  /** 0..1 */
  random: () => number
}

const defaults: HttpOptions = {
  timeoutMs: 15_000,
  retries: 4,
  retryDelayMs: 500,
  // Rate limits are counted over five minutes.
  maxPauseMs: 330_000,
  maxBodyBytes: 16 * 1024 * 1024,
  longestReadMs: 10_000,
  redirectHosts: [],
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal })
  },
  inTurn: (work) => work(),
  random: Math.random,
}

export type HttpRequest = { etag?: string | null; signal?: AbortSignal | undefined }
export type HttpAnswer<T> = { kind: 'unchanged' } | { kind: 'body'; body: T; etag: string | null }

/** What kind of body is asked for, and how it is read: in a thread of its own. */
export type Reading<T> = Reader<T> & {
  accept: string
  /** Throws a SourceError where what was read is no answer to the request. */
  check?: (value: T) => void
}

/** GETs a body, patiently. Throws a SourceError when all tries failed. */
export type Get = <T>(url: URL, reading: Reading<T>, request?: HttpRequest) => Promise<HttpAnswer<T>>

/** Who asks: the address of the web pages, and a name in ASCII. */
type Caller = { publicUrl: string; product?: string }

/** "Lab News (+https://papers.example.org)" */
function userAgentOf({ publicUrl, product = 'Paperboy' }: Caller): string {
  // Parsed, because a header cannot carry the characters that a URL as typed may have.
  return `${product} (+${new URL(publicUrl).href.replace(/\/$/, '')})`
}

/** A GET whose tries share one patience: when the server asks for a pause, requests running side by side keep it too. */
export function createHttp(own: Partial<HttpOptions> & Caller): Get {
  const options = { ...defaults, ...own }
  const userAgent = userAgentOf(own)
  let pausedUntilMs = 0

  const keepPause = async (signal: AbortSignal | undefined) => {
    const pauseMs = pausedUntilMs - Date.now()
    if (pauseMs > 0) await options.sleep(pauseMs * (1 + options.random() / 10), signal)
  }
  const notePause = (headers: Answer['headers']): number => {
    const pauseMs = requestedPauseMs(headers, new Date())
    if (pauseMs <= options.maxPauseMs) pausedUntilMs = Math.max(pausedUntilMs, Date.now() + pauseMs)
    return pauseMs
  }
  const fetchOnce = async (
    url: URL,
    accept: string,
    { etag, signal }: HttpRequest,
  ): Promise<HttpAnswer<Body>> => {
    const limits = [AbortSignal.timeout(options.timeoutMs), ...(signal ? [signal] : [])]
    const headers = {
      Accept: accept,
      'User-Agent': userAgent,
      ...(etag ? { 'If-None-Match': etag } : {}),
    }
    const { answer: response, url: answeredBy } = await fetchFollowing(
      url,
      { headers, signal: AbortSignal.any(limits) },
      options.redirectHosts,
    )
    const pauseMs = notePause(response.headers)
    if (response.status === 304 && etag) return { kind: 'unchanged' }
    if (!response.ok) throw await refusal(response, pauseMs, options)
    const body = {
      bytes: await readBody(response, options.maxBodyBytes),
      contentType: response.headers.get('content-type') ?? '',
      url: answeredBy.href,
    }
    return { kind: 'body', body, etag: response.headers.get('etag') }
  }

  return async (url, reading, request = {}) => {
    for (let tries = 1; ; tries += 1) {
      try {
        await keepPause(request.signal)
        const { signal } = request
        const answer = await options.inTurn(() => fetchOnce(url, reading.accept, request), signal)
        if (answer.kind === 'unchanged') return answer
        // After its turn, which others wait for.
        const body = await readAs(reading, answer.body, { longestReadMs: options.longestReadMs, signal })
        return { ...answer, body }
      } catch (error) {
        // Being stopped is no failure of the source.
        request.signal?.throwIfAborted()
        const failure = asSourceError(error, url, options.timeoutMs)
        if (!failure.isTransient || tries > options.retries) throw failure
        const backoffMs = options.retryDelayMs * 2 ** (tries - 1)
        await options.sleep(backoffMs * (0.75 + options.random() / 2), request.signal)
      }
    }
  }
}

async function readAs<T>(reading: Reading<T>, body: Body, limits: ReadLimits): Promise<T> {
  const value = await readInWorker(reading, body, limits)
  reading.check?.(value)
  return value
}

async function refusal(response: Answer, pauseMs: number, { maxPauseMs }: HttpOptions): Promise<SourceError> {
  const { status } = response
  await response.body?.cancel()
  const isTooLong = pauseMs > maxPauseMs
  const why = isTooLong ? `, and asks to wait ${Math.ceil(pauseMs / 1000)} seconds` : ''
  return new SourceError(`it answered with HTTP ${status}${why}`, {
    isTransient: !isTooLong && (status === 429 || status === 408 || status >= 500),
    status,
  })
}

function asSourceError(error: unknown, url: URL, timeoutMs: number): SourceError {
  if (error instanceof SourceError) return error
  if (error instanceof Error && error.cause instanceof SourceError) return error.cause
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new SourceError(`no answer from ${url.host} within ${timeoutMs / 1000} s`, {
      isTransient: true,
      cause: error,
    })
  }
  // fetch hides what happened in the cause.
  const detail = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error)
  return new SourceError(`the connection to ${url.host} failed: ${detail}`, {
    isTransient: true,
    cause: error,
  })
}
