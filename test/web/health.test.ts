import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createHeartbeat } from '../../jobs/heartbeat.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { watchProcess } from '../../src/process-metrics.ts'
import { startHealthServer } from '../../src/web/server.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { freePort } from '../helpers/ports.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addActive } from '../helpers/subscribers.ts'
import { testApp } from './test-app.ts'

const token = 'a-token-that-is-only-for-tests'

async function healthServer(queues: { count: () => Promise<never[]> }) {
  const { db, logger } = await testContext()
  const server = await startHealthServer(
    { db, logger, queues },
    { port: 0, host: '127.0.0.1', metricsToken: token },
  )
  onTestFinished(() => server.stop())
  return (path: string, headers = {}) => fetch(server.url + path, { headers })
}

test('a part without pages is alive and ready while the database and the queue answer', async () => {
  const get = await healthServer({ count: async () => [] })
  expect((await get('/healthz')).status).toBe(200)
  expect((await get('/readyz')).status).toBe(200)
  expect((await get('/')).status).toBe(404)
})

test.each([
  ['fails', () => Promise.reject(new Error('connection refused'))],
  ['does not answer', () => new Promise<never>(() => undefined)],
])('with a queue that %s, it is alive and not ready', async (_, count) => {
  const get = await healthServer({ count })
  expect((await get('/healthz')).status).toBe(200)
  const ready = await get('/readyz')
  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({ status: 'the queue does not answer' })
})

test('the pages tell of their health under the same addresses', async () => {
  const { get } = await testApp()
  for (const path of ['/healthz', '/readyz', '/health']) expect((await get(path)).status).toBe(200)
})

test('a part without pages tells Prometheus of itself, with the token only', async () => {
  watchProcess()
  const get = await healthServer({ count: async () => [] })
  expect((await get('/metrics')).status).toBe(401)
  const metrics = await (await get('/metrics', { Authorization: `Bearer ${token}` })).text()
  expect(metrics).toContain('nodejs_eventloop_lag_seconds')
  expect(metrics).toContain('paperboy_message_seconds')
})

test('a port in use is named by its variable', async () => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => void other.close())
  const { db, logger } = await testContext()
  const starting = startHealthServer({ db, logger }, { port, host: '127.0.0.1', metricsToken: null })
  await expect(starting).rejects.toThrow(`HEALTH_PORT: ${port} is in use by another program; choose another`)
})

test('the heartbeat is told of each edition once, when it was sent, and again where it did not answer', async () => {
  const slot = new Date('2026-05-20T07:00:00Z')
  let answer = 500
  let asked = 0
  const port = await freePort()
  const monitor = createServer((_, response) => {
    asked += 1
    response.writeHead(answer).end()
  }).listen(port, '127.0.0.1')
  onTestFinished(() => void monitor.close())
  const heartbeatUrl = `http://127.0.0.1:${port}/ping`
  const context = await testContext({ clock: () => slot, config: { delivery: { heartbeatUrl } } })
  const beat = createHeartbeat(context)
  await storeCandidates(context.db, [candidate({ id: 'arxiv:2605.1' })])
  await addActive(context.db, 'ada@example.org')
  const edition = await openEditionAt(context.db, slot, slot)
  if (!edition) throw new Error('nobody is due')
  await createComposer(context)(edition.id, 0, slot)
  await beat()
  expect(asked).toBe(0)

  const smtp = await startSmtpServer()
  await createDeliverer({ ...context, db: context.ledgerDb, outlet: outletTo(smtp.url) })(edition.id, 0)
  await beat()
  answer = 200
  await beat()
  await beat()
  expect(asked).toBe(2)
})
