import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { closes, readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openDueEdition } from '../../src/editions/edition.ts'
import { findUnfinishedRanges } from '../../src/editions/ranges.ts'
import { dailyCap, laneTo, type LaneConfig } from '../../src/smtp/lane-config.ts'
import { openLanes } from '../../src/smtp/lanes.ts'
import type { Db } from '../../src/store/open.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { startSmtpServer } from '../helpers/smtp.ts'

const dayMs = 86_400_000
const firstDay = Date.parse('2026-05-18T00:00:00Z')
const readers = 250

type Taken = { at: Date; to: string; slot: string }

/** The service's ticks around each of the hours and just after each midnight, for some days, with a lane that has limits. */
async function liveThrough(days: number, hours: number[], limits: Parameters<typeof laneTo>[1]) {
  let now = new Date(firstDay)
  const context = await testContext({ clock: () => now })
  const { db, ledgerDb } = context
  await addReaders(db, hours)
  const relay = await startSmtpServer()
  const lane = laneTo(relay.url, limits)
  const lanes = openLanes([lane], context)
  const compose = createComposer({ db })
  const deliver = createDeliverer({ ...context, db: ledgerDb, outlet: lanes.editions })
  const taken: Taken[] = []
  const tick = async (at: Date) => {
    now = at
    const before = relay.received.length
    const opened = await openDueEdition(db, now)
    for (const rangeNo of opened?.ranges ?? []) await compose(opened?.id ?? 0, rangeNo, now)
    // As the reconciler, a minute later.
    const { deliver: ranges } = await findUnfinishedRanges(db, new Date(now.getTime() + 60_000))
    for (const { editionId, rangeNo } of ranges) await deliver(editionId, rangeNo)
    for (const { to, raw } of relay.received.slice(before)) {
      const slot = /^Feedback-ID: (\d{8}T\d{4}):/m.exec(raw.toString())?.[1] ?? ''
      taken.push({ at, to: to[0] ?? '', slot })
    }
  }
  for (let day = 0; day < days; day++) {
    const midnight = firstDay + day * dayMs
    await listPapers(db, day)
    await tick(new Date(midnight + 5000))
    for (const hour of hours) {
      await tick(new Date(midnight + hour * 3_600_000 + 10_000))
      await tick(new Date(midnight + hour * 3_600_000 + 20 * 60_000))
    }
  }
  await lanes.close()
  return { db, lane, taken }
}

async function addReaders(db: Db, hours: number[]): Promise<void> {
  await sql`
    insert into subscribers (email, email_key, status, topics, hour, time_zone, max_papers, consent, active_since, created_at)
    select 'r' || n || '@example.org', 'r' || n || '@example.org', 'active', array['robotics'],
      (${hours}::integer[])[1 + n % ${hours.length}::integer], 'UTC', 1,
      '{"how": "import", "at": "2026-01-01T00:00:00Z"}', '2026-05-01', '2026-05-01'
    from generate_series(1, ${readers}::integer) n`.execute(db)
}

async function listPapers(db: Db, day: number): Promise<void> {
  const firstListedOn = new Date(firstDay + day * dayMs).toISOString().slice(0, 10)
  const title = `distinct title ${day} of robots`
  await storeCandidates(db, [
    candidate({ id: `arxiv:2605.${day}`, title, topics: { robotics: 0.9 }, firstListedOn }),
  ])
  await db
    .updateTable('digests')
    .set({ changed_at: new Date(firstDay + day * dayMs) })
    .execute()
}

/** What editions may send of a day's limit; the rest is kept for single mails. */
function capOn(lane: LaneConfig, day: number): number {
  const cap = dailyCap(lane, new Date(firstDay + day * dayMs)) ?? 0
  return cap - Math.floor(cap * lane.transactionalShare)
}

test.each([
  ['at one hour', [7], { perDay: 100 }, 4],
  [
    'at two hours, while the lane warms up',
    [7, 18],
    { warmUp: { from: '2026-05-18', start: 50, factor: 1.4 } },
    3,
  ],
] as const)(
  'below demand, all get about the same number of mails, the newest each day: %s',
  async (_, hours, limits, days) => {
    const { db, lane, taken } = await liveThrough(days, [...hours], { ...limits })
    const counts = Array.from(
      { length: readers },
      (_one, n) => taken.filter(({ to }) => to === `r${n + 1}@example.org`).length,
    )
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    for (let day = 0; day < days; day++) {
      const date = new Date(firstDay + day * dayMs).toISOString().slice(0, 10)
      const ofDay = taken.filter(({ at }) => at.toISOString().startsWith(date))
      // Nothing of the limit is left unused.
      expect(ofDay).toHaveLength(capOn(lane, day))
      expect(ofDay.filter(({ slot }) => !slot.startsWith(date.replaceAll('-', '')))).toEqual([])
    }
    const editions = await db.selectFrom('editions').select('id').orderBy('id').execute()
    for (const { id } of editions) {
      const accounting = await readAccounting(db, id)
      expect(accounting && closes(accounting)).toBe(true)
      expect(accounting).toMatchObject({ failed: 0, uncertain: 0, deferred: 0 })
    }
  },
)
