import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { composeJobs } from '../jobs/compose.ts'
import { startWorker } from '../jobs/worker.ts'
import { openEditionAt } from '../src/editions/edition.ts'
import { createLogger } from '../src/logger.ts'
import { startOpenTelemetry } from '../src/open-telemetry.ts'
import { laneTo } from '../src/smtp/lane-config.ts'
import { openLanes } from '../src/smtp/lanes.ts'
import { inSpan } from '../src/tracing.ts'
import { candidate, storeCandidates } from './helpers/candidates.ts'
import { startSmtpServer } from './helpers/smtp.ts'
import { readSourceTree } from './helpers/source-tree.ts'
import { addActive } from './helpers/subscribers.ts'
import { testApp } from './web/test-app.ts'

const Value = z.looseObject({ stringValue: z.string().optional(), intValue: z.coerce.number().optional() })
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .transform((all) =>
    Object.fromEntries(all.map(({ key, value }) => [key, value.stringValue ?? value.intValue])),
  )
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: Attributes,
  status: z.looseObject({ code: z.number().optional() }),
})
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
})

/** A collector that speaks OTLP over HTTP, on a free port until the test is over. */
async function startCollector() {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(body)
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const exports = () => bodies.flatMap((body) => Export.parse(JSON.parse(body)).resourceSpans)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    text: () => bodies.join(''),
    services: () => exports().map(({ resource }) => resource.attributes['service.name']),
    spans: () => exports().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  }
}

test('requests, jobs, rounds and each hand-over are spans, without addresses and tokens', async () => {
  const collector = await startCollector()
  const lines: string[] = []
  const logger = createLogger('info', { write: (line) => void lines.push(line) })
  const tracing = { endpoint: collector.endpoint, share: 1, service: 'papers' }
  const stop = startOpenTelemetry(tracing, logger)
  const site = await testApp()
  const context = { ...site.context, logger }
  const { db, clock } = context
  const id = await addActive(db, 'ada@example.org', { hour: '12' })
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  for (const path of ['/papers/arxiv:2605.1', site.link('preferences', id), '/nowhere', '/healthz'])
    await site.get(path)

  const sent = Promise.withResolvers<void>()
  const smtp = await startSmtpServer()
  const lanes = openLanes([laneTo(smtp.url, { connections: 1 })], context)
  onTestFinished(() => lanes.close())
  const edition = await openEditionAt(db, clock(), clock())
  const deliverer = {
    ...lanes,
    editions: {
      ...lanes.editions,
      send: (message: Parameters<typeof lanes.editions.send>[0]) =>
        lanes.editions.send(message).finally(() => sent.resolve()),
    },
  }
  await startWorker(context, deliverer, ['compose', 'deliver'])
  await context.queues.add('compose', composeJobs(edition?.id ?? 0, [0]))
  await sent.promise
  await context.queues.stopWorking()
  await stop()

  const spans = collector.spans()
  expect(new Set(collector.services())).toEqual(new Set(['papers']))
  const only = (name: string) => {
    const found = spans.filter((span) => span.name === name)
    if (found.length !== 1) throw new Error(`${found.length} spans are called ${name}`)
    return found[0]
  }
  expect(only('GET /papers/:id')).toMatchObject({
    kind: 2,
    attributes: { 'http.response.status_code': 200, 'paperboy.request': expect.any(String) },
  })
  expect(only('GET /preferences/:token')?.attributes['http.response.status_code']).toBe(200)
  expect(only('GET no route')?.attributes['http.response.status_code']).toBe(404)
  expect(only('job compose')).toMatchObject({ kind: 5, attributes: { 'paperboy.queue': 'compose' } })
  const [job, round, handOver] = ['job deliver', 'deliver round', 'SMTP hand-over'].map((name) => only(name))
  expect(round).toMatchObject({
    traceId: job?.traceId,
    parentSpanId: job?.spanId,
    attributes: { 'paperboy.edition': edition?.id, 'paperboy.messages': 1 },
  })
  expect(handOver).toMatchObject({
    traceId: job?.traceId,
    parentSpanId: round?.spanId,
    kind: 3,
    attributes: { 'paperboy.outcome': 'submitted', 'paperboy.delivery': expect.any(Number) },
  })
  expect(spans).toHaveLength(7)
  expect(collector.text()).not.toMatch(/ada|example\.org/)
  expect(collector.text()).not.toContain(site.link('preferences', id).split('/').at(-1))
})

test('what fails is in its span and thrown on, and the log names its trace', async () => {
  const collector = await startCollector()
  const lines: string[] = []
  const logger = createLogger('info', { write: (line) => void lines.push(line) })
  const stop = startOpenTelemetry({ endpoint: collector.endpoint, share: 1, service: 'x' }, logger)
  const failing = inSpan({ name: 'fails' }, async () => {
    logger.info('inside')
    throw new Error('no answer')
  })
  await expect(failing).rejects.toThrow('no answer')
  await stop()
  const [span] = collector.spans()
  expect(span).toMatchObject({ name: 'fails', status: { code: 2, message: 'no answer' } })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ trace: span?.traceId, msg: 'inside' })
})

test('without a collector nothing of OpenTelemetry is loaded', () => {
  const tree = readSourceTree()
  const users = tree.filter(({ text }) => text.includes("'@opentelemetry/"))
  expect(users.map(({ path }) => path)).toEqual(['src/open-telemetry.ts'])
  const importers = tree.filter(({ text }) => text.includes('/open-telemetry.ts'))
  expect(importers.map(({ path }) => path)).toEqual(['src/context.ts'])
  expect(importers[0]?.text).toContain("await import('./open-telemetry.ts')")
})
