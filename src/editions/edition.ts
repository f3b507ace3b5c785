import { sql } from 'kysely'
import { makeMonth } from '../ledger/months.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { freezeCandidates } from './candidates.ts'
import { readTrouble } from '../ingest/trouble.ts'
import { moveWatermark, readWatermarkRow } from '../ingest/watermark-rows.ts'
import { localDay } from '../subscribers/pause.ts'
import { readSchedules, type Schedule } from '../subscribers/recipients.ts'
import { readRanges } from './ranges.ts'
import { lastDue, slotAt, slotMs } from './due.ts'

/** Recipients in one compose job. */
const rangeSize = 1000

/** The watermark of slots: every slot up to it has its edition, where anyone was due. */
const slotsWatermark = 'slots'

/** An edition with the ranges that are to be composed. */
export type OpenedEdition = { id: number; ranges: number[] }

/** `localDay` is the day of `dueAt` on the subscriber's calendar. */
type Due = Schedule & { dueAt: Date; localDay: string }

/**
 * The scheduler's tick: opens the edition of the present slot for everyone who came due since the last tick.
 *
 * After downtime that is everyone whose newest due time was missed, once, however many days were. The watermark
 * moves by compare-and-set in the same transaction, so that of several schedulers only one opens it.
 *
 * @returns null where nobody is due or the slot is already dealt with
 */
export async function openDueEdition(db: Db, now: Date): Promise<OpenedEdition | null> {
  const slot = slotAt(now)
  const watermark = await readWatermarkRow(db, slotsWatermark)
  if (watermark && watermark >= slot) return null
  const due = await findDue(db, watermark ?? new Date(slot.getTime() - slotMs), slot)
  return inTransaction(db, async (trx) => {
    // Where `send` has opened this slot already, the next slot takes those who were missed before it.
    if (await findEdition(trx, slot)) return null
    // False where another scheduler was faster.
    if (!(await moveWatermark(trx, slotsWatermark, watermark, slot))) return null
    return openEdition(trx, slot, due, now)
  })
}

/**
 * Opens the edition of the slot at `at`, for those who are due in that slot alone. Where it was opened before, that
 * one is returned unchanged: its recipients stay frozen.
 *
 * @returns null where nobody is due
 */
export async function openEditionAt(db: Db, at: Date, now: Date): Promise<OpenedEdition | null> {
  const slot = slotAt(at)
  const due = await findDue(db, new Date(slot.getTime() - slotMs), slot)
  return inTransaction(db, async (trx) => {
    return (await findEdition(trx, slot)) ?? openEdition(trx, slot, due, now)
  })
}

/** Opens an edition for one new subscriber, who has just confirmed and gets the newest papers at once. */
export async function openWelcomeEdition(db: Db, subscriberId: number, now: Date): Promise<OpenedEdition> {
  return inTransaction(db, async (trx) => {
    const id = await insertEdition(trx, 'welcome', now, now)
    await trx
      .insertInto('edition_ranges')
      .values({ edition_id: id, range_no: 0, subscriber_ids: [subscriberId], composed_at: null })
      .execute()
    return { id, ranges: [0] }
  })
}

async function openEdition(trx: Db, slot: Date, due: Due[], now: Date): Promise<OpenedEdition | null> {
  if (due.length === 0) return null
  const id = await insertEdition(trx, 'scheduled', slot, now)
  const slotStart = new Date(slot.getTime() - slotMs)
  // Whoever is late is left out if they became active later, or had an edition since, by `send`.
  const { rows } = await sql<{ range_no: number }>`
    insert into edition_ranges (edition_id, range_no, subscriber_ids)
    select ${id}::bigint, range_no, array_agg(id order by id)
    from (
      select s.id, (row_number() over (order by s.id) - 1) / ${rangeSize}::integer as range_no
      from subscribers s ${joinDue(due)}
      where s.status = 'active' and (due.at > ${slotStart} or (s.active_since <= due.at and not exists (
        select from deliveries d join editions e on e.id = d.edition_id
        where d.subscriber_id = s.id and e.kind = 'scheduled' and e.slot >= due.at
      )))
    ) numbered
    group by range_no
    returning range_no`.execute(trx)
  if (rows.length === 0) {
    await trx.deleteFrom('editions').where('id', '=', id).execute()
    return null
  }
  return { id, ranges: rows.map((row) => row.range_no).sort((a, b) => a - b) }
}

/** Every schedule among the active subscribers whose newest due time lies in (`after`, `upTo`]. */
async function findDue(db: Db, after: Date, upTo: Date): Promise<Due[]> {
  return (await readSchedules(db))
    .map((schedule) => {
      const { timeZone } = schedule
      const dueAt = lastDue(schedule, upTo)
      return { ...schedule, dueAt, localDay: localDay(dueAt, timeZone) }
    })
    .filter(({ dueAt }) => dueAt > after)
}

/** Who is due among the subscribers. Pauses end at the start of a local day. */
function joinDue(due: Due[]) {
  return sql`
    join unnest(
      ${due.map((one) => one.timeZone)}::text[],
      ${due.map((one) => one.hour)}::smallint[],
      ${due.map((one) => one.cadence)}::text[],
      ${due.map((one) => one.dueAt.toISOString())}::timestamptz[],
      ${due.map((one) => one.localDay)}::date[]
    ) as due (time_zone, hour, cadence, at, local_day)
      on s.time_zone = due.time_zone and s.hour = due.hour and s.cadence = due.cadence
      and (s.paused_until is null or s.paused_until <= due.local_day)`
}

async function insertEdition(trx: Db, kind: 'scheduled' | 'welcome', slot: Date, now: Date): Promise<number> {
  const day = slot.toISOString().slice(0, 10)
  await makeMonth(trx, slot)
  const { id } = await trx
    .insertInto('editions')
    .values({
      kind,
      slot,
      candidate_set_id: await freezeCandidates(trx, day, now),
      is_stale: (await readTrouble(trx, day)).isEverywhere,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function findEdition(db: Db, slot: Date): Promise<OpenedEdition | null> {
  const edition = await db
    .selectFrom('editions')
    .select('id')
    .where('slot', '=', slot)
    .where('kind', '=', 'scheduled')
    .executeTakeFirst()
  if (!edition) return null
  const ranges = await readRanges(db, edition.id)
  return { id: edition.id, ranges: ranges.map(({ no }) => no) }
}
