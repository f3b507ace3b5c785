import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { addSubscriber } from '../../src/subscribers/add.ts'
import { confirm } from '../../src/subscribers/confirm.ts'
import { erase } from '../../src/own-data/erase.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import { importSubscribers } from '../../src/subscribers/import.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { testContext } from '../helpers/context.ts'
import { subscribe, idOf } from '../helpers/subscribers.ts'

const now = new Date('2026-05-20T12:00:00Z')
const oldKey = 'the first key, thirty-two characters or more'
const newKey = 'the second key, thirty-two characters or more'
const address = { email: 'ada@example.org', emailKey: 'ada@example.org' }
const consent = { how: 'web', at: now.toISOString() } as const

async function erased(suppression?: string) {
  const { db } = await testContext()
  await addSubscriber(db, address.email, {}, now, [oldKey])
  if (suppression) {
    await db.insertInto('suppressions').values({ email_key: address.emailKey, reason: suppression }).execute()
  }
  const id = await idOf(db, address.emailKey)
  expect(await erase(db, [oldKey], id, now)).toBe(true)
  expect(await erase(db, [oldKey], id, now)).toBe(false)
  return db
}

test.each([
  ['the same key', [oldKey]],
  ['a newer key', [newKey, oldKey]],
])('an import does not bring back who was erased, under %s', async (_, keys) => {
  const db = await erased()
  const rejected: string[] = []
  const options = {
    now,
    secretKeys: keys,
    onRejected: ({ reason }: { reason: string }) => rejected.push(reason),
  }
  const csv = Readable.from(['email\nADA@example.org\nbob@example.org\n'])
  expect(await importSubscribers(db, csv, options)).toMatchObject({ imported: 1, updated: 0, rejected: 1 })
  expect(rejected[0]).toContain('unsubscribed')
  expect(await findSubscriber(db, address.emailKey)).toBeUndefined()
})

test('who was erased comes back by their own double opt-in, and only by all of it', async () => {
  const db = await erased()
  expect(await subscribe(db, address, defaultPreferences, now, [oldKey])).toMatchObject({
    outcome: 'confirm',
  })
  // Anybody may have typed the address: an operator's list does not count as the answer.
  expect(await addSubscriber(db, address.email, {}, now, [oldKey])).toMatchObject({ outcome: 'unsubscribed' })
  const { id = 0 } = (await findSubscriber(db, address.emailKey)) ?? {}
  expect(await confirm(db, { subscriberId: id, issuedAt: now }, consent, now)).toBe('activated')
  expect(await addSubscriber(db, address.email, { hour: '5' }, now, [oldKey])).toMatchObject({
    outcome: 'updated',
  })
})

test('a suppression outlives the erasure', async () => {
  const db = await erased('hard bounce')
  expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  const keys: [string, string] = [newKey, oldKey]
  expect(await subscribe(db, address, defaultPreferences, now, keys)).toMatchObject({ outcome: 'suppressed' })
  expect(await addSubscriber(db, address.email, {}, now, keys)).toMatchObject({ outcome: 'suppressed' })
})
