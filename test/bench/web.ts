/**
 * Measures how many requests the web pages answer, beside a page that says hello on the same framework, in the same
 * run. On the embedded database, or on the empty one at DATABASE_URL, with limits in REDIS_URL.
 *
 * npm run bench:web, which sets NODE_ENV as the launcher does: React’s other build is five times as slow.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import autocannon from 'autocannon'
import { Hono } from 'hono'
import { loadConfig } from '../../src/config/load.ts'
import { createContext } from '../../src/context.ts'
import { loadSample } from '../../src/ingest/sample.ts'
import { classify } from '../../src/topics/classify.ts'
import { createLimits } from '../../src/web/limits.ts'
import { startServer } from '../../src/web/server.ts'
import { noReminder } from '../helpers/reminder.ts'

const seconds = Number(process.env['SECONDS'] ?? 8)

const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
const config = loadConfig({
  DATA_DIR: dataDir,
  DATABASE_URL: process.env['DATABASE_URL'],
  REDIS_URL: process.env['REDIS_URL'],
  SECRET_KEY: 'a key that is only for benchmarks, 32 characters',
  POSTAL_ADDRESS: '1 Bench Road',
  // A program fills in the form.
  MIN_FILL_SECONDS: '0',
  LOG_LEVEL: 'error',
})
const context = await createContext(config, { schema: 'migrate' })
const { db, clock, logger } = context
await loadSample({ db, classify, clock, logger })
const plenty = { points: 1_000_000_000, seconds: 60 }
const rules = {
  'sign-up': { whom: plenty, domain: plenty, network: plenty },
  'own mail': { whom: plenty, network: plenty },
  read: { network: plenty },
}
const server = await startServer(
  {
    ...context,
    limits: createLimits(config, context, logger, rules),
    remind: noReminder,
    enqueueEdition: async () => undefined,
    mailbox: null,
    keepReturned: () => Promise.resolve(),
  },
  0,
)
const hello = createAdaptorServer({
  fetch: new Hono().get('/', (c) => c.html('<!doctype html><title>hello</title>')).fetch,
  createServer,
})
await new Promise<void>((resolve) => {
  hello.listen(0, resolve)
})
const address = hello.address()
const helloUrl = `http://localhost:${typeof address === 'object' && address ? address.port : 0}/`

let people = 0
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
await measure('hello', { url: helloUrl, connections: 20 })
await measure('GET /', { url: server.url, connections: 20 })
const { etag } = Object.fromEntries((await fetch(server.url)).headers)
if (etag)
  await measure('GET / unchanged', { url: server.url, connections: 20, headers: { 'If-None-Match': etag } })
await measure('POST /subscribe', {
  url: `${server.url}/subscribe`,
  connections: 100,
  requests: [
    {
      method: 'POST',
      headers: form,
      setupRequest: (request) => ({ ...request, body: `email=reader${++people}%40example.org` }),
    },
  ],
})

// Requests whose client has gone are still under way.
await sleep(3000)
hello.close()
await server.stop()
await context.close()
rmSync(dataDir, { recursive: true, force: true })

async function measure(name: string, options: autocannon.Options): Promise<void> {
  // A thread of its own, so that the client takes nothing from the server's; only bodies that are made for each request are made here.
  const client = options.requests ? options : { ...options, workers: 1 }
  // The first requests are compiled while they run.
  await autocannon({ ...client, duration: 1 })
  const result = await autocannon({ ...client, duration: seconds })
  const failed = result.errors + result.timeouts + result['4xx'] + result['5xx']
  const { requests, latency } = result
  console.log(
    `${name.padEnd(16)} ${requests.average.toFixed(0).padStart(7)} requests/s   p50 ${latency.p50} ms   p99 ${latency.p99} ms   ${failed} failed`,
  )
}
