import { expect, test } from 'vitest'
import { createReminder } from '../../jobs/outbox.ts'
import { addSubscriber } from '../../src/subscribers/add.ts'
import { findSubscriber, findSubscriberById } from '../../src/subscribers/find.ts'
import { findWaitingRequests } from '../../src/subscribers/subscription-requests.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import { addActive } from '../helpers/subscribers.ts'
import { subscriptionRows, tellingHeaders, testApp } from './test-app.ts'

test('the answer is the same to the byte for every kind of address', async () => {
  const site = await testApp()
  const { db, clock, config } = site.context
  await site.post('/subscribe', { email: 'pending@example.org' })
  await addSubscriber(db, 'active@example.org', {}, clock(), config.secretKeys)
  await addSubscriber(db, 'left@example.org', {}, clock(), config.secretKeys)
  await unsubscribe(db, (await findSubscriber(db, 'left@example.org'))?.id ?? 0, clock())
  await db.insertInto('suppressions').values({ email_key: 'bounced@example.org', reason: 'bounce' }).execute()
  const answers = new Set<string>()
  for (const kind of ['new', 'pending', 'active', 'left', 'bounced']) {
    const answer = await site.post('/subscribe', { email: `${kind}@example.org` })
    answers.add(JSON.stringify([answer.status, tellingHeaders(answer), await answer.text()]))
  }
  expect(answers.size).toBe(1)
  const { mails } = await subscriptionRows(site.context)
  expect(mails.map((mail) => mail.kind)).toEqual(['confirm', 'confirm', 'manage', 'confirm'])
  expect(await findSubscriber(db, 'bounced@example.org')).toBeUndefined()
})

test('bad input comes back as the form with a message at each field and what was typed', async () => {
  const site = await testApp()
  const answer = await site.post('/subscribe', {
    email: '"><script>alert(1)</script>@example.org',
    topics: ['robotics', 'alchemy'],
    keywords: 'kv cache, <b>bold</b>',
    maxPapers: '21',
  })
  expect(answer.status).toBe(422)
  const page = await answer.text()
  expect(page).toContain('Write one address, like name@example.org.')
  expect(page).toContain('There is no topic “alchemy”.')
  expect(page).toContain('Choose from 1 to 20 papers.')
  expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;@example.org"')
  expect(page).toContain('value="kv cache, &lt;b&gt;bold&lt;/b&gt;"')
  expect(page).toMatch(/checked=""[^>]*value="robotics"|value="robotics"[^>]*checked=""/)
  expect((await subscriptionRows(site.context)).subscribers).toEqual([])
})

test('an address alone is enough, and no topic is ticked beforehand', async () => {
  const site = await testApp()
  expect(await (await site.get('/subscribe')).text()).not.toMatch(/type="checkbox"[^>]*checked/)
  await site.post('/subscribe', { email: ' Ada@Example.ORG ' })
  expect(await findSubscriber(site.context.db, 'ada@example.org')).toMatchObject({
    email: 'Ada@example.org',
    preferences: { topics: [], cadence: 'daily', hour: 7, timeZone: 'UTC', maxPapers: 8 },
  })
})

test('the mails come in the browser’s language, unless the form names one', async () => {
  const site = await testApp()
  const headers = { 'Accept-Language': 'fr;q=0.9, en;q=0.3, de-AT;q=0.8' }
  await site.post('/subscribe', { email: 'browser@example.org' }, headers)
  await site.post('/subscribe', { email: 'form@example.org', language: 'zh' }, headers)
  await site.post('/subscribe', { email: 'neither@example.org' })
  const { subscribers } = await subscriptionRows(site.context)
  expect(subscribers.map(({ email, language }) => [email, language])).toEqual([
    ['browser@example.org', 'de'],
    ['form@example.org', 'zh'],
    ['neither@example.org', 'en'],
  ])
})

test('an enqueue that fails is not seen by the visitor, and the row is kept', async () => {
  const site = await testApp()
  const queues = { add: () => Promise.reject(new Error('no queue')) }
  site.deps.remind = createReminder({ queues, logger: site.context.logger })
  expect((await site.post('/subscribe', { email: 'ada@example.org' })).status).toBe(200)
  const { db, clock } = site.context
  expect(await findWaitingRequests(db, new Date(clock().getTime() + 60_000))).toEqual([1])
})

test('whoever comes back confirms what they asked for now, and until then nothing is stored', async () => {
  const site = await testApp()
  const { db } = site.context
  const id = await addActive(db, 'ada@example.org', { topics: ['safety'] })
  await unsubscribe(db, id, new Date('2026-05-10T00:00:00Z'))
  await site.post('/subscribe', { email: 'ada@example.org', topics: ['robotics'] })
  expect((await findSubscriberById(db, id))?.preferences.topics).toEqual(['safety'])
  const link = site.link('confirm', id)
  expect(await (await site.get(link)).text()).toContain('about Robotics')
  expect(await (await site.post(link, {})).text()).toContain('about Robotics')
  expect(await findSubscriberById(db, id)).toMatchObject({
    status: 'active',
    preferences: { topics: ['robotics'] },
  })
})
