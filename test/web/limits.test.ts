import { sql } from 'kysely'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { createContext } from '../../src/context.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits, type Rules } from '../../src/web/limits.ts'
import { configWith, testConfig } from '../helpers/config.ts'
import { temporaryDir } from '../helpers/context.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { startRedis } from '../helpers/redis.ts'
import { lacks } from '../helpers/requirements.ts'
import { insertSubscribers, subscriptionRows, testApp, type TestApp } from './test-app.ts'
import { idOf } from '../helpers/subscribers.ts'

const rules: Rules = {
  mailing: {
    whom: { points: 2, seconds: 60 },
    network: { points: 4, seconds: 60 },
    overall: { points: 6, seconds: 60 },
  },
  link: { whom: { points: 3, seconds: 60 }, network: { points: 5, seconds: 60 } },
  'broken link': { network: { points: 2, seconds: 60 } },
}

const readRules: Rules = {
  read: { network: { points: 3, seconds: 60 } },
  search: { network: { points: 1, seconds: 60 } },
}

/** The pages with few requests allowed, asked from an address. */
async function limitedApp(
  limited = rules,
): Promise<
  TestApp & { ask: (from: string, path: string, fields?: Record<string, string>) => Promise<Response> }
> {
  const site = await testApp()
  const limits = createLimits(site.context.config, site.context, site.context.logger, limited)
  const app = createApp({ ...site.deps, limits })
  const ask = async (from: string, path: string, fields?: Record<string, string>) => {
    const init = fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}
    const answer = await app.request(path, init, { incoming: { socket: { remoteAddress: from } } })
    await site.answerRequests()
    return answer
  }
  return { ...site, ask }
}

const statuses = async (answers: Promise<Response>[]) =>
  (await Promise.all(answers)).map(({ status }) => status)

test('an address is asked for twice and no more, known or not, from wherever', async () => {
  const site = await limitedApp()
  await insertSubscribers(site.context, ['known@example.org'], 'active')
  const refusals = []
  for (const email of ['known@example.org', 'new@example.org']) {
    await site.ask('192.0.2.1', '/subscribe', { email })
    await site.ask('198.51.100.1', '/subscribe', { email: email.toUpperCase() })
    const refused = await site.ask('203.0.113.1', '/subscribe', { email })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
    expect(refused.headers.get('cache-control')).toBe('no-store')
    refusals.push(await refused.text())
  }
  expect(refusals[0]).toBe(refusals[1])
  expect(refusals[0]).toContain('Try again in a minute')
})

test('a network is one client, and one that is refused takes nothing from the others', async () => {
  const site = await limitedApp()
  const answers = []
  for (let i = 0; i < 8; i++) {
    answers.push((await site.ask(`192.0.2.${i}`, '/subscribe', { email: `a${i}@example.org` })).status)
  }
  expect(answers).toEqual([200, 200, 200, 200, 429, 429, 429, 429])
  const others = []
  for (let i = 0; i < 3; i++) {
    others.push((await site.ask(`198.51.${i}.1`, '/subscribe', { email: `b${i}@example.org` })).status)
  }
  // Six in all: the four before, and two of these.
  expect(others).toEqual([200, 200, 429])
  expect((await subscriptionRows(site.context)).mails).toHaveLength(6)
})

test('tokens that are not ours are counted, and right ones from the same network still open', async () => {
  const site = await limitedApp()
  await site.post('/subscribe', { email: 'ada@example.org' })
  const id = (await findSubscriber(site.context.db, 'ada@example.org'))?.id ?? 0
  const broken = [1, 2, 3].map((i) => () => site.ask('192.0.2.1', `/unsubscribe/broken${i}`))
  const answers = []
  for (const one of broken) answers.push((await one()).status)
  expect(answers).toEqual([400, 400, 429])
  expect((await site.ask('192.0.2.1', site.link('confirm', id))).status).toBe(200)
})

test('a link is opened a few times a minute, but leaving is never refused', async () => {
  const site = await limitedApp()
  await insertSubscribers(site.context, ['ada@example.org'], 'active')
  const id = await idOf(site.context.db, 'ada@example.org')
  const opened = []
  for (let i = 0; i < 4; i++)
    opened.push((await site.ask(`192.0.${i}.1`, site.link('preferences', id))).status)
  expect(opened).toEqual([200, 200, 200, 429])
  const oneClicks = Array.from({ length: 30 }, () =>
    site.ask('192.0.2.1', site.link('unsubscribe', id), { 'List-Unsubscribe': 'One-Click' }),
  )
  expect(new Set(await statuses(oneClicks))).toEqual(new Set([200]))
})

