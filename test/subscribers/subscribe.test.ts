import { expect, test } from 'vitest'
import { addSubscriber } from '../../src/subscribers/add.ts'
import { confirm } from '../../src/subscribers/confirm.ts'
import { findSubscriber, pageOfSubscribers } from '../../src/subscribers/find.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { subscribe } from '../../src/subscribers/subscribe.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import { updatePreferences } from '../../src/subscribers/update-preferences.ts'
import { testContext } from '../helpers/context.ts'

const now = new Date('2026-05-20T12:00:00Z')
const keys = ['a key that is only for tests, 32 characters and more'] as const
const address = { email: 'Ada@example.org', emailKey: 'ada@example.org' }
const consent = { how: 'web', at: now.toISOString(), wording: 'test' } as const
const robotics = { ...defaultPreferences, topics: ['robotics'] }
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

test('asking again within a day mails nothing new, after a day it does', async () => {
  const { db } = await testContext()
  expect(await subscribe(db, address, defaultPreferences, now, keys)).toMatchObject({ outcome: 'confirm' })
  expect(await subscribe(db, address, robotics, later(23), keys)).toEqual({
    outcome: 'mailed already',
    mailIds: [],
  })
  expect((await findSubscriber(db, address.emailKey))?.preferences.topics).toEqual(['robotics'])
  expect((await subscribe(db, address, robotics, later(25), keys)).mailIds).toHaveLength(1)
})

test('of requests at the same moment only one mails', async () => {
  const { db } = await testContext()
  const asked = await Promise.all(
    Array.from({ length: 10 }, () => subscribe(db, address, robotics, now, keys)),
  )
  expect(asked.flatMap(({ mailIds }) => mailIds)).toHaveLength(1)
})

test('nobody can change an active subscriber by the form', async () => {
  const { db } = await testContext()
  await addSubscriber(db, address.email, { topics: ['safety'] }, now, keys)
  const before = await findSubscriber(db, address.emailKey)
  expect(await subscribe(db, { ...address, email: 'ADA@example.org' }, robotics, now, keys)).toMatchObject({
    outcome: 'manage',
  })
  expect(await findSubscriber(db, address.emailKey)).toEqual(before)
})

test('leaving takes back a request that was not confirmed', async () => {
  const { db } = await testContext()
  await subscribe(db, address, robotics, now, keys)
  expect(await unsubscribe(db, 1, later(1))).toBe(true)
  expect(await unsubscribe(db, 1, later(2))).toBe(false)
  expect(await confirm(db, { subscriberId: 1, issuedAt: now }, consent, later(3))).toBe('refused')
  expect((await findSubscriber(db, address.emailKey))?.unsubscribedAt).toEqual(later(1))
})

test('a suppressed address is not mailed, made active, or brought back by the operator', async () => {
  const { db } = await testContext()
  await subscribe(db, address, robotics, now, keys)
  await db.insertInto('suppressions').values({ email_key: address.emailKey, reason: 'complaint' }).execute()
  expect(await subscribe(db, address, robotics, later(48), keys)).toEqual({
    outcome: 'suppressed',
    mailIds: [],
  })
  expect(await confirm(db, { subscriberId: 1, issuedAt: now }, consent, now)).toBe('refused')
  expect(await addSubscriber(db, address.email, {}, now, keys)).toMatchObject({ outcome: 'suppressed' })
  expect(await findSubscriber(db, address.emailKey)).toMatchObject({
    status: 'pending',
    suppression: 'complaint',
  })
})

test('preferences are changed for active subscribers only', async () => {
  const { db } = await testContext()
  await subscribe(db, address, defaultPreferences, now, keys)
  expect(await updatePreferences(db, 1, robotics)).toBe(false)
  expect(await confirm(db, { subscriberId: 1, issuedAt: now }, consent, now)).toBe('activated')
  expect(await confirm(db, { subscriberId: 1, issuedAt: now }, consent, later(1))).toBe('already active')
  expect(await updatePreferences(db, 1, robotics)).toBe(true)
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
    problems: { hour: 'Choose an hour from 0 to 23.' },
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
