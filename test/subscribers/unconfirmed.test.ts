import { expect, test } from 'vitest'
import { forgetUnconfirmed } from '../../src/own-data/erase.ts'
import { testContext } from '../helpers/context.ts'

const now = new Date('2026-05-20T12:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

test('addresses that nobody confirmed in a month are forgotten, unless they were asked again lately', async () => {
  const { db } = await testContext()
  const add = async (name: string, status: 'pending' | 'active' | 'unsubscribed', days: number) => {
    const email = `${name}@example.org`
    const row = { email, email_key: email, status, created_at: daysAgo(days) }
    const { id } = await db.insertInto('subscribers').values(row).returning('id').executeTakeFirstOrThrow()
    return id
  }
  const asked = async (subscriberId: number, days: number) => {
    const mail = { kind: 'confirm' as const, subscriber_id: subscriberId, created_at: daysAgo(days) }
    await db.insertInto('outbox').values(mail).execute()
  }
  const returned = async (recipient: string, subscriberId: number | null) => {
    const applied = { received_at: now, applied_at: now, kind: 'unknown', action: 'kept', reason: 'Hello' }
    const row = {
      way: 'smtp',
      recipient,
      subscriber_id: subscriberId,
      raw: Buffer.from(recipient),
      ...applied,
    }
    await db
      .insertInto('bounce_events')
      .values({ ...row, event_key: `${recipient} ${subscriberId}` })
      .execute()
  }
  const forgotten = await add('forgotten', 'pending', 31)
  await asked(forgotten, 31)
  await asked(await add('again', 'pending', 31), 2)
  await add('recent', 'pending', 29)
  const reader = await add('reader', 'active', 400)
  // Reports of the mails that asked to confirm: one names where it was forwarded, another proves no message of ours.
  await returned('elsewhere@example.net', forgotten)
  await returned('forgotten@example.org', null)
  await returned('reader@example.org', reader)
  await add('left', 'unsubscribed', 400)
  expect(await forgetUnconfirmed(db, now)).toBe(1)
  const left = await db.selectFrom('subscribers').select('email').orderBy('email').execute()
  expect(left.map(({ email }) => email.split('@')[0])).toEqual(['again', 'left', 'reader', 'recent'])
  expect(await db.selectFrom('outbox').select('id').execute()).toHaveLength(1)
  const events = await db.selectFrom('bounce_events').selectAll().orderBy('id').execute()
  const gone = { raw: null, recipient: null, reason: null, subscriber_id: null }
  expect(events).toMatchObject([gone, gone, { recipient: 'reader@example.org', reason: 'Hello' }])
})
