import { expect, test } from 'vitest'
import { createComposer } from '../../src/editions/compose.ts'
import { findUnfinishedRanges } from '../../src/editions/ranges.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import { createApp } from '../../src/web/app.tsx'
import { listPapers, subscriptionRows, testApp, type TestApp } from './test-app.ts'

const email = 'ada@example.org'
const filled = {
  email,
  topics: ['robotics', 'agents'],
  keywords: 'protein folding, KV cache',
  cadence: 'weekdays',
  hour: '8',
  timeZone: 'Europe/Berlin',
  maxPapers: '5',
}

test('a person subscribes, confirms, changes topics, leaves, and comes back', async () => {
  const site = await testApp()
  const asked = await site.post('/subscribe', filled)
  expect(asked.status).toBe(200)
  expect(await asked.text()).toContain('Check your inbox')
  const pending = await findSubscriber(site.context.db, email)
  expect(pending).toMatchObject({ status: 'pending', consent: null })
  const id = pending?.id ?? 0
  expect(site.enqueued).toHaveLength(1)

  const confirmLink = site.link('confirm', id)
  const question = await (await site.get(confirmLink)).text()
  expect(question).toContain('up to 5 papers about Robotics, Agents, “protein folding” and “KV cache”')
  expect(question).toContain('every weekday at 08:00 (Europe/Berlin)')
  expect(question).not.toContain(email)
  const confirmed = await site.post(confirmLink, {})
  const welcome = await confirmed.text()
  expect(welcome).toContain('your first edition comes with the next one')
  expect(welcome).toMatch(/<b>KV cache<\/b>: none in 30 days/)
  expect(site.welcomed).toEqual([id])
  expect(await findSubscriber(site.context.db, email)).toMatchObject({
    status: 'active',
    consent: { how: 'web', at: '2026-05-20T12:00:00.000Z', wording: expect.any(String) },
  })

  const preferences = site.link('preferences', id)
  expect(await (await site.get(preferences)).text()).toMatch(
    /value="robotics"[^>]*checked|checked[^>]*value="robotics"/,
  )
  const saved = await site.post(preferences, { ...filled, topics: ['safety'], hour: '21' })
  expect(saved.status).toBe(200)
  expect(await saved.text()).toContain('Saved')
  expect((await findSubscriber(site.context.db, email))?.preferences).toMatchObject({
    topics: ['safety'],
    hour: 21,
  })

  const leave = site.link('unsubscribe', id)
  expect(await (await site.get(leave)).text()).toContain('a•••@e•••.org')
  expect((await site.post(leave, { button: 'unsubscribe' })).status).toBe(200)
  expect((await findSubscriber(site.context.db, email))?.status).toBe('unsubscribed')

  site.wait(1)
  await site.post('/subscribe', filled)
  expect(site.enqueued).toHaveLength(3)
  await site.post(site.link('confirm', id), {})
  expect((await findSubscriber(site.context.db, email))?.status).toBe('active')
})

test('the page that confirms has the form for all other preferences, and a link that is used again has not', async () => {
  const site = await testApp()
  await site.post('/subscribe', { email })
  const confirmLink = site.link('confirm', (await findSubscriber(site.context.db, email))?.id ?? 0)
  const page = await (await site.post(confirmLink, {})).text()
  const action = /action="(\/preferences\/[^"]+)"/.exec(page)?.[1] ?? ''
  await site.post(action, { topics: 'robotics', hour: '9', timeZone: 'Europe/Berlin' })
  const changed = await findSubscriber(site.context.db, email)
  expect(changed?.preferences).toMatchObject({ topics: ['robotics'], hour: 9 })
  expect(await (await site.post(confirmLink, {})).text()).not.toContain('/preferences/')
})

test('the page that confirms says that an edition comes, also where a worker composes it at once', async () => {
  const site = await testApp()
  const { db, clock } = site.context
  await listPapers(site.context, '2026-05-20', [{ id: 'arxiv:2605.00001', title: 'Robots' }])
  const enqueueEdition: typeof site.deps.enqueueEdition = async ({ id, ranges }) => {
    for (const range of ranges) await createComposer({ db })(id, range, clock())
  }
  const app = createApp({ ...site.deps, enqueueEdition })
  await site.post('/subscribe', { email, topics: 'robotics' })
  const confirmLink = site.link('confirm', (await findSubscriber(db, email))?.id ?? 0)
  const answer = await app.request(confirmLink, {
    method: 'POST',
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  })
  expect(await answer.text()).toContain('on its way')
  expect(await db.selectFrom('deliveries').select('status').execute()).toHaveLength(1)
})

