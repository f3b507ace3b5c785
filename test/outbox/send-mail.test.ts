import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { findUnsentMails, releaseExpiredMails } from '../../src/outbox/mail-rows.ts'
import { queueOperatorMail, queueOwnMail } from '../../src/outbox/queue-mail.ts'
import { sendMail } from '../../src/outbox/send-mail.ts'
import type { Outcome } from '../../src/smtp/outcome.ts'
import type { Outlet } from '../../src/smtp/outlet.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { testContext } from '../helpers/context.ts'
import { outletSaying, outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addActive, subscribe } from '../helpers/subscribers.ts'

const start = new Date('2026-05-20T12:00:00Z')
const minutes = (count: number) => new Date(start.getTime() + count * 60_000)
const address = { email: 'ada@example.org', emailKey: 'ada@example.org' }

test('the opt-in mail goes out once, and its link leads to the confirmation', async () => {
  const context = await testContext({ clock: () => start })
  const smtp = await startSmtpServer()
  const deps = { ...context, outlet: outletTo(smtp.url) }
  const { secretKeys } = context.config
  const mailId = (await subscribe(context.db, address, defaultPreferences, start, secretKeys))?.mailId ?? 0
  await Promise.all([sendMail(deps, mailId), sendMail(deps, mailId)])
  expect(smtp.received).toHaveLength(1)
  const mail = await PostalMime.parse(smtp.received[0]?.raw ?? '')
  expect(mail.text).toMatch(/http:\/\/paperboy\.test\/confirm\/[\w.-]+/)
  expect(mail.headers.find((one) => one.key === 'auto-submitted')?.value).toBe('auto-generated')
  expect(await findUnsentMails(context.db, minutes(60))).toEqual([])
})

test('a mail whose worker died is found when its lease ends, and sent again as the same message', async () => {
  let now = start
  const context = await testContext({
    clock: () => now,
    config: { mail: { operatorEmail: 'ops@example.org' } },
  })
  const { db, config } = context
  const id = await addActive(db, address.email)
  const mails = [
    await queueOwnMail(db, id, 'manage', start),
    await queueOperatorMail(db, config, 'a test', { subject: 'S', html: '<p>H</p>', text: 'T' }, start),
  ].map((mailId) => mailId ?? 0)
  const tried: string[] = []
  const lost: Outlet = {
    ...outletTo('smtp://127.0.0.1:9'),
    send: (message) => {
      tried.push(String(message.raw))
      throw new Error('the worker is gone')
    },
  }
  for (const mailId of mails) {
    await expect(sendMail({ ...context, outlet: lost }, mailId)).rejects.toThrow('the worker is gone')
  }
  await releaseExpiredMails(db, minutes(1))
  expect(await findUnsentMails(db, minutes(1))).toEqual([])
  now = new Date(start.getTime() + config.delivery.leaseMs + 60_000)
  await releaseExpiredMails(db, now)
  expect(await findUnsentMails(db, now)).toEqual(mails)
  const smtp = await startSmtpServer()
  // Keys that came meanwhile sign only new mails.
  const signer = createLinkSigner(['a newer key, thirty-two characters or more', ...config.secretKeys])
  const later = { ...context, signer, outlet: outletTo(smtp.url) }
  for (const mailId of mails) await sendMail(later, mailId)
  expect(smtp.received.map(({ raw }) => raw.toString().trimEnd())).toEqual(tried.map((raw) => raw.trimEnd()))
})

test('a mail whose relay takes longer to answer than the lease is not sent by a second worker', async () => {
  const context = await testContext({ config: { delivery: { leaseMs: 1500 } } })
  const { db, clock } = context
  const id = await addActive(db, address.email)
  const mailId = (await queueOwnMail(db, id, 'manage', clock())) ?? 0
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const smtp = await startSmtpServer({
    onData: (stream, _session, callback) => {
      stream.resume()
      stream.on('end', () => {
        asked.resolve()
        void answer.promise.then(() => callback())
      })
    },
  })
  const sending = sendMail({ ...context, outlet: outletTo(smtp.url) }, mailId)
  await asked.promise
  const leaseOf = async () =>
    (await db.selectFrom('outbox').select('lease_until').executeTakeFirst())?.lease_until
  const first = await leaseOf()
  await expect.poll(leaseOf).not.toEqual(first)
  // The first lease is over.
  await releaseExpiredMails(db, new Date((first?.getTime() ?? 0) + 1))
  const other: string[] = []
  await sendMail(
    { ...context, outlet: outletSaying((message) => Promise.resolve(noted(other, message.to))) },
    mailId,
  )
  answer.resolve()
  await sending
  expect(other).toEqual([])
  expect(await db.selectFrom('outbox').select(['status', 'attempts']).executeTakeFirst()).toEqual({
    status: 'submitted',
    attempts: 1,
  })
})

function noted(list: string[], to: string): Outcome {
  list.push(to)
  return { kind: 'submitted', response: 'ok' }
}

test('the operator is told the same thing once, and nobody where they have no address', async () => {
  const { db, config } = await testContext({ config: { mail: { operatorEmail: 'ops@example.org' } } })
  const content = { subject: 'S', html: '<p>H</p>', text: 'T' }
  expect(await queueOperatorMail(db, config, 'a test', content, start)).toBe(1)
  expect(await queueOperatorMail(db, config, 'a test', content, minutes(60))).toBeNull()
})
