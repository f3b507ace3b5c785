import { expect, onTestFinished, test } from 'vitest'
import { startWorker } from '../jobs/worker.ts'
import { composeJobs } from '../jobs/compose.ts'
import { parseTrustedProxies } from '../src/config/trusted-proxies.ts'
import { openEditionAt } from '../src/editions/edition.ts'
import { withLogFields, withoutLogFields } from '../src/log-fields.ts'
import { createLogger } from '../src/logger.ts'
import { laneTo } from '../src/smtp/lane-config.ts'
import { openLanes } from '../src/smtp/lanes.ts'
import { startServer } from '../src/web/server.ts'
import { candidate, storeCandidates } from './helpers/candidates.ts'
import { testContext } from './helpers/context.ts'
import { startSmtpServer } from './helpers/smtp.ts'
import { addActive } from './helpers/subscribers.ts'
import { testApp } from './web/test-app.ts'

type Line = { [field: string]: unknown; msg: string }

/** The logger of a process, and the lines that it has written; `written` waits for one. */
function recordingLogger() {
  const lines: Line[] = []
  const waiting = new Map<string, () => void>()
  const write = (text: string) => {
    const line: Line = JSON.parse(text)
    lines.push(line)
    waiting.get(line.msg)?.()
  }
  const written = (msg: string) =>
    lines.some((line) => line.msg === msg)
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.set(msg, resolve))
  return { lines, written, logger: createLogger('info', { write }) }
}

test('a line has what it belongs to, also after a wait; its own fields win, and what is shared has none', async () => {
  const { lines, logger } = recordingLogger()
  await withLogFields({ queue: 'deliver', job: 'a' }, async () => {
    await Promise.resolve()
    await withLogFields({ edition: 7 }, async () => logger.info({ job: 'b' }, 'inside'))
    logger.info('after')
    withoutLogFields(() => logger.info('shared'))
  })
  logger.info('outside')
  expect(lines.map(({ time: _time, level: _level, ...line }) => line)).toEqual([
    { queue: 'deliver', job: 'b', edition: 7, msg: 'inside' },
    { queue: 'deliver', job: 'a', msg: 'after' },
    { msg: 'shared' },
    { msg: 'outside' },
  ])
})

test('a request that fails has one line, with the id of its answer and of its page', async () => {
  const site = await testApp()
  const { lines, logger } = recordingLogger()
  const deps = { ...site.deps, logger, db: site.deps.db.withSchema('nowhere') }
  const server = await startServer(deps, 0)
  onTestFinished(() => server.stop())
  for (const path of ['/', '/api/v1/papers/arxiv:2605.1']) {
    // Nobody may write into the log what they like.
    const answer = await fetch(server.url + path, { headers: { 'X-Request-Id': 'a-visitors-own' } })
    const id = answer.headers.get('x-request-id')
    expect(id).toMatch(/^[0-9a-f]{16}$/)
    expect(await answer.text()).toContain(id)
    expect(lines.splice(0)).toMatchObject([{ request: id, level: 50 }])
  }
})

test.each([
  ['from-the-proxy.1', 'from-the-proxy.1'],
  ['with spaces and "quotes"', null],
  ['x'.repeat(200), null],
])('a trusted proxy’s id %j is kept where it is one', async (given, kept) => {
  const trustedProxies = parseTrustedProxies('127.0.0.1,::1') ?? []
  const site = await testApp({ web: { trustedProxies } })
  const server = await startServer(site.deps, 0)
  onTestFinished(() => server.stop())
  const answers = [1, 2].map(() => fetch(`${server.url}/topics`, { headers: { 'X-Request-Id': given } }))
  const ids = (await Promise.all(answers)).map(({ headers }) => headers.get('x-request-id'))
  // The second comes from the cache.
  if (kept === null) expect(new Set(ids).size).toBe(2)
  else expect(ids).toEqual([kept, kept])
})

test('a message that is refused has one line, with its queue, job, edition and delivery', async () => {
  const { lines, written, logger } = recordingLogger()
  const slot = new Date('2026-05-20T07:00:00Z')
  const context = { ...(await testContext({ clock: () => slot })), logger }
  const { db } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  await addActive(db, 'ada@example.org', { hour: '7' })
  const smtp = await startSmtpServer({
    onRcptTo: (_address, _session, callback) =>
      callback(Object.assign(new Error('5.1.1 unknown'), { responseCode: 550 })),
  })
  const lanes = openLanes([laneTo(smtp.url, { connections: 1 })], context)
  onTestFinished(() => lanes.close())
  const edition = await openEditionAt(db, slot, slot)
  const id = edition?.id ?? 0
  await startWorker(context, lanes, ['compose', 'deliver'])
  await context.queues.add('compose', composeJobs(id, [0]))
  await written('message not submitted')
  await context.queues.stopWorking()
  const { id: delivery } = await db.selectFrom('deliveries').select('id').executeTakeFirstOrThrow()
  const about = lines.filter((line) => JSON.stringify(line).includes('5.1.1'))
  expect(about).toEqual([
    expect.objectContaining({ queue: 'deliver', job: `deliver-${id}-0`, edition: id, range: 0, delivery }),
  ])
})