test('confirming twice welcomes once', async () => {
  const site = await testApp()
  const id = await subscribed(site)
  await site.post(site.link('confirm', id), {})
  expect((await site.post(site.link('confirm', id), {})).status).toBe(200)
  expect(site.welcomed).toEqual([id])
})

test('a queue that is down loses neither the confirmation nor the first edition', async () => {
  const site = await testApp()
  site.deps.enqueueEdition = async () => {
    throw new Error('the queue is down')
  }
  const id = await subscribed(site)
  expect((await site.post(site.link('confirm', id), {})).status).toBe(200)
  expect((await findSubscriber(site.context.db, email))?.status).toBe('active')
  const later = new Date('2026-05-20T12:05:00Z')
  expect((await findUnfinishedRanges(site.context.db, later)).compose).toEqual([{ editionId: 1, rangeNo: 0 }])
})

test('whoever has left is not brought back by the old link', async () => {
  const site = await testApp()
  const id = await subscribed(site)
  const old = site.link('confirm', id)
  await site.post(old, {})
  site.wait(1)
  await site.post(site.link('unsubscribe', id), { button: 'unsubscribe' })
  expect((await site.post(old, {})).status).toBe(410)
  expect((await findSubscriber(site.context.db, email))?.status).toBe('unsubscribed')
})

test.each([
  ['urlencoded', new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
  ['multipart', multipart({ 'List-Unsubscribe': 'One-Click' })],
])('one click by %s POST unsubscribes, the second time too, without redirect or cookie', async (_, body) => {
  const site = await testApp()
  const id = await subscribed(site)
  await site.post(site.link('confirm', id), {})
  for (const _time of [1, 2]) {
    const answer = await site.get(site.link('unsubscribe', id), { method: 'POST', body })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect((await findSubscriber(site.context.db, email))?.status).toBe('unsubscribed')
  }
})

test('a POST that is neither the button nor one click asks again and changes nothing', async () => {
  const site = await testApp()
  const id = await subscribed(site)
  await site.post(site.link('confirm', id), {})
  const answer = await site.post(site.link('unsubscribe', id), { 'List-Unsubscribe': 'one-click' })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('value="unsubscribe"')
  expect((await findSubscriber(site.context.db, email))?.status).toBe('active')
})

test('GET, HEAD and OPTIONS of every address change no row', async () => {
  const site = await testApp()
  const id = await subscribed(site)
  const before = await subscriptionRows(site.context)
  const links = (['confirm', 'preferences', 'unsubscribe'] as const).map((purpose) => site.link(purpose, id))
  for (const path of [...links, '/', '/subscribe?email=x@example.org', '/digests/2026-05-20', '/health']) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) await site.get(path, { method })
  }
  expect(await subscriptionRows(site.context)).toEqual(before)
  expect(site.welcomed).toEqual([])
})

test('an empty or partial POST to the preferences resets nothing', async () => {
  const site = await testApp()
  const id = await subscribed(site)
  await site.post(site.link('confirm', id), {})
  const before = (await findSubscriber(site.context.db, email))?.preferences
  await site.post(site.link('preferences', id), {})
  expect((await findSubscriber(site.context.db, email))?.preferences).toEqual(before)
  await site.post(site.link('preferences', id), { topics: ['safety'] })
  expect((await findSubscriber(site.context.db, email))?.preferences).toEqual({
    ...before,
    topics: ['safety'],
  })
})

test('bad preferences come back with the messages, and nothing is saved', async () => {
  const site = await testApp()
  const id = await subscribed(site)
  await site.post(site.link('confirm', id), {})
  const answer = await site.post(site.link('preferences', id), {
    ...filled,
    timeZone: 'Mars/Olympus',
    hour: '24',
  })
  expect(answer.status).toBe(422)
  const page = await answer.text()
  expect(page).toContain('There is no time zone “Mars/Olympus”')
  expect(page).toContain('Choose an hour from 0 to 23.')
  expect((await findSubscriber(site.context.db, email))?.preferences.hour).toBe(8)
})

test('the preferences of someone who has left cannot be changed', async () => {
  const site = await testApp()
  const id = await subscribed(site)
  expect((await site.post(site.link('preferences', id), filled)).status).toBe(409)
})

async function subscribed(site: TestApp): Promise<number> {
  await site.post('/subscribe', filled)
  return (await findSubscriber(site.context.db, email))?.id ?? 0
}

function multipart(fields: Record<string, string>): FormData {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  return body
}
