import { expect, test } from 'vitest'
import { tellOfWeek } from '../../jobs/week-report.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { OperatorMail } from '../../src/outbox/content.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addActive } from '../helpers/subscribers.ts'

async function weekly() {
  let now = new Date('2026-05-20T07:00:00Z')
  const context = await testContext({
    clock: () => now,
    config: { mail: { operatorEmail: 'ops@example.org' } },
  })
  const told = async () => {
    const mails = await context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'operator')
      .execute()
    return mails.map(({ payload }) => OperatorMail.parse(payload))
  }
  return { context, told, goTo: (at: string) => (now = new Date(at)) }
}

test('the operator is told once how the week from Monday to Sunday was', async () => {
  const { context, told, goTo } = await weekly()
  const { db } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  for (const name of ['ada', 'bo', 'cy']) await addActive(db, `${name}@example.org`)
  const slot = context.clock()
  const edition = await openEditionAt(db, slot, slot)
  if (!edition) throw new Error('nobody is due')
  await createComposer({ db })(edition.id, 0, slot)
  const smtp = await startSmtpServer()
  await createDeliverer({ ...context, db: context.ledgerDb, outlet: outletTo(smtp.url) })(edition.id, 0)
  const leaves = (email: string, at: string) =>
    db
      .updateTable('subscribers')
      .set({ status: 'unsubscribed', unsubscribed_at: new Date(at), unsubscribe_reason: 'Too many mails.' })
      .where('email', '=', email)
      .execute()
  await leaves('bo@example.org', '2026-05-24T23:59:00Z')

  goTo('2026-05-25T08:05:00Z')
  // Of the next week.
  await leaves('cy@example.org', '2026-05-25T07:00:00Z')
  await tellOfWeek(context)
  goTo('2026-05-27T08:05:00Z')
  await tellOfWeek(context)
  const [mail, ...others] = await told()
  expect(others).toEqual([])
  expect(mail?.subject).toBe('2026-05-18 to 2026-05-24: 3 mails sent, 0 joined, 1 left')
  const text = mail?.text.replace(/\s+/g, ' ')
  expect(text).toContain('3 mails of 1 edition were taken by the relay. None failed.')
  expect(text).toContain('1 subscriber: 0 joined, 1 left. Some said why: “too many mails”.')
})

test('an installation without readers is not written to', async () => {
  const { context, told } = await weekly()
  await tellOfWeek(context)
  expect(await told()).toEqual([])
})