test.each([
  '/',
  '/topics/robotics',
  '/feed.atom',
  '/sitemap.xml',
  '/subscribe',
  '/assets/form.js',
  '/nowhere',
])('%s is read by one network only so often, and the refusal is a page', async (path) => {
  const site = await limitedApp(readRules)
  const answers = []
  for (let i = 0; i < 4; i++) answers.push(await site.ask(`192.0.2.${i}`, path))
  const [, , last, refused] = answers
  expect(last?.status).not.toBe(429)
  expect(refused?.status).toBe(429)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(50)
  expect(refused?.headers.get('cache-control')).toBe('no-store')
  expect(refused?.headers.get('content-security-policy')).toBeTruthy()
  expect(await refused?.text()).toContain('Try again in a minute')
  expect((await site.ask('198.51.100.1', path)).status).not.toBe(429)
})

test('searching is limited sooner than reading', async () => {
  const site = await limitedApp(readRules)
  expect((await site.ask('192.0.2.1', '/search?q=walking')).status).toBe(200)
  expect((await site.ask('192.0.2.1', '/api/v1/search?q=walking')).status).toBe(429)
  expect((await site.ask('192.0.2.1', '/topics/robotics')).status).toBe(200)
})

test('a supervisor may ask for the health of the service as often as it likes', async () => {
  const site = await limitedApp(readRules)
  const answers = Array.from({ length: 10 }, () => site.ask('192.0.2.1', '/health'))
  expect(new Set(await statuses(answers))).toEqual(new Set([200]))
})

test('the network is kept with the consent', async () => {
  const site = await limitedApp()
  await site.post('/subscribe', { email: 'ada@example.org' })
  const id = await idOf(site.context.db, 'ada@example.org')
  await site.ask('2001:db8:1:2:3::4', site.link('confirm', id), {})
  expect((await findSubscriber(site.context.db, 'ada@example.org'))?.consent).toMatchObject({
    how: 'web',
    network: '2001:db8:1:2::/64',
  })
})

const migrated = (config: Config) => createContext(config, { schema: 'migrate' })

describe.skipIf(lacks('postgres'))('on PostgreSQL', () => {
  test('several processes count together', async () => {
    const database = await (await startPostgres())()
    const config = testConfig(await temporaryDir(), { store: { databaseUrl: database } })
    const contexts = [await migrated(config), await migrated(config)]
    for (const context of contexts) onTestFinished(() => context.close())
    const processes = contexts.map((context) => createLimits(config, context, context.logger, rules))
    const takes = await Promise.all(
      Array.from({ length: 5 }, () => processes.map((one) => one.take('mailing', { network: 'a' }))).flat(),
    )
    expect(takes.filter((take) => take.ok)).toHaveLength(4)
  })

  test('what is kept names neither addresses nor tokens', async () => {
    const databaseUrl = await (await startPostgres())()
    const context = await migrated(testConfig(await temporaryDir(), { store: { databaseUrl } }))
    onTestFinished(() => context.close())
    const limits = createLimits(context.config, context, context.logger, rules)
    await limits.take('mailing', { network: '192.0.2.0/24', whom: 'ada@example.org' })
    await limits.take('link', { network: '192.0.2.0/24', whom: 'a token' })
    const { rows } = await sql<{ key: string }>`select key from public.rate_limits`.execute(context.db)
    expect(rows.map(({ key }) => key).sort()).toEqual([
      'link-network:192.0.2.0/24',
      expect.stringMatching(/^link-whom:[\w-]{27}$/),
      'mailing-network:192.0.2.0/24',
      'mailing-overall:all',
      expect.stringMatching(/^mailing-whom:[\w-]{27}$/),
    ])
  })
})

describe.skipIf(lacks('redis'))('on Redis', () => {
  test('several processes count together, and each by itself when Redis is gone', async () => {
    const redisUrl = await (await startRedis())()
    const { context } = await testApp()
    const config = configWith(context.config, { store: { redisUrl } })
    const processes = [1, 2].map(() => createLimits(config, context, context.logger, rules))
    onTestFinished(async () => {
      for (const each of processes) await each.close()
    })
    const client = new Redis(redisUrl)
    onTestFinished(() => client.disconnect())
    // Until the connection is there, each counts by itself.
    await expect
      .poll(async () => {
        const reached = []
        for (const [i, each] of processes.entries()) {
          await each.take('broken link', { network: `warming${i}` })
          reached.push(await client.get(`paperboy:limit:broken-link-network:warming${i}`))
        }
        return reached
      })
      .not.toContain(null)
    const takes = await Promise.all(
      Array.from({ length: 5 }, () => processes.map((each) => each.take('mailing', { network: 'a' }))).flat(),
    )
    expect(takes.filter((take) => take.ok)).toHaveLength(4)
    const keys = (await client.keys('*')).sort()
    expect(keys).toContain('paperboy:limit:mailing-network:a')

    const nowhere = createLimits(
      configWith(config, { store: { redisUrl: 'redis://127.0.0.1:9' } }),
      context,
      context.logger,
      rules,
    )
    onTestFinished(() => nowhere.close())
    const alone = []
    for (let i = 0; i < 6; i++) alone.push((await nowhere.take('mailing', { network: 'b' })).ok)
    expect(alone).toEqual([true, true, true, true, false, false])
  })
})
