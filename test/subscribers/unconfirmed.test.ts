import { expect, test } from 'vitest'
import { forgetUnconfirmed } from '../../src/subscribers/unconfirmed.ts'
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
  await asked(await add('forgotten', 'pending', 31), 31)
  await asked(await add('again', 'pending', 31), 2)
  await add('recent', 'pending', 29)
  await add('reader', 'active', 400)
  await add('left', 'unsubscribed', 400)
  expect(await forgetUnconfirmed(db, now)).toBe(1)
  const left = await db.selectFrom('subscribers').select('email').orderBy('email').execute()
  expect(left.map(({ email }) => email.split('@')[0])).toEqual(['again', 'left', 'reader', 'recent'])
  expect(await db.selectFrom('outbox').select('id').execute()).toHaveLength(1)
})
