import { expect, test } from 'vitest'
import { createApp } from '../../src/web/app.tsx'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { configWith } from '../helpers/config.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { addActive } from '../helpers/subscribers.ts'
import { listPapers, testApp } from './test-app.ts'

const token = 'a-token-that-is-only-for-tests'

async function measuredSite() {
  const site = await testApp()
  const app = createApp({
    ...site.deps,
    config: configWith(site.context.config, { web: { metricsToken: token } }),
  })
  const ask = async (authorization?: string, method = 'GET') =>
    app.request('/metrics', { method, headers: authorization ? { Authorization: authorization } : {} })
  const readAll = async () => {
    const lines = (await (await ask(`Bearer ${token}`)).text()).split('\n')
    return new Map(
      lines.flatMap((line) => {
        const [, name, value] = /^(paperboy\S+) (\S+)$/.exec(line) ?? []
        return name === undefined ? [] : [[name, Number(value)] as const]
      }),
    )
  }
  const values = async (): Promise<Record<string, number>> => Object.fromEntries(await readAll())
  return { ...site, ask, values }
}

test('without a token configured there is no such page', async () => {
  const { get, post } = await testApp()
  expect((await get('/metrics', { headers: { Authorization: 'Bearer ' } })).status).toBe(404)
  expect((await get('/metrics', { headers: { Authorization: 'Bearer null' } })).status).toBe(404)
  expect((await post('/metrics', {})).status).toBe(404)
})

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  token,
  `Basic ${token}`,
  `Bearer ${token}x`,
  `Bearer ${token.slice(1)}`,
])('with the authorization %j nothing is told', async (authorization) => {
  const { ask } = await measuredSite()
  const answer = await ask(authorization)
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  expect(await answer.text()).not.toContain('paperboy_')
})

test('the sources, the deliveries of a day, the queues and the suppressions are counted', async () => {
  const { context, values, wait } = await measuredSite()
  const { db, clock, queues } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.00001', topics: { robotics: 0.9 } })])
  await addActive(db, 'ada@example.org', { topics: ['robotics'] })
  await addActive(db, 'alan@example.org', { topics: ['safety'], withDiscovery: 'no' })
  const slot = new Date('2026-05-20T07:00:00Z')
  const edition = await openEditionAt(db, slot, clock())
  for (const rangeNo of edition?.ranges ?? [])
    await createComposer({ db })(edition?.id ?? 0, rangeNo, clock())
  await db.insertInto('suppressions').values({ email_key: 'x@example.org', reason: 'complaint' }).execute()
  await queues.add('deliver', [
    { id: 'one', payload: {} },
    { id: 'two', payload: {}, delayMs: 60_000 },
  ])
  expect(await values()).toMatchObject({
    'paperboy_queue_jobs{queue="deliver"}': 2,
    'paperboy_queue_jobs{queue="compose"}': 0,
    paperboy_suppressions: 1,
    'paperboy_deliveries{status="failed"}': 0,
    'paperboy_subscribers{status="active"}': 2,
    'paperboy_subscribers{status="pending"}': 0,
    // Composed, and not sent: since its slot at seven.
    paperboy_unfinished_edition_age_seconds: (clock().getTime() - slot.getTime()) / 1000,
  })
  const total = async () =>
    Object.entries(await values())
      .filter(([name]) => name.startsWith('paperboy_deliveries'))
      .reduce((sum, [, value]) => sum + value, 0)
  const { count } = await db
    .selectFrom('deliveries')
    .select((query) => query.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  expect(count).toBeGreaterThan(0)
  expect(await total()).toBe(count)
  wait(24)
  expect(await total()).toBe(0)
})

test('a source ages until it gives a good list, whatever else it answers', async () => {
  const { context, values, wait } = await measuredSite()
  await listPapers(context, '2026-05-19', [{ id: 'arxiv:1', title: 'Walking' }])
  await listPapers(context, '2026-05-20', [], { state: 'failed' })
  await listPapers(context, '2026-05-20', [], { source: 'gone' })
  const age = 'paperboy_source_good_digest_age_seconds{source="huggingface"}'
  expect(await values()).toMatchObject({
    'paperboy_digests{source="huggingface",state="fetched"}': 1,
    'paperboy_digests{source="huggingface",state="failed"}': 1,
    [age]: 30 * 3600,
  })
  expect(Object.keys(await values()).filter((name) => name.includes('digest_age_seconds'))).toEqual([age])
  await context.db.updateTable('digests').set({ state: 'empty', problem: null }).execute()
  expect(await values()).toMatchObject({ [age]: 30 * 3600 })
  wait(1)
  expect(await values()).toMatchObject({ [age]: 7 * 3600 })
})
