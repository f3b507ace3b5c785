import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createContext } from '../../src/context.ts'
import { claim, renew } from '../../src/ledger/claim.ts'
import { settle } from '../../src/ledger/settle.ts'
import { readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { readDeliveredEdition } from '../../src/editions/delivered-edition.ts'
import { openRange } from '../../src/editions/ranges.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import type { Db } from '../../src/store/open.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testConfig } from '../helpers/config.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'
import { addActive } from '../helpers/subscribers.ts'

const start = new Date('2026-05-20T07:00:00Z')
const leaseEnd = new Date(start.getTime() + 60_000)

describe.skipIf(lacks('postgres'))(
  'a message on its way, whose row is written by others at the same moment',
  () => {
    test('is recorded all the same', async () => {
      const { db, edition, claimed, account } = await claimedEdition(3)
      let settling: Promise<unknown> = Promise.resolve()
      await db.transaction().execute(async (trx) => {
        await renew(trx, edition, claimed, leaseEnd)
        const results = claimed.map((delivery) => ({
          delivery,
          outcome: { kind: 'submitted' as const, response: '250 ok' },
        }))
        settling = settle(db, edition, results, [], { uncertain: 'resend', now: start })
        await untilWaiting(db)
      })
      await settling
      expect(await account()).toMatchObject({ submitted: 3, sending: 0 })
    })

    test('keeps its claim', async () => {
      const { db, edition, claimed } = await claimedEdition(3)
      let renewing: Promise<Set<number>> = Promise.resolve(new Set())
      await db.transaction().execute(async (trx) => {
        await trx.updateTable('deliveries').set({ response: 'looked at by someone' }).execute()
        renewing = renew(db, edition, claimed, leaseEnd)
        await untilWaiting(db)
      })
      expect([...(await renewing)].sort((a, b) => a - b)).toEqual(claimed.map((one) => one.subscriberId))
    })
  },
)

describe.skipIf(lacks('postgres'))('rows of an edition', () => {
  test('are claimed and recorded in place, without touching an index', async () => {
    const { db, edition, claimed, account } = await claimedEdition(120)
    const rounds = Array.from({ length: 6 }, (_, nth) => claimed.slice(nth * 20, nth * 20 + 20))
    for (const round of rounds) {
      const results = round.map((delivery) => ({
        delivery,
        outcome: { kind: 'submitted' as const, response: '250 2.0.0 Ok: queued as 4bX1Y2Z3' },
      }))
      await settle(db, edition, results, [], { uncertain: 'resend', now: start })
    }
    expect(await account()).toMatchObject({ submitted: 120, sending: 0 })
    const updates = async () => {
      const { rows } = await sql<{ all: number; inPlace: number }>`
        select n_tup_upd::integer as all, n_tup_hot_upd::integer as "inPlace" from pg_stat_user_tables
        where relname = 'deliveries_2026_05'`.execute(db)
      return rows[0]
    }
    await expect.poll(async () => (await updates())?.all, { timeout: 20_000 }).toBe(240)
    expect((await updates())?.inPlace).toBeGreaterThan(200)
  })
})

describe.skipIf(lacks('postgres'))('a round with a reply that the database cannot hold', () => {
  test.each([
    ['among others', 3],
    ['alone', 1],
  ])('%s, is recorded without the reply, and the others with theirs', async (_, count) => {
    const { db, edition, claimed, account } = await claimedEdition(count)
    const results = claimed.map((delivery, nth) => ({
      delivery,
      outcome: { kind: 'failed' as const, response: nth === 0 ? '550 no such \0user' : `550 reply ${nth}` },
    }))
    await settle(db, edition, results, [], { uncertain: 'resend', now: start })
    expect(await account()).toMatchObject({ failed: count, sending: 0 })
    const rows = await db.selectFrom('deliveries').select('response').orderBy('subscriber_id').execute()
    expect(rows.map(({ response }) => response)).toEqual([null, '550 reply 1', '550 reply 2'].slice(0, count))
  })
})

/** An edition of which all messages are claimed, on PostgreSQL: only there do two write at the same moment. */
async function claimedEdition(count: number) {
  const newDatabase = await startPostgres()
  const context = await createContext(
    testConfig('/nonexistent', { store: { databaseUrl: await newDatabase() } }),
    { schema: 'migrate' },
  )
  onTestFinished(() => context.close())
  const { ledgerDb: db } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  for (let i = 0; i < count; i++) await addActive(db, `reader${i}@example.org`)
  const opened = await openEditionAt(db, start, start)
  if (!opened) throw new Error('nobody is due')
  await createComposer({ db })(opened.id, 0, start)
  const edition = await readDeliveredEdition(db, opened.id)
  const range = await openRange(db, opened.id, 0)
  if (!range) throw new Error('there is no range')
  const options = { limit: 1000, claimedUntil: leaseEnd, uncertain: 'resend' as const }
  const { claimed } = await claim(db, edition, range, options, start)
  return { db, edition, claimed, account: () => readAccounting(db, opened.id) }
}

/** Until a statement waits for the rows that another transaction holds. */
async function untilWaiting(db: Db): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await sql`select from pg_stat_activity where wait_event_type = 'Lock'`.execute(db)
      return rows.length
    })
    .toBeGreaterThan(0)
}
