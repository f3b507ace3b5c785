import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createReminder } from '../../jobs/outbox.ts'
import { answerRequests } from '../../src/outbox/answer-requests.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { testApp } from './test-app.ts'
import { idOf } from '../helpers/subscribers.ts'

test('no address and no token reaches the log, whatever happens', async () => {
  const site = await testApp()
  const lines: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const once = { whom: { points: 1, seconds: 60 } }
  const rules = { 'sign-up': once, link: once, 'broken link': {} }
  const limits = createLimits(site.context.config, site.context, logger, rules)
  const deps = {
    ...site.deps,
    logger,
    limits,
    remind: createReminder({ queues: { add: () => Promise.reject(new Error('the queue is down')) }, logger }),
    enqueueEdition: () => Promise.reject(new Error('the queue is down')),
  }
  const app = createApp(deps)
  const failing = createApp({ ...deps, db: deps.db.withSchema('nowhere') })
  const ask = async (at: typeof app, path: string, fields: Record<string, string>) =>
    (await at.request(path, { method: 'POST', body: new URLSearchParams(fields) })).status
  const email = 'ada.lovelace@example.org'
  expect(await ask(app, '/subscribe', { email })).toBe(200)
  expect(await answerRequests({ ...site.context, logger }, 1)).toMatchObject([{ outcome: 'confirm' }])
  const id = await idOf(site.context.db, email)
  const link = (purpose: 'confirm' | 'unsubscribe' | 'preferences') => site.link(purpose, id)
  expect(await ask(app, '/subscribe', { email })).toBe(429)
  expect(await ask(app, link('confirm'), {})).toBe(200)
  expect(await ask(app, link('confirm'), {})).toBe(429)
  expect(await ask(app, link('unsubscribe'), { 'List-Unsubscribe': 'One-Click' })).toBe(200)
  expect(await ask(failing, link('preferences'), { keywords: 'x' })).toBe(500)
  expect(await ask(failing, '/subscribe', { email: 'bob@example.org' })).toBe(500)
  expect(await ask(app, `${link('preferences')}x`, {})).toBe(400)
  const log = lines.join('')
  expect(log).toMatch(
    /"purpose":"preferences","problem":"broken","network":"unknown","msg":"a link was refused"/,
  )
  expect(lines.length).toBeGreaterThan(6)
  expect(log).not.toMatch(/lovelace|bob@|example\.org/i)
  for (const purpose of ['confirm', 'unsubscribe', 'preferences'] as const) {
    expect(log).not.toContain(link(purpose).split('.').at(-1))
  }
})
