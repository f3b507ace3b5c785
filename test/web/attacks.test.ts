import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { sql, type KyselyPlugin } from 'kysely'
import { describe, expect, test } from 'vitest'
import { routes } from '../../src/routes.ts'
import { findSubscriberById } from '../../src/subscribers/find.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { addActive } from '../helpers/subscribers.ts'
import { createApp } from '../../src/web/app.tsx'
import { recent } from '../../src/web/public-cache.ts'
import { testApp } from './test-app.ts'

const longestStretchMs = 50
const urlencoded = { 'Content-Type': 'application/x-www-form-urlencoded' }
const maxBody = 64 * 1024 - 1

/** Bodies as large as they may be, each expensive for a parser in its own way. */
const worstBodies: Record<string, { headers: Record<string, string>; body: string }> = {
  'one field 32,000 times': { headers: urlencoded, body: 'a=&'.repeat(maxBody / 3) },
  'topics as often as allowed': {
    headers: urlencoded,
    body: `${'topics=robotics&'.repeat(490)}button=save`,
  },
  'one long text in each field': {
    headers: urlencoded,
    body: ['keywords', 'authors', 'mutedKeywords', 'keyword', 'email', 'reason', 'timeZone']
      .map((name) => `${name}=${'a,'.repeat(4500)}`)
      .join('&'),
  },
  'escapes alone': { headers: urlencoded, body: `keywords=${'%F0%9F%92%A9'.repeat(5400)}` },
  'thousands of keywords': {
    headers: urlencoded,
    body: `topics=robotics&keywords=${'%F0%9F%92%A9,'.repeat(4900)}`,
  },
  'thousands of different keywords': {
    headers: urlencoded,
    body: `keywords=${Array.from({ length: 10_000 }, (_, index) => index.toString(36)).join(',')}`,
  },
  'combining characters': { headers: urlencoded, body: `keywords=a${'%CC%81'.repeat(10_000)}` },
  'blanks alone': { headers: urlencoded, body: `keywords=${'+'.repeat(65_000)}&email=${'+'.repeat(400)}` },
  'many parts': {
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    body: `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(1200)}--x--\r\n`,
  },
  'no end of a boundary': {
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    body: '--x\r\n'.repeat(13_000),
  },
}

test('no request of 64 kB holds up the process', { timeout: 60_000 }, async () => {
  const site = await testApp()
  const { db } = site.context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.00001', firstListedOn: '2026-05-19' })])
  const id = await addActive(db, 'reader@example.org', { topics: ['robotics'] })
  const paths = [
    routes.subscribe.href(),
    ...(['preferences', 'unsubscribe', 'export', 'erase', 'confirm'] as const).map((purpose) =>
      site.link(purpose, id),
    ),
    `${site.link('preferences', id)}/mail`,
    ...['less/arxiv:2605.00001', 'mute/arxiv:2605.00001', 'marks'].map(
      (below) => `${site.link('preferences', id)}/${below}`,
    ),
  ]
  for (const path of paths) {
    for (const [name, init] of Object.entries(worstBodies)) {
      const ms = await longestStretch(async () => {
        const answer = await site.app.request(path, {
          method: 'POST',
          body: init.body,
          headers: { ...init.headers, 'Sec-Fetch-Site': 'same-origin' },
        })
        expect(answer.status).toBeLessThan(500)
      })
      expect(ms, `${path}: ${name}`).toBeLessThan(longestStretchMs)
    }
  }
})

/** @returns the least of some tries, in milliseconds: a busy machine makes it longer, never shorter */
async function longestStretch(work: () => Promise<void>): Promise<number> {
  let least = Infinity
  for (let tries = 0; tries < 8 && least >= longestStretchMs; tries++) {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await turn()
    await work()
    await turn()
    delay.disable()
    least = Math.min(least, delay.max / 1e6)
  }
  return least
}

test.each([
  ['too many fields', 'a=1&'.repeat(600)],
  ['one field too often', 'topics=robotics&'.repeat(600)],
])('a form with %s is refused as too large', async (_, body) => {
  const { app } = await testApp()
  const answer = await app.request('/subscribe', { method: 'POST', body, headers: urlencoded })
  expect(answer.status).toBe(413)
})

