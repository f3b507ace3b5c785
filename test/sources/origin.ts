import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import type { HttpOptions } from '../../src/sources/http.ts'

/** A server of the test's own until the test is over, and what it was asked. */
export async function startOrigin(
  answer: RequestListener,
): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, requests }
}

/** An origin that answers every request with one JSON body, or with what the function makes of its query. */
export function startJsonOrigin(
  body: (query: URLSearchParams) => unknown,
): Promise<{ url: string; requests: IncomingMessage[] }> {
  return startOrigin((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://origin.test')
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(body(searchParams)))
  })
}

/** HTTP in no hurry to wait: retries follow at once, and the pauses that it would have made are noted. */
export function impatient(overrides: Partial<HttpOptions> = {}): Partial<HttpOptions> & {
  publicUrl: string
  pausesMs: number[]
} {
  const pausesMs: number[] = []
  const sleep = (ms: number) => {
    pausesMs.push(ms)
    return Promise.resolve()
  }
  return {
    publicUrl: 'http://paperboy.test',
    timeoutMs: 5000,
    sleep,
    random: () => 0.5,
    pausesMs,
    ...overrides,
  }
}

/** A well-formed entry of Hugging Face's list, with whatever the test is about put over it. */
export function entry(id: string, paper: object = {}, outer: object = {}): object {
  return {
    paper: {
      id,
      authors: [{ _id: 'a1', name: 'Ada Example', hidden: false }],
      publishedAt: '2026-05-19T00:00:00.000Z',
      title: `On ${id}`,
      summary: `An abstract about ${id}.`,
      upvotes: 5,
      ...paper,
    },
    publishedAt: '2026-05-18T20:00:00.000Z',
    title: `On ${id}`,
    numComments: 2,
    ...outer,
  }
}

/** As many entries as wanted, with ids of their own. */
export function entries(count: number, month = '2605'): object[] {
  return Array.from({ length: count }, (_, index) => entry(`${month}.${String(index + 1).padStart(5, '0')}`))
}
