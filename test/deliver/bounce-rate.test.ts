import { expect, test } from 'vitest'
import { tellOfBounces } from '../../jobs/bounce-rate.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { OperatorMail } from '../../src/outbox/content.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addActive } from '../helpers/subscribers.ts'

const slot = new Date('2026-05-20T07:00:00Z')

/** Sends an edition to 40 readers of whom a relay refuses some, and reads what the operator is told by two ticks. */
async function toldAfter(refused: number) {
  const context = await testContext({
    clock: () => slot,
    config: { mail: { operatorEmail: 'ops@example.org' } },
  })
  const { db } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  for (let n = 0; n < 40; n++) await addActive(db, `reader${n}@example.org`)
  const edition = await openEditionAt(db, slot, slot)
  if (!edition) throw new Error('nobody is due')
  await createComposer({ db })(edition.id, 0, slot)
  const isRefused = new Set(Array.from({ length: refused }, (_, n) => `reader${n}@example.org`))
  const smtp = await startSmtpServer({
    onRcptTo: ({ address }, _session, callback) =>
      callback(
        isRefused.has(address)
          ? Object.assign(new Error('5.1.1 no such user'), { responseCode: 550 })
          : undefined,
      ),
  })
  const outlet = outletTo(smtp.url)
  await tellOfBounces(context)
  await createDeliverer({ ...context, db: context.ledgerDb, outlet })(edition.id, 0)
  for (let ticks = 0; ticks < 2; ticks++) await tellOfBounces(context)
  const mails = await db.selectFrom('outbox').select(['dedup_key as key', 'payload']).execute()
  return mails.map(({ key, payload }) => ({ key, ...OperatorMail.parse(payload) }))
}

test('the operator is told, once, of an edition of which too much was refused', async () => {
  const told = await toldAfter(10)
  expect(told).toHaveLength(1)
  expect(told[0]?.key).toMatch(/^bounce rate \d+$/)
  expect(told[0]?.subject).toMatch(/^25% of edition \d+ bounced$/)
  expect(told[0]?.text).toContain('10 of 40 messages came back')
})

test('a few refusals are told to nobody', async () => {
  expect(await toldAfter(9)).toEqual([])
})