describe('an undo link', () => {
  const undoOf = async (answer: Response) =>
    /action="(\/undo\/[^"]+)"/.exec(await answer.text())?.[1]?.replaceAll('&amp;', '&') ?? ''
  const start = async () => {
    const site = await testApp()
    const id = await addActive(site.context.db, 'owner@example.org', { topics: ['robotics', 'code'] })
    const read = () => findSubscriberById(site.context.db, id)
    return { site, id, read, leave: site.link('unsubscribe', id) }
  }

  test('of one unsubscription does not take back a later one', async () => {
    const { site, read, leave } = await start()
    const stale = await undoOf(await site.post(leave, { button: 'unsubscribe' }))
    await site.post(stale, {})
    expect((await read())?.status).toBe('active')
    await site.post(leave, { button: 'unsubscribe' })
    await site.post(stale, {})
    expect((await read())?.status).toBe('unsubscribed')
  })

  test('of a smaller change takes back nothing else', async () => {
    const { site, read, leave } = await start()
    const undo = await undoOf(await site.post(leave, { button: 'weekly' }))
    const forged = [
      undo.replace(/about=.*/, `about=${encodeURIComponent('[2,"unsubscribed",""]')}`),
      undo.replace('daily', 'weekdays'),
      undo.replace(/\?.*/, ''),
      `${undo.replace(/\?.*/, '')}?about=x`,
    ]
    await site.post(leave, { button: 'unsubscribe' })
    for (const path of [undo, ...forged]) await site.post(path, {})
    for (const path of forged) expect((await site.post(path, {})).status).toBe(400)
    expect(await read()).toMatchObject({ status: 'unsubscribed', preferences: { cadence: 'weekly' } })
  })

  test('of a change does nothing once its owner has changed something since', async () => {
    const { site, id, read, leave } = await start()
    const undo = await undoOf(await site.post(leave, { button: 'weekly' }))
    await site.post(site.link('preferences', id), { cadence: 'weekly', topics: ['code'] })
    await site.post(undo, {})
    expect(await read()).toMatchObject({ preferences: { cadence: 'weekly', topics: ['code'] } })
  })

  test('that brings someone back tells them so by mail', async () => {
    const { site, leave } = await start()
    const undo = await undoOf(await site.post(leave, { 'List-Unsubscribe': 'One-Click' }))
    await site.post(undo, {})
    const mails = await site.context.db.selectFrom('outbox').select('kind').execute()
    expect(mails).toEqual([{ kind: 'restored' }])
  })
})

test('a link from before a backup was restored opens nobody else’s pages', async () => {
  const site = await testApp()
  const { db } = site.context
  const number = await sql<{ last: string }>`select last_value as last from subscribers_number`.execute(db)
  const gone = await addActive(db, 'gone@example.org')
  const links = (['preferences', 'unsubscribe', 'export', 'erase', 'confirm'] as const).map((purpose) =>
    site.link(purpose, gone),
  )
  // As the backup has it: without the row, and with the sequence as it was.
  await db.deleteFrom('subscribers').where('id', '=', gone).execute()
  await sql`select setval('subscribers_number', ${number.rows[0]?.last}::bigint)`.execute(db)
  const next = await addActive(db, 'next@example.org')
  expect(next).not.toBe(gone)
  for (const link of links) {
    for (const answer of [await site.get(link), await site.post(link, { button: 'erase' })])
      expect(await answer.text()).not.toContain('n***')
  }
  expect(await findSubscriberById(db, next)).toMatchObject({ status: 'active' })
})

test('the page why someone is mailed tells neither the hour nor the network of their consent', async () => {
  const site = await testApp()
  const id = await addActive(site.context.db, 'reader@example.org')
  const consent = { how: 'web', at: '2026-05-03T17:43:21.000Z', network: '203.0.113.0/24' }
  await site.context.db
    .updateTable('subscribers')
    .set({ consent: JSON.stringify(consent) })
    .execute()
  const html = await (await site.get(`${site.link('preferences', id)}/why`)).text()
  expect(html).toContain('3 May')
  expect(html).not.toMatch(/17:43|203\.0\.113/)
})

