import { expect, test } from 'vitest'
import { answerRequests } from '../../src/outbox/answer-requests.ts'
import { findAsked } from '../../src/outbox/asked.ts'
import { addSubscriber } from '../../src/subscribers/add.ts'
import { confirm } from '../../src/subscribers/confirm.ts'
import { erase } from '../../src/own-data/erase.ts'
import { findSubscriber, pageOfSubscribers } from '../../src/subscribers/find.ts'
import { defaultPreferences, type Preferences } from '../../src/subscribers/preferences.ts'
import {
  findWaitingRequests,
  pruneRequests,
  saveRequest,
} from '../../src/subscribers/subscription-requests.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import { updatePreferences } from '../../src/subscribers/update-preferences.ts'
import { testContext } from '../helpers/context.ts'
import { subscribe, idOf } from '../helpers/subscribers.ts'

const now = new Date('2026-05-20T12:00:00Z')
const keys: [string] = ['a key that is only for tests, 32 characters and more']
const address = { email: 'Ada@example.org', emailKey: 'ada@example.org' }
const consent = { how: 'web', at: now.toISOString(), wording: 'test' } as const
const robotics = { ...defaultPreferences, topics: ['robotics'] }
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

test('asking again within a day mails nothing new, after a day it does', async () => {
  const { db } = await testContext()
  expect(await subscribe(db, address, defaultPreferences, now, keys)).toMatchObject({ outcome: 'confirm' })
  expect(await subscribe(db, address, robotics, later(23), keys)).toEqual({
    outcome: 'mailed already',
    mailId: null,
  })
  expect((await findSubscriber(db, address.emailKey))?.preferences).toEqual(defaultPreferences)
  expect(await subscribe(db, address, robotics, later(25), keys)).toMatchObject({ outcome: 'confirm' })
})

test('of requests at the same moment only one mails, and the first one’s choice counts', async () => {
  const { deps, ask } = await workers()
  const ids = []
  for (const hour of [5, 6, 7, 8, 9]) ids.push(await ask({ ...defaultPreferences, hour }, now))
  const answers = (await Promise.all(ids.map((id) => answerRequests(deps, id)))).flat()
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual([
    'confirm',
    ...Array.from({ length: 4 }, () => 'mailed already'),
  ])
  expect((await findSubscriber(deps.db, address.emailKey))?.preferences.hour).toBe(5)
  expect(await deps.db.selectFrom('outbox').select('id').execute()).toHaveLength(1)
  expect(await deps.db.selectFrom('subscription_requests').select('id').execute()).toEqual([])
})

test('a request that no job is left for is found, and one that waited for more than a day is dropped', async () => {
  const { deps, ask } = await workers(() => later(25))
  const ids = [await ask(robotics, now), await ask(robotics, later(2))]
  expect(await findWaitingRequests(deps.db, now)).toEqual([])
  expect(await findWaitingRequests(deps.db, later(3))).toEqual(ids.slice(0, 1))
  const answers = await answerRequests(deps, ids[0] ?? 0)
  expect(answers.map(({ outcome }) => outcome)).toEqual(['too old', 'confirm'])
  await ask(robotics, later(30))
  expect(await pruneRequests(deps.db, later(30))).toBe(0)
  expect(await pruneRequests(deps.db, later(31))).toBe(1)
})

test('an answer that fails keeps the request for another try', async () => {
  const { deps, ask } = await workers()
  const id = await ask(robotics, now)
  const failing = {
    ...deps,
    config: {
      get secretKeys(): never {
        throw new Error('a fault')
      },
    },
  }
  await expect(answerRequests(failing, id)).rejects.toThrow('a fault')
  expect(await answerRequests(deps, id)).toMatchObject([{ outcome: 'confirm' }])
  expect(await answerRequests(deps, id)).toEqual([])
})

test('who leaves after asking is not mailed by the request, and who is erased leaves none', async () => {
  const { deps, ask } = await workers(() => later(2))
  const { db } = deps
  await addSubscriber(db, address.email, {}, now, keys)
  const id = await ask(robotics, now)
  const subscriberId = await idOf(db, address.emailKey)
  await unsubscribe(db, subscriberId, later(1))
  expect(await answerRequests(deps, id)).toEqual([{ outcome: 'left since', mailId: null }])
  await ask(robotics, later(2))
  await erase(db, keys, subscriberId, later(2))
  expect(await db.selectFrom('subscription_requests').select('id').execute()).toEqual([])
})

/** What a form and the workers behind it have. */
async function workers(clock = () => now) {
  const context = await testContext({ clock, config: { secretKeys: keys } })
  const ask = (preferences: Preferences, at: Date) => saveRequest(context.db, address, preferences, at)
  return { deps: context, ask }
}

test('nobody can change an active subscriber by the form', async () => {
  const { db } = await testContext()
  await addSubscriber(db, address.email, { topics: ['safety'] }, now, keys)
  const before = await findSubscriber(db, address.emailKey)
  expect(await subscribe(db, { ...address, email: 'ADA@example.org' }, robotics, now, keys)).toMatchObject({
    outcome: 'manage',
  })
  expect(await findSubscriber(db, address.emailKey)).toEqual(before)
})

