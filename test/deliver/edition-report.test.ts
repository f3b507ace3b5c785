import { expect, test } from 'vitest'
import { tellOfEditions } from '../../jobs/edition-report.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { OperatorMail } from '../../src/outbox/content.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletSaying, outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { closeLane } from '../../src/smtp/lane-state.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { addActive } from '../helpers/subscribers.ts'

const slot = new Date('2026-05-20T07:00:00Z')

/** Sends an edition to 40 readers of whom a relay refuses some, and reads what the operator is told by two ticks. */
async function toldAfter(refused: number, otherResponse?: string) {
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
  await tellOfEditions(context)
  await createDeliverer({ ...context, db: context.ledgerDb, outlet })(edition.id, 0)
  if (otherResponse)
    await db
      .updateTable('deliveries')
      .set({ response: otherResponse })
      .where('status', '=', 'failed')
      .execute()
  for (let ticks = 0; ticks < 2; ticks++) await tellOfEditions(context)
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

test('messages that we could not make are no bounces', async () => {
  const told = await toldAfter(10, 'Paperboy could not make this message: no such paper')
  expect(told).toEqual([])
})

/** An edition to some readers while the relay is down, and then the next day's, which overtakes it. */
async function toldOfOutage(readers: number, schedulerAwayMs = 0) {
  let now = slot
  const context = await testContext({
    clock: () => now,
    config: {
      mail: { operatorEmail: 'ops@example.org' },
      delivery: { lanes: [laneTo('smtp://127.0.0.1:9')] },
    },
  })
  const { db } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  for (let n = 0; n < readers; n++) await addActive(db, `reader${n}@example.org`)
  const down = outletSaying(() =>
    Promise.resolve({ kind: 'unavailable', response: 'connect ECONNREFUSED', blame: 'lane' }),
  )
  let isClosed = false
  const outlet = {
    ...down,
    closedUntil: () => Promise.resolve(isClosed ? new Date(now.getTime() + 60_000) : null),
  }
  const deliver = createDeliverer({ ...context, db: context.ledgerDb, outlet })
  const open = async (at: Date) => {
    now = at
    const edition = await openEditionAt(db, at, at)
    await createComposer({ db })(edition?.id ?? 0, 0, at)
    return edition?.id ?? 0
  }
  const first = await open(slot)
  await deliver(first, 0)
  await closeLane(db, 'smtp', 'connect ECONNREFUSED 127.0.0.1:9', now)
  isClosed = true
  await tellOfEditions(context)
  await open(new Date(slot.getTime() + 86_400_000))
  await deliver(first, 0)
  now = new Date(now.getTime() + schedulerAwayMs)
  for (let ticks = 0; ticks < 2; ticks++) await tellOfEditions(context)
  const mails = await db.selectFrom('outbox').select(['dedup_key as key', 'payload']).execute()
  return mails.map(({ key, payload }) => ({ key, ...OperatorMail.parse(payload) }))
}

test('an edition that ended while no scheduler ran is told of by the next one', async () => {
  const told = await toldOfOutage(2, 30 * 3_600_000)
  expect(told.map(({ subject }) => subject)).toEqual(['Edition 1 was not sent'])
})

test.each([2, 30])(
  'an edition to %i readers that the next has overtaken was not sent, and the operator is told why',
  async (readers) => {
    const [told, ...others] = await toldOfOutage(readers)
    expect(others).toEqual([])
    expect(told?.subject).toBe('Edition 1 was not sent')
    const text = told?.text.replace(/\s+/g, ' ')
    expect(text).toContain(`${readers} of ${readers} digests were not sent`)
    expect(text).toContain('lane smtp: connect ECONNREFUSED 127.0.0.1:9 (last on 2026-05-20 07:00 UTC)')
  },
)