test('parameters that a page does not read are answered from the cache', async () => {
  const site = await testApp()
  await storeCandidates(site.context.db, [candidate({ id: 'arxiv:2605.00001', firstListedOn: '2026-05-19' })])
  let asked = 0
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked += 1
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const app = createApp({ ...site.deps, db: site.deps.db.withPlugin(counting) })
  for (const [path, known] of [
    [routes.home.href(), 'topic=robotics'],
    [routes.digest.href({ day: '2026-05-19' }), ''],
    [routes.topic.href({ slug: 'robotics' }), 'page=1'],
    [routes.paper.href({ id: 'arxiv:2605.00001' }), ''],
    [routes.feed.href(), ''],
    [routes.search.href(), 'q=a'],
    [routes.apiTopics.href(), ''],
    [routes.apiPaper.href({ id: 'arxiv:2605.00001' }), ''],
  ] as const) {
    const first = await app.request(`${path}?${known}`)
    expect(first.status, `${path} is served`).toBe(200)
    asked = 0
    const unknown = ['utm_source=x', 'a=1', 'A=2&b=3', 'topics=4', '__proto__=5']
    for (const one of unknown) await app.request(`${path}?${one}&${known}`)
    // Each asks whether there is anything new, and no more.
    expect(asked, `${path} is asked for once`).toBe(unknown.length)
  }
})

test('a page that is kept is answered while the database answers nobody', async () => {
  const site = await testApp()
  await storeCandidates(site.context.db, [candidate({ id: 'arxiv:2605.00001', firstListedOn: '2026-05-19' })])
  const hanging = Promise.withResolvers<void>()
  let isHanging = false
  const slow: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (isHanging) await hanging.promise
      return result
    },
  }
  const app = createApp({ ...site.deps, db: site.deps.db.withPlugin(slow) }, recent)
  expect((await app.request('/')).status).toBe(200)
  isHanging = true
  const waiting = Array.from({ length: 40 }, async (_, index) => app.request(`/papers/arxiv:2604.${index}`))
  expect((await app.request('/')).status).toBe(200)
  hanging.resolve()
  for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(404)
})

test('a page that many ask for at once is made once', async () => {
  const site = await testApp()
  await storeCandidates(site.context.db, [candidate({ id: 'arxiv:2605.00001', firstListedOn: '2026-05-19' })])
  let asked = 0
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked += 1
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const app = createApp({ ...site.deps, db: site.deps.db.withPlugin(counting) }, recent)
  await app.request('/topics/robotics')
  const forOne = asked
  asked = 0
  const many = Array.from({ length: 20 }, async () => app.request('/topics/code'))
  for (const answer of await Promise.all(many)) expect(answer.status).toBe(200)
  expect(asked).toBeLessThanOrEqual(forOne + 1)
})

test('a visitor waits for one request of an attack, not for all that came before', async () => {
  const { app } = await testApp()
  let answered = 0
  const ask = async (network: string, path: string, init: RequestInit = {}) => {
    const { status } = await app.request(path, init, { incoming: { socket: { remoteAddress: network } } })
    answered += 1
    return status
  }
  const post = { method: 'POST', body: `keywords=${'a,'.repeat(20_000)}`, headers: urlencoded }
  const attack = Array.from({ length: 200 }, (_, index) =>
    index % 2 === 0
      ? ask(`198.51.${index % 20}.1`, '/subscribe', post)
      : ask(`198.51.${index % 20}.1`, `/search?q=robot${index}`),
  )
  while (answered < 40) await turn()
  const before = answered
  expect(await ask('203.0.113.1', '/how')).toBe(200)
  expect(answered - before).toBeLessThanOrEqual(4)
  expect(answered).toBeLessThan(200)
  for (const status of await Promise.all(attack)) expect([200, 422]).toContain(status)
})

test('a body that comes slowly holds up nobody', async () => {
  const { app } = await testApp()
  const end = Promise.withResolvers<void>()
  const sendSlowly = async () => {
    const body = new ReadableStream({
      start: async (controller) => {
        controller.enqueue(new TextEncoder().encode('email='))
        await end.promise
        controller.close()
      },
    })
    const init: RequestInit = { method: 'POST', body, headers: urlencoded, duplex: 'half' }
    return app.request(new Request('http://localhost/subscribe', init))
  }
  const slow = [sendSlowly(), sendSlowly(), sendSlowly()]
  const first = await Promise.race([app.request('/how'), ...slow])
  expect(first.status).toBe(200)
  end.resolve()
  for (const answer of await Promise.all(slow)) expect(answer.status).toBe(422)
})
