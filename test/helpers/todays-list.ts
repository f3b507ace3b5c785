import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

const samplePath = new URL('../../src/sources/sample/sample-digest.json', import.meta.url)
const Sample = z.array(
  z.object({ title: z.string(), abstract: z.string(), authors: z.array(z.string()), upvotes: z.number() }),
)

/**
 * Answers as Hugging Face does, until the test is over, for processes that run by the real clock: today's list has the
 * papers of the sample, and every other day none.
 *
 * @returns its URL, for HF_URL
 */
export async function startTodaysList(): Promise<string> {
  const today = new Date().toISOString().slice(0, 10)
  const entries = Sample.parse(JSON.parse(readFileSync(samplePath, 'utf8'))).map((entry, i) => ({
    title: entry.title,
    numComments: 0,
    paper: {
      id: `${today.slice(2, 4)}${today.slice(5, 7)}.${10_000 + i}`,
      title: entry.title,
      summary: entry.abstract,
      authors: entry.authors.map((name) => ({ name })),
      upvotes: entry.upvotes,
      publishedAt: `${today}T00:00:00.000Z`,
    },
  }))
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://origin.test')
    const isToday = searchParams.get('date') === today && searchParams.get('p') === '0'
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(isToday ? entries : []))
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
