import { describe, expect, test } from 'vitest'
import { createHttp } from '../../src/sources/http.ts'
import { SourceError } from '../../src/sources/source-error.ts'
import { asJson } from './as-json.ts'
import { impatient, startJsonOrigin, startOrigin } from './origin.ts'

const json = { 'Content-Type': 'application/json; charset=utf-8' }

test('says who asks, and with which tag', async () => {
  const origin = await startJsonOrigin(() => [1])
  const answer = await createHttp(impatient({}))(new URL(origin.url), asJson, { etag: 'W/"1"' })
  expect(answer).toMatchObject({ kind: 'body', body: [1] })
  expect(origin.requests[0]?.headers).toMatchObject({
    'user-agent': 'Paperboy (+http://paperboy.test)',
    'if-none-match': 'W/"1"',
    accept: 'application/json',
  })
})

test('a public URL with letters beyond ASCII makes a valid header', async () => {
  const origin = await startJsonOrigin(() => [])
  await createHttp({ ...impatient(), publicUrl: 'https://bücher.example' })(new URL(origin.url), asJson)
  expect(origin.requests[0]?.headers['user-agent']).toBe('Paperboy (+https://xn--bcher-kva.example)')
})

test('a 304 is no body', async () => {
  const { url } = await startOrigin((request, response) => {
    response.writeHead(request.headers['if-none-match'] === '"same"' ? 304 : 500).end()
  })
  expect(await createHttp(impatient())(new URL(url), asJson, { etag: '"same"' })).toEqual({
    kind: 'unchanged',
  })
})

describe('what may pass is tried again', () => {
  const faults: [string, Parameters<typeof startOrigin>[0], RegExp][] = [
    ['an error of the server', (_, response) => response.writeHead(503).end('busy'), /HTTP 503/],
    ['a connection that is cut', (request) => request.socket.destroy(), /connection .* failed/],
    [
      'a body that is cut short',
      (_, response) => {
        response.writeHead(200, { ...json, 'Content-Length': 100 })
        response.write('[1, 2', () => response.destroy())
      },
      /connection .* failed/,
    ],
    ['JSON that is cut short', (_, response) => response.writeHead(200, json).end('[1, 2'), /cut short/],
    ['no answer', () => undefined, /no answer from .* within 0\.1 s/],
    [
      'an answer that never ends',
      (_, response) => {
        response.writeHead(200, json).write('[')
      },
      /no answer from .* within 0\.1 s/,
    ],
  ]

  test.for(faults)('%s', async ([, fault, message]) => {
    let isFaulty = true
    const origin = await startOrigin((request, response) => {
      if (isFaulty) fault(request, response)
      else response.writeHead(200, json).end('[3]')
      isFaulty = false
    })
    const get = createHttp(impatient({ timeoutMs: 1000 }))
    expect(await get(new URL(origin.url), asJson)).toMatchObject({ body: [3] })
    expect(origin.requests).toHaveLength(2)
    isFaulty = true
    const once = createHttp(impatient({ timeoutMs: 100, retries: 0 }))
    await expect(once(new URL(origin.url), asJson)).rejects.toThrow(message)
  })
})

test('waits twice as long before each further try, and gives up', async () => {
  const origin = await startOrigin((_, response) => response.writeHead(500).end())
  const options = impatient({ retries: 3, retryDelayMs: 100 })
  await expect(createHttp(options)(new URL(origin.url), asJson)).rejects.toThrow(SourceError)
  expect(origin.requests).toHaveLength(4)
  expect(options.pausesMs).toEqual([100, 200, 400])
})

test('nobody listening is said as such', async () => {
  const failure = createHttp(impatient())(new URL('http://127.0.0.1:9/'), asJson)
  await expect(failure).rejects.toThrow(/connection to 127\.0\.0\.1:9 failed: .*(ECONNREFUSED|bad port)/)
})

describe('what will not pass is not tried again', () => {
  const refusals: [string, Parameters<typeof startOrigin>[0], RegExp][] = [
    ['a 404', (_, response) => response.writeHead(404).end(), /HTTP 404/],
    [
      'a 400, without the reason that the server gives',
      (_, r) => r.writeHead(400, json).end('{"error":"a stranger’s text"}'),
      /HTTP 400$/,
    ],
    [
      'a page where data should be',
      (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>'),
      /text\/html instead of JSON/,
    ],
    [
      'an endless body',
      (_, r) => r.writeHead(200, json).end(`[${'1,'.repeat(4000)}1]`),
      /larger than 4096 bytes/,
    ],
  ]

  test.for(refusals)('%s', async ([, refuse, message]) => {
    const origin = await startOrigin(refuse)
    const get = createHttp(impatient({ maxBodyBytes: 4096 }))
    await expect(get(new URL(origin.url), asJson)).rejects.toThrow(message)
    expect(origin.requests).toHaveLength(1)
  })
})

describe('a pause that the server asks for is kept', () => {
  const inHalfAMinute = () => new Date(Date.now() + 30_000).toUTCString()
  const headers: [string, () => Record<string, string>, number][] = [
    ['as a rate limit', () => ({ RateLimit: '"api";r=0;t=30' }), 30_000],
    ['in seconds', () => ({ 'Retry-After': '30' }), 30_000],
    ['as a date', () => ({ 'Retry-After': inHalfAMinute() }), 29_000],
    ['the longer one of two', () => ({ 'Retry-After': '1', RateLimit: '"api";r=0;t=30' }), 30_000],
  ]

  test.for(headers)('%s', async ([, header, leastMs]) => {
    let n = 0
    const origin = await startOrigin((_, response) => {
      n += 1
      if (n === 1) response.writeHead(429, header()).end()
      else response.writeHead(200, json).end('[]')
    })
    const options = impatient({ retryDelayMs: 1 })
    await createHttp(options)(new URL(origin.url), asJson)
    const longest = Math.max(...options.pausesMs)
    expect(longest).toBeGreaterThan(leastMs - 1500)
    expect(longest).toBeLessThan(leastMs * 1.1 + 100)
  })

  test('by the next request too, even when the server only says that nothing is left', async () => {
    const origin = await startOrigin((_, response) => {
      response.writeHead(200, { ...json, RateLimit: '"api";r=0;t=20' }).end('[]')
    })
    const options = impatient()
    const get = createHttp(options)
    await get(new URL(origin.url), asJson)
    expect(options.pausesMs).toEqual([])
    await get(new URL(origin.url), asJson)
    expect(options.pausesMs[0]).toBeGreaterThan(19_000)
  })

  test('but not one of an hour: that is a failure', async () => {
    const origin = await startOrigin((_, response) =>
      response.writeHead(429, { 'Retry-After': '3600' }).end(),
    )
    await expect(createHttp(impatient())(new URL(origin.url), asJson)).rejects.toThrow(
      'asks to wait 3600 seconds',
    )
    expect(origin.requests).toHaveLength(1)
  })

  test('and one with requests left is none', async () => {
    const origin = await startOrigin((_, response) => {
      response.writeHead(200, { ...json, RateLimit: '"api";r=488;t=213' }).end('[]')
    })
    const options = impatient()
    const get = createHttp(options)
    await get(new URL(origin.url), asJson)
    await get(new URL(origin.url), asJson)
    expect(options.pausesMs).toEqual([])
  })
})

test('being stopped is no failure of the source', async () => {
  const { url } = await startOrigin(() => undefined)
  const stop = new AbortController()
  const asked = createHttp(impatient())(new URL(url), asJson, { signal: stop.signal })
  setTimeout(() => stop.abort(new Error('shutting down')), 50)
  await expect(asked).rejects.toThrow('shutting down')
})