test.each(['unsubscribed', 'pending', 'paused'] as const)(
  'what is stored of someone who is %s is not changed by the form, but by the link that its mail has',
  async (state) => {
    const { db } = await testContext()
    const safety = { ...defaultPreferences, topics: ['safety'], hour: 5 }
    if (state === 'pending') await subscribe(db, address, safety, now, keys)
    else await addSubscriber(db, address.email, { topics: ['safety'], hour: '5' }, now, keys)
    const subscriberId = await idOf(db, address.emailKey)
    if (state === 'unsubscribed') await unsubscribe(db, subscriberId, later(1), 'too many mails')
    if (state === 'paused')
      await updatePreferences(db, subscriberId, { ...safety, pausedUntil: '2026-07-01' })
    const before = await db.selectFrom('subscribers').selectAll().execute()
    const stranger = { ...address, email: 'ADA@example.org' }
    for (const hours of [25, 26, 50])
      await subscribe(db, stranger, { ...robotics, hour: hours % 24 }, later(hours), keys)
    expect(await db.selectFrom('subscribers').selectAll().execute()).toEqual(before)
    if (state === 'paused') return
    const link = { subscriberId, issuedAt: later(25) }
    expect(await findAsked(db, { ...link, issuedAt: later(26) })).toBe(null)
    expect(await confirm(db, link, consent, later(51), await findAsked(db, link))).toBe('activated')
    expect(await findSubscriber(db, address.emailKey)).toMatchObject({
      email: before[0]?.email,
      preferences: { topics: ['robotics'], hour: 1 },
    })
  },
)

test('leaving takes back a request that was not confirmed', async () => {
  const { db } = await testContext()
  await subscribe(db, address, robotics, now, keys)
  const subscriberId = await idOf(db, address.emailKey)
  expect(await unsubscribe(db, subscriberId, later(1))).toBe(true)
  expect(await unsubscribe(db, subscriberId, later(2))).toBe(false)
  expect(await confirm(db, { subscriberId, issuedAt: now }, consent, later(3))).toBe('refused')
  expect((await findSubscriber(db, address.emailKey))?.unsubscribedAt).toEqual(later(1))
})

test('a suppressed address is not mailed, made active, or brought back by the operator', async () => {
  const { db } = await testContext()
  await subscribe(db, address, robotics, now, keys)
  await db.insertInto('suppressions').values({ email_key: address.emailKey, reason: 'hard bounce' }).execute()
  expect(await subscribe(db, address, robotics, later(48), keys)).toEqual({
    outcome: 'suppressed',
    mailId: null,
  })
  const subscriberId = await idOf(db, address.emailKey)
  expect(await confirm(db, { subscriberId, issuedAt: now }, consent, now)).toBe('refused')
  expect(await addSubscriber(db, address.email, {}, now, keys)).toMatchObject({ outcome: 'suppressed' })
  expect(await findSubscriber(db, address.emailKey)).toMatchObject({
    status: 'pending',
    suppression: 'hard bounce',
  })
})

test('preferences are changed for active subscribers only', async () => {
  const { db } = await testContext()
  await subscribe(db, address, defaultPreferences, now, keys)
  const subscriberId = await idOf(db, address.emailKey)
  expect(await updatePreferences(db, subscriberId, robotics)).toBe(false)
  expect(await confirm(db, { subscriberId, issuedAt: now }, consent, now)).toBe('activated')
  expect(await confirm(db, { subscriberId, issuedAt: now }, consent, later(1))).toBe('already active')
  expect(await updatePreferences(db, subscriberId, robotics)).toBe(true)
  expect(await findSubscriber(db, address.emailKey)).toMatchObject({
    activeSince: now,
    consent,
    preferences: robotics,
  })
})

test('an operator adds one subscriber, active at once, or hears what is wrong', async () => {
  const { db } = await testContext()
  expect(await addSubscriber(db, 'bob@example.org', { hour: '25' }, now, keys)).toEqual({
    outcome: 'invalid',
    problems: { hour: { code: 'not an hour', about: '' } },
  })
  expect(await addSubscriber(db, 'bob@example.org', { hour: '5' }, now, keys)).toMatchObject({
    outcome: 'imported',
  })
  expect(await addSubscriber(db, 'BOB@example.org', { cadence: 'weekly' }, now, keys)).toMatchObject({
    outcome: 'updated',
  })
  expect(await findSubscriber(db, 'bob@example.org')).toMatchObject({
    status: 'active',
    consent: { how: 'cli' },
    preferences: { hour: 5, cadence: 'weekly' },
  })
})

test('pages follow each other by id', async () => {
  const { db } = await testContext()
  for (const name of ['a', 'b', 'c']) await addSubscriber(db, `${name}@example.org`, {}, now, keys)
  const first = await pageOfSubscribers(db, 0, 2)
  const rest = await pageOfSubscribers(db, first.at(-1)?.id ?? 0, 2)
  expect([...first, ...rest].map(({ email }) => email)).toEqual([
    'a@example.org',
    'b@example.org',
    'c@example.org',
  ])
})
