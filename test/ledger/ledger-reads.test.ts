import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { readDeliveredEdition } from '../../src/editions/delivered-edition.ts'
import { closeRange } from '../../src/editions/ranges.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { claim } from '../../src/ledger/claim.ts'
import { inTransaction, type Db } from '../../src/store/open.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const start = new Date('2026-05-20T07:00:00Z')
const rangeSize = 100
const ranges = 10

test('claiming from a range, and closing it, reads no rows of the other ranges', async () => {
  const { ledgerDb: db } = await testContext()
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  await addActive(db, 'reader@example.org')
  const opened = await openEditionAt(db, start, start)
  if (!opened) throw new Error('nobody is due')
  // As it is each day: the planner's statistics know the editions of before, and not this one.
  for (const editionId of [opened.id + 1, opened.id + 2]) await fill(db, editionId, 'submitted')
  await sql`analyze deliveries`.execute(db)
  await fill(db, opened.id, 'queued')
  const edition = await readDeliveredEdition(db, opened.id)
  const range = { no: 3, first: 3 * rangeSize, last: 4 * rangeSize - 1 }
  const options = { limit: rangeSize, claimedUntil: start, uncertain: 'resend' as const }
  // Nobody has these ids, so all are settled at once.
  expect(await rowsRead(db, (trx) => claim(trx, edition, range, options, start))).toBeLessThan(3 * rangeSize)
  expect(await rowsRead(db, (trx) => closeRange(trx, edition, range, start))).toBeLessThan(3 * rangeSize)
})

async function fill(db: Db, editionId: number, status: string): Promise<void> {
  await sql`insert into deliveries (month, edition_id, range_no, subscriber_id, status, composed_at)
    select '2026-05-01', ${editionId}, n / ${rangeSize}, n, ${status}, ${start}
    from generate_series(0, ${ranges * rangeSize - 1}::integer) n`.execute(db)
}

/** How many rows of the month's table were read, by its indexes or by reading all of it. */
async function rowsRead(db: Db, work: (trx: Db) => Promise<unknown>): Promise<number> {
  return inTransaction(db, async (trx) => {
    await work(trx)
    const { rows } = await sql<{ read: number }>`
      select (idx_tup_fetch + seq_tup_read)::integer as read from pg_stat_xact_user_tables
      where relname = 'deliveries_2026_05'`.execute(trx)
    return rows[0]?.read ?? Infinity
  })
}
