import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { need } from '../helpers/requirements.ts'

/**
 * Serves recorded days over HTTP as they were at the test's own time: most entries are there in the morning, every fourth in
 * the afternoon, and every eleventh on the next day.
 *
 * @param isDown then it refuses, in a way that nobody asks again for
 * @param most papers of a day
 */
export async function startFillingOrigin(
  clock: () => Date,
  isDown: () => boolean,
  most = fewPapers,
): Promise<string> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://origin.test')
    const day = url.searchParams.get('date') ?? ''
    const page = Number(url.searchParams.get('p'))
    response.setHeader('content-type', 'application/json')
    if (isDown()) response.writeHead(403).end('{}')
    else {
      const listed = recorded(day, most).filter((_, i) => clock().getTime() >= listedAt(day, i))
      response.end(JSON.stringify(listed.slice(page * 100, (page + 1) * 100)))
    }
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

/** Enough for most tests: ingesting takes most of their time. */
const fewPapers = 5

/** The first entries that Hugging Face listed on a day; none where it was not recorded. */
export function recorded(day: string, most: number): unknown[] {
  const path = join(need('recordings'), `${day}.json.gz`)
  if (!existsSync(path)) return []
  const entries: unknown = JSON.parse(gunzipSync(readFileSync(path)).toString())
  return Array.isArray(entries) ? entries.slice(0, most) : []
}

export function listedAt(day: string, position: number): number {
  const hours = position % 11 === 10 ? 24 + 9 : position % 4 === 3 ? 15 : 0
  return Date.parse(day) + hours * 3_600_000
}
