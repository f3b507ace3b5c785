import { sql } from 'kysely'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { createContext } from '../../src/context.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits, type Rules } from '../../src/web/limits.ts'
import { configWith, testConfig } from '../helpers/config.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { temporaryDir } from '../helpers/context.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { startRedis } from '../helpers/redis.ts'
import { lacks } from '../helpers/requirements.ts'
import { solve } from './solve.ts'
import { insertSubscribers, subscriptionRows, testApp, type TestApp } from './test-app.ts'
import { idOf } from '../helpers/subscribers.ts'

const rules: Rules = {
  'sign-up': {
    whom: { points: 2, seconds: 60 },
    domain: { points: 50, seconds: 60 },
    network: { points: 4, seconds: 60 },
    'wide network': { points: 7, seconds: 60 },
  },
  'unproven sign-up': { overall: { points: 6, seconds: 60 } },
  'own mail': { whom: { points: 2, seconds: 60 }, network: { points: 4, seconds: 60 } },
  operator: { network: { points: 3, seconds: 60 }, overall: { points: 20, seconds: 60 } },
  link: { whom: { points: 3, seconds: 60 }, network: { points: 5, seconds: 60 } },
  'broken link': { network: { points: 2, seconds: 60 } },
  preview: { network: { points: 4, seconds: 60 } },
  'preview mail': { network: { points: 2, seconds: 60 }, overall: { points: 3, seconds: 60 } },
}

const readRules: Rules = {
  read: { network: { points: 3, seconds: 60 } },
  form: { network: { points: 2, seconds: 60 } },
  search: { network: { points: 1, seconds: 60 } },
}

type Ask = (
  from: string,
  path: string,
  fields?: Record<string, string>,
  headers?: Record<string, string>,
) => Promise<Response>

/** The pages with few requests allowed, asked from an address. */
async function limitedApp(limited = rules): Promise<TestApp & { ask: Ask }> {
  const site = await testApp()
  const limits = createLimits(site.context.config, site.context, site.context.logger, limited)
  const app = createApp({ ...site.deps, limits })
  const ask: Ask = async (from, path, fields, headers = {}) => {
    const init = { headers, ...(fields && { method: 'POST', body: new URLSearchParams(fields) }) }
    const answer = await app.request(path, init, { incoming: { socket: { remoteAddress: from } } })
    await site.answerRequests()
    return answer
  }
  return { ...site, ask }
}

test('forms that are wrong are limited too, before they are read', async () => {
  const site = await limitedApp(readRules)
  const answers = []
  for (let i = 0; i < 3; i++)
    answers.push((await site.ask(`192.0.2.${i}`, '/subscribe', { email: 'x' })).status)
  expect(answers).toEqual([422, 422, 429])
  expect((await site.ask('198.51.100.1', '/subscribe', { email: 'x' })).status).toBe(422)
})

test('previews and the mails from there are limited per network, the mails in total too', async () => {
  const site = await limitedApp()
  const shown = []
  for (let i = 0; i < 3; i++)
    shown.push((await site.ask('192.0.2.1', i === 1 ? '/preview/mail' : '/preview')).status)
  expect(shown).toEqual([200, 404, 200])
  await storeCandidates(site.context.db, [candidate({ id: 'arxiv:2605.00001' })])
  const sent = []
  for (const from of [
    '192.0.2.1',
    '192.0.2.1',
    '198.51.100.1',
    '198.51.100.1',
    '198.51.100.1',
    '203.0.113.1',
  ])
    sent.push((await site.ask(from, '/preview', {}, { 'Sec-Fetch-Site': 'same-origin' })).status)
  // One is left of four for the first network; the second may send two, and the third is over the total.
  expect(sent).toEqual([200, 429, 200, 200, 429, 429])
})

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
  '/assets/page.js',
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
      Array.from({ length: 5 }, () => processes.map((one) => one.take('sign-up', { network: 'a' }))).flat(),
    )
    expect(takes.filter((take) => take.ok)).toHaveLength(4)
  })

  test('what is kept names neither addresses nor tokens', async () => {
    const databaseUrl = await (await startPostgres())()
    const context = await migrated(testConfig(await temporaryDir(), { store: { databaseUrl } }))
    onTestFinished(() => context.close())
    const limits = createLimits(context.config, context, context.logger, rules)
    await limits.take('sign-up', { network: '192.0.2.0/24', whom: 'ada@example.org' })
    await limits.take('link', { network: '192.0.2.0/24', whom: 'a token' })
    const { rows } = await sql<{ key: string }>`select key from public.rate_limits`.execute(context.db)
    expect(rows.map(({ key }) => key).sort()).toEqual([
      'link-network:192.0.2.0/24',
      expect.stringMatching(/^link-whom:[\w-]{27}$/),
      'sign-up-network:192.0.2.0/24',
      expect.stringMatching(/^sign-up-whom:[\w-]{27}$/),
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
      Array.from({ length: 5 }, () => processes.map((each) => each.take('sign-up', { network: 'a' }))).flat(),
    )
    expect(takes.filter((take) => take.ok)).toHaveLength(4)
    const keys = (await client.keys('*')).sort()
    expect(keys).toContain('paperboy:limit:sign-up-network:a')

    const nowhere = createLimits(
      configWith(config, { store: { redisUrl: 'redis://127.0.0.1:9' } }),
      context,
      context.logger,
      rules,
    )
    onTestFinished(() => nowhere.close())
    const alone = []
    for (let i = 0; i < 6; i++) alone.push((await nowhere.take('sign-up', { network: 'b' })).ok)
    expect(alone).toEqual([true, true, true, true, false, false])
  })
})

