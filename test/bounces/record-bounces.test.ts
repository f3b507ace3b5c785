import { expect, test } from 'vitest'
import { recordBounces } from '../../src/bounces/record-bounces.ts'
import { openWelcomeEdition } from '../../src/editions/edition.ts'
import { monthOf } from '../../src/ledger/months.ts'
import type { Db } from '../../src/store/open.ts'
import type { DeliveryStatus } from '../../src/store/schema.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const start = Date.parse('2026-05-01T07:00:00Z')
const day = (count: number) => new Date(start + count * 86_400_000)

async function delivery(db: Db, subscriberId: number, at: Date, status: DeliveryStatus): Promise<number> {
  const edition = await openWelcomeEdition(db, subscriberId, at)
  const row = await db
    .insertInto('deliveries')
    .values({
      month: monthOf(at),
      edition_id: edition.id,
      range_no: 0,
      subscriber_id: subscriberId,
      status,
      selection: '[]',
      composed_at: at,
      settled_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Lives through some days of editions: on each the message bounced, or went out. */
async function live(db: Db, subscriberId: number, days: [number, 'bounced' | 'submitted'][]) {
  for (const [count, fate] of days) {
    const status = fate === 'bounced' ? 'failed' : 'submitted'
    const deliveryId = await delivery(db, subscriberId, day(count), status)
    if (fate === 'bounced')
      await recordBounces(db, [{ kind: 'soft', subscriberId, deliveryId, evidence: null }], day(count))
  }
}

const suppressed = async (db: Db) =>
  (await db.selectFrom('suppressions').select(['email_key', 'reason']).execute()).map(
    (row) => `${row.email_key}: ${row.reason}`,
  )

async function readers() {
  const { db } = await testContext()
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  return { db, ada: await addActive(db, 'ada@example.org'), bob: await addActive(db, 'bob@example.org') }
}

test('an address that does not exist is suppressed at once, and no other', async () => {
  const { db, ada } = await readers()
  await recordBounces(db, [{ kind: 'hard', subscriberId: ada, deliveryId: null, evidence: null }], day(0))
  await recordBounces(db, [{ kind: 'hard', subscriberId: ada, deliveryId: null, evidence: null }], day(1))
  expect(await suppressed(db)).toEqual(['ada@example.org: hard bounce'])
})

test.each<[string, [number, 'bounced' | 'submitted'][], boolean]>([
  [
    'twice over three weeks',
    [
      [0, 'bounced'],
      [20, 'bounced'],
    ],
    false,
  ],
  [
    'three times within days',
    [
      [0, 'bounced'],
      [1, 'bounced'],
      [2, 'bounced'],
    ],
    false,
  ],
  [
    'three times over two weeks',
    [
      [0, 'bounced'],
      [7, 'bounced'],
      [14, 'bounced'],
    ],
    true,
  ],
  ['every day for two weeks', Array.from({ length: 15 }, (_, i) => [i, 'bounced']), true],
  [
    'again after a message went out',
    [
      [0, 'bounced'],
      [7, 'bounced'],
      [8, 'submitted'],
      [14, 'bounced'],
    ],
    false,
  ],
])('a mailbox in trouble %s', async (_, days, isSuppressed) => {
  const { db, ada, bob } = await readers()
  await live(db, bob, [[0, 'bounced']])
  await live(db, ada, days)
  expect(await suppressed(db)).toEqual(isSuppressed ? ['ada@example.org: soft bounces'] : [])
})

test('one message bounces once, however often it is reported', async () => {
  const { db, ada } = await readers()
  const deliveryId = await delivery(db, ada, day(0), 'submitted')
  for (const at of [0, 7, 14, 21]) {
    await recordBounces(db, [{ kind: 'soft', subscriberId: ada, deliveryId, evidence: null }], day(at))
  }
  expect(await suppressed(db)).toEqual([])
})

/** Lives through editions that a relay took, some of which are reported days later. */
async function liveWithReports(
  db: Db,
  subscriberId: number,
  reports: { sent: number; reported: number | null }[],
) {
  const sent = []
  for (const one of reports)
    sent.push({ ...one, deliveryId: await delivery(db, subscriberId, day(one.sent), 'submitted') })
  for (const { deliveryId, reported } of sent.toSorted((a, b) => (a.reported ?? 0) - (b.reported ?? 0)))
    if (reported !== null)
      await recordBounces(db, [{ kind: 'soft', subscriberId, deliveryId, evidence: 'full' }], day(reported))
}

test('reports that come days after their messages add up, though later messages were submitted meanwhile', async () => {
  const { db, ada, bob } = await readers()
  await liveWithReports(db, bob, [{ sent: 0, reported: 4 }])
  await liveWithReports(db, ada, [
    { sent: 0, reported: 4 },
    { sent: 2, reported: 6 },
    { sent: 7, reported: 11 },
  ])
  // The messages are a week apart, whenever they are reported.
  expect(await suppressed(db)).toEqual([])
  await liveWithReports(db, ada, [{ sent: 14, reported: 18 }])
  expect(await suppressed(db)).toEqual(['ada@example.org: soft bounces'])
})

test('a message of which no report comes within five days clears the bounces before it', async () => {
  const { db, ada } = await readers()
  await liveWithReports(db, ada, [
    { sent: 0, reported: 4 },
    { sent: 7, reported: 11 },
    { sent: 9, reported: null },
    { sent: 14, reported: 18 },
  ])
  expect(await suppressed(db)).toEqual([])
})

test('someone erased meanwhile leaves no trace', async () => {
  const { db, ada } = await readers()
  const deliveryId = await delivery(db, ada, day(0), 'failed')
  await recordBounces(db, [{ kind: 'soft', subscriberId: ada, deliveryId, evidence: null }], day(0))
  await db.deleteFrom('subscribers').where('id', '=', ada).execute()
  await recordBounces(
    db,
    [
      { kind: 'soft', subscriberId: ada, deliveryId, evidence: null },
      { kind: 'hard', subscriberId: ada, deliveryId, evidence: null },
    ],
    day(1),
  )
  expect(await db.selectFrom('soft_bounces').selectAll().execute()).toEqual([])
  expect(await suppressed(db)).toEqual([])
})
