import { sql } from 'kysely'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import type { Context } from '../../src/context.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openDueEdition } from '../../src/editions/edition.ts'
import { findUnfinishedRanges } from '../../src/editions/ranges.ts'
import type { LaneConfig } from '../../src/smtp/lane-config.ts'
import { openLanes } from '../../src/smtp/lanes.ts'
import type { Db } from '../../src/store/open.ts'
import { candidate, storeCandidates } from './candidates.ts'

export const dayMs = 86_400_000
/** A Monday, at midnight. */
export const firstDay = Date.parse('2026-05-18T00:00:00Z')

/** An instant on one of the days, which count from 0. */
export function on(day: number, time: string): Date {
  return new Date(`${dateOf(day)}T${time}Z`)
}

export function dateOf(day: number): string {
  return new Date(firstDay + day * dayMs).toISOString().slice(0, 10)
}

/** The slot that a digest is for, as its headers tell it, like 20260518T0700. */
export function slotOf(raw: Buffer | string): string {
  return /^Feedback-ID: (\d{8}T\d{4}):/m.exec(raw.toString())?.[1] ?? ''
}

/** Daily readers of robotics, `r1@example.org` and so on, by turns at each of these hours. */
export async function addReaders(db: Db, count: number, hours: readonly number[]): Promise<void> {
  await sql`
    insert into subscribers (email, email_key, status, topics, hour, time_zone, max_papers, consent, active_since, created_at)
    select 'r' || n || '@example.org', 'r' || n || '@example.org', 'active', array['robotics'],
      (${hours}::integer[])[1 + n % ${hours.length}::integer], 'UTC', 3,
      '{"how": "import", "at": "2026-01-01T00:00:00Z"}', '2026-05-01', '2026-05-01'
    from generate_series(1, ${count}::integer) n`.execute(db)
}

/** Lists one new paper on a day: `distinct title 2 of robots` on day 2. */
export async function listPaper(db: Db, day: number): Promise<void> {
  const title = `distinct title ${day} of robots`
  const paper = { id: `arxiv:2605.${day}`, title, topics: { robotics: 0.9 }, firstListedOn: dateOf(day) }
  await storeCandidates(db, [candidate(paper)])
  await db
    .updateTable('digests')
    .set({ changed_at: on(day, '00:00') })
    .execute()
}

/** What the scheduler and the workers do at one moment: open what is due, compose it, and deliver what is unfinished. */
export function openService(context: Context, lane: LaneConfig) {
  const { db, ledgerDb } = context
  const lanes = openLanes([lane], context)
  const compose = createComposer({ db })
  const deliver = createDeliverer({ ...context, db: ledgerDb, outlet: lanes.editions })
  return {
    tick: async () => {
      const opened = await openDueEdition(db, context.clock())
      for (const rangeNo of opened?.ranges ?? []) await compose(opened?.id ?? 0, rangeNo, context.clock())
      // The reconciler looks at rows that are older than half a minute.
      const { deliver: ranges } = await findUnfinishedRanges(db, new Date(context.clock().getTime() + 60_000))
      for (const { editionId, rangeNo } of ranges) await deliver(editionId, rangeNo)
    },
    close: () => lanes.close(),
  }
}