test('spellings of one mailbox count together, and so do the mailboxes of a small domain', async () => {
  const site = await limitedApp({
    'sign-up': { whom: { points: 2, seconds: 60 }, domain: { points: 3, seconds: 60 } },
  })
  const ask = async (email: string) => (await site.ask('192.0.2.1', '/subscribe', { email })).status
  const one = ['a.da@gmail.com', 'ada+news@googlemail.com', 'A.D.A+x@gmail.com']
  expect([await ask(one[0] ?? ''), await ask(one[1] ?? ''), await ask(one[2] ?? '')]).toEqual([200, 200, 429])
  // To the rest of the service they are different people.
  expect((await subscriptionRows(site.context)).subscribers).toHaveLength(2)
  const others = []
  for (let i = 0; i < 4; i++) others.push(await ask(`person${i}@example.org`))
  expect(others).toEqual([200, 200, 200, 429])
  for (let i = 0; i < 4; i++) expect(await ask(`person${i}@gmail.com`)).toBe(200)
})

test('the 65,536 networks of one customer count together', async () => {
  const site = await limitedApp()
  const answers = []
  for (let i = 1; i <= 8; i++)
    answers.push(site.ask(`2001:db8:1:${i}::1`, '/subscribe', { email: `a@${i}.example.org` }))
  expect((await statuses(answers)).filter((status) => status === 429).length).toBeGreaterThan(0)
  const limits = createLimits(site.context.config, site.context, site.context.logger, rules)
  const takes = []
  for (let i = 1; i <= 8; i++)
    takes.push((await limits.take('sign-up', { network: `2001:db8:1:${i}::/64` })).ok)
  expect(takes).toEqual([true, true, true, true, true, true, true, false])
  expect((await limits.take('sign-up', { network: '2001:db8:2:1::/64' })).ok).toBe(true)
})

test('many networks at once make signing up slower, and shut nobody out', async () => {
  const site = await testApp()
  const few = { ...rules, 'unproven sign-up': { overall: { points: 2, seconds: 60 } } }
  const appAt = (publicUrl: string) => {
    const limits = createLimits(site.context.config, site.context, site.context.logger, few)
    return createApp({
      ...site.deps,
      limits,
      config: configWith(site.context.config, { web: { publicUrl } }),
    })
  }
  const ask = async (app: TestApp['app'], i: number, fields: Record<string, string> = {}) => {
    const body = new URLSearchParams({ email: `a@${i}.example.org`, ...fields })
    const client = { incoming: { socket: { remoteAddress: `192.0.${i}.1` } } }
    return app.request('/subscribe', { method: 'POST', body }, client)
  }
  const safe = appAt('https://papers.example.org')
  expect((await ask(safe, 0)).status).toBe(200)
  for (let i = 1; i < 3; i++) {
    const asked = await ask(safe, i)
    expect(asked.status).toBe(422)
    expect((await ask(safe, i, { proof: solve(await asked.text()) })).status).toBe(200)
  }
  // Where browsers cannot do it, the limit stays.
  const plain = appAt('http://papers.example.org')
  const answers = []
  for (let i = 0; i < 3; i++) answers.push((await ask(plain, i)).status)
  expect(answers).toEqual([200, 200, 429])
})

test('people with a link of their own are not shut out by those who sign up', async () => {
  const site = await limitedApp({ ...rules, 'unproven sign-up': { overall: { points: 0, seconds: 60 } } })
  await insertSubscribers(site.context, ['ada@example.org'], 'active')
  const id = await idOf(site.context.db, 'ada@example.org')
  for (const [path, fields] of [
    [`${site.link('preferences', id)}/mail`, { what: 'export' }],
    [site.link('export', id), {}],
    [site.link('unsubscribe', id), { 'List-Unsubscribe': 'One-Click' }],
    [site.link('erase', id), { button: 'erase' }],
  ] as const)
    expect((await site.ask('192.0.2.1', path, fields)).status, `${path} is let through`).toBe(200)
})

test.each([
  ['the preview', '/preview', (token: string) => `Basic ${btoa(`me:${token}`)}`],
  ['the metrics', '/metrics', (token: string) => `Bearer ${token}`],
])('a token for %s cannot be guessed: after some tries none is looked at', async (_, path, authorization) => {
  const site = await limitedApp()
  const token = 'the-right-token-of-the-operator-32-characters'
  const config = configWith(site.context.config, { web: { operatorToken: token, metricsToken: token } })
  const limits = createLimits(config, site.context, site.context.logger, rules)
  const app = createApp({ ...site.deps, config, limits })
  const ask = async (from: string, given?: string) => {
    const headers = given === undefined ? {} : { Authorization: authorization(given) }
    return (await app.request(path, { headers }, { incoming: { socket: { remoteAddress: from } } })).status
  }
  // A browser asks without a token first.
  for (let i = 0; i < 5; i++) expect(await ask('192.0.2.1')).toBe(401)
  expect(await ask('192.0.2.1', token)).toBe(200)
  const tries = []
  for (let i = 0; i < 4; i++) tries.push(await ask('192.0.2.1', `wrong ${i}`))
  expect(tries).toEqual([401, 401, 401, 429])
  expect(await ask('192.0.2.1', token)).toBe(429)
  expect(await ask('198.51.100.1', token)).toBe(200)
  for (let i = 0; i < 40; i++) await ask(`203.0.${i}.1`, 'wrong')
  expect(await ask('198.51.100.2', token)).toBe(429)
})
