import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { createContext, type Context } from '../../src/context.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { readMissed, type Missed, type MissedBecause } from '../../src/ledger/missing.ts'
import { isClosed, readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { cancelEdition, pauseEdition, resumeEdition } from '../../src/editions/edition-state.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import type { DeliveryStatus } from '../../src/store/schema.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addActive, idOf } from '../helpers/subscribers.ts'

const start = new Date('2026-05-20T07:00:00Z')

async function openEdition({ db }: Context, count: number, now = start): Promise<number> {
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  for (let i = 0; i < count; i++) await addActive(db, `reader${i}@example.org`)
  const edition = await openEditionAt(db, start, now)
  if (!edition) throw new Error('nobody is due')
  return edition.id
}

async function composedEdition(count: number) {
  const context = await testContext({ clock: () => start })
  const { db } = context
  const id = await openEdition(context, count)
  await createComposer({ db })(id, 0, start)
  const smtp = await startSmtpServer()
  const deliver = () =>
    createDeliverer({ ...context, db: context.ledgerDb, outlet: outletTo(smtp.url) })(id, 0)
  return { ...context, id, smtp, deliver, account: () => readAccounting(db, id) }
}

test('a paused edition sends nothing, and goes on to its end when it is resumed', async () => {
  const { db, id, smtp, deliver, account } = await composedEdition(5)
  expect(await pauseEdition(db, id)).toBe(true)
  expect(await pauseEdition(db, id)).toBe(false)
  await deliver()
  expect(await account()).toMatchObject({ queued: 5 })
  expect(smtp.received).toEqual([])
  expect(await resumeEdition(db, id, start)).toBe(true)
  await deliver()
  expect(await account()).toMatchObject({ submitted: 5, queued: 0 })
})

test('a cancelled edition skips whoever was not sent to, and its accounting closes', async () => {
  const { db, id, smtp, deliver, account } = await composedEdition(6)
  const give = async (status: DeliveryStatus, reader: number) =>
    db
      .updateTable('deliveries')
      .set({ status, next_attempt_at: status === 'deferred' ? start : null })
      .where('subscriber_id', '=', await idOf(db, `reader${reader - 1}@example.org`))
      .execute()
  await give('submitted', 1)
  await give('deferred', 2)
  await give('sending', 3)
  expect(await cancelEdition(db, id, start)).toBe(4)
  expect(await cancelEdition(db, id, start)).toBeNull()
  expect(await resumeEdition(db, id, start)).toBe(false)
  // A worker that was sending gives its claim back, e.g. since it died.
  await give('queued', 3)
  await deliver()
  const accounting = await account()
  expect(accounting).toMatchObject({ submitted: 1, skipped: { cancelled: 5 } })
  expect(accounting && isClosed(accounting)).toBe(true)
  expect(smtp.received).toEqual([])
})

test('what is not composed yet when an edition is cancelled is skipped when it is', async () => {
  const context = await testContext({ clock: () => start })
  const id = await openEdition(context, 3)
  expect(await cancelEdition(context.db, id, start)).toBe(0)
  await createComposer({ db: context.db })(id, 0, start)
  expect(await readAccounting(context.db, id)).toMatchObject({ skipped: { cancelled: 3 }, queued: 0 })
})

/** What the relay said to each reader, and whether they are to be put back in line for it. */
const fates: [DeliveryStatus, string | null, MissedBecause | null][] = [
  ['submitted', '250 ok', null],
  ['uncertain', 'Connection closed unexpectedly', 'uncertain'],
  ['failed', '550 5.1.1 no such user', 'theirs'],
  ['failed', '552 5.2.2 mailbox full', 'theirs'],
  ['failed', '550 5.7.1 blocked', 'ours'],
  ['failed', 'connect ECONNREFUSED 127.0.0.1:25', 'ours'],
  ['failed', '554 5.7.1 relay access denied', 'ours'],
  ['deferred', '451 4.3.0 later', 'waiting'],
]

test('an operator sees who was missed and why, and puts those back in line for whom it makes sense', async () => {
  const env = await databaseEnvironment()
  const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'silent' }))
  const now = new Date()
  const prepare = async () => {
    const id = await openEdition(context, fates.length, now)
    await createComposer({ db: context.db })(id, 0, now)
    for (const [i, [status, response]] of fates.entries()) {
      await context.db
        .updateTable('deliveries')
        .set({
          status,
          response,
          next_attempt_at: status === 'deferred' ? new Date(now.getTime() + 3_600_000) : null,
        })
        .where('subscriber_id', '=', await idOf(context.db, `reader${i}@example.org`))
        .execute()
    }
    return id
  }
  const id = await prepare()
  const missed = await missedBy(context, id)
  await context.close()
  expect(missed.map((one) => one.because)).toEqual(
    fates.flatMap(([, , because]) => (because ? [because] : [])),
  )

  const edition = (...args: string[]) => runCommand(['edition', ...args], env)
  const shown = await edition('show', String(id), '--missed')
  expect(shown.stdout).toMatch(/failed +theirs +reader2@example\.org +550 5\.1\.1/)
  const dry = await edition('send-missing', String(id), '--dry-run', '--json')
  expect(JSON.parse(dry.stdout)).toMatchObject({
    missed: { uncertain: 1, ours: 3, waiting: 1, theirs: 2 },
    reopened: 5,
  })
  expect((await edition('send-missing', String(id), '--only', 'ours')).stdout).toContain('3 are queued again')
  // Those three, and the one that waits: had the dry run changed anything, it would be more.
  expect((await edition('cancel', String(id))).stdout).toContain('4 are skipped')
  const refused = await edition('send-missing', String(id))
  expect([refused.code, refused.stderr]).toEqual([
    1,
    `Edition ${id} is cancelled, and that cannot be undone.\n`,
  ])
})

test('nobody is sent an edition again that a newer one has overtaken', async () => {
  const { db, id } = await composedEdition(2)
  await db.updateTable('deliveries').set({ status: 'uncertain' }).execute()
  const next = await openEditionAt(db, new Date('2026-05-21T07:00:00Z'), new Date('2026-05-21T07:00:00Z'))
  if (!next) throw new Error('nobody is due')
  const [first, second] = [await idOf(db, 'reader0@example.org'), await idOf(db, 'reader1@example.org')]
  await db
    .insertInto('deliveries')
    .values({
      month: '2026-05-01',
      edition_id: next.id,
      range_no: 0,
      subscriber_id: first,
      status: 'submitted',
      selection: '[]',
      composed_at: new Date('2026-05-21T07:00:00Z'),
    })
    .execute()
  const missed = await missedBy({ db }, id)
  expect(missed.map((one) => [one.subscriberId, one.isOvertaken])).toEqual([
    [first, true],
    [second, false],
  ])
})

async function missedBy({ db }: Pick<Context, 'db'>, editionId: number): Promise<Missed[]> {
  const missed: Missed[] = []
  for await (const page of readMissed(db, editionId)) missed.push(...page)
  return missed
}
