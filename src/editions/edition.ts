import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { makeMonth } from '../ledger/months.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { freezeCandidates } from './candidates.ts'
import { readTrouble } from '../ingest/trouble.ts'
import { moveWatermark, raiseWatermark, readWatermarkRow } from '../ingest/watermark-rows.ts'
import { localDay } from '../subscribers/pause.ts'
import { countByTimeZone, readSchedules, type Schedule } from '../subscribers/recipients.ts'
import { knownTimeZone } from '../subscribers/time-zone.ts'
import type { Logger } from '../logger.ts'
import { createLogLimit, onePerLogger, type LogLimit } from '../log-limit.ts'
import { settleScheduleChanges, type CaughtUp } from './schedule-changes.ts'
import { readRanges } from './ranges.ts'
import { lastDue, slotAt, slotMs } from './due.ts'
import { notesAround } from './notes.ts'

/** Recipients in one compose job. */
const rangeSize = 1000

/** The watermark of slots: every slot up to it has its edition, where anyone was due. */
const slotsWatermark = 'slots'

/** Up to which slot whoever came due has an edition; null before the first tick. */
export function readSlotsWatermark(db: Db): Promise<Date | null> {
  return readWatermarkRow(db, slotsWatermark)
}

/** Makes the next tick open no edition for whoever came due until now. A watermark that is further stays. */
export function skipDueUntil(db: Db, now: Date): Promise<void> {
  return raiseWatermark(db, slotsWatermark, slotAt(now))
}

/** Where an error that concerns an edition is told. */
export type EditionLogger = Pick<Logger, 'error'>

/** A tick comes every quarter of an hour: of the same zones a log is told once a day. */
const zoneLimitOf = onePerLogger<EditionLogger, LogLimit>(() => createLogLimit(86_400_000, () => new Date()))

/** An edition with the ranges that are to be composed. */
export type OpenedEdition = { id: number; ranges: number[] }

/** `localDay` is the day of `dueAt` on the subscriber's calendar. */
type Due = Schedule & { dueAt: Date; localDay: string }

/** What an edition of a slot is opened for. */
type Recipients = {
  due: Due[]
  /** Those whose new hour had passed already when they chose it. */
  caughtUp: CaughtUp[]
  /** Whether also those who became active after they were due. */
  isForAllActive: boolean
}

/**
 * The scheduler's tick: opens the edition of the present slot for everyone who came due since the last tick.
 *
 * After downtime that is everyone whose newest due time was missed, once, however many days were. The watermark
 * moves by compare-and-set in the same transaction, so that of several schedulers only one opens it. A watermark ahead of the
 * clock is an error: it is logged and set back, and whoever was missed meanwhile is caught up.
 *
 * @returns null where nobody is due or the slot is already dealt with
 */
export async function openDueEdition(
  db: Db,
  now: Date,
  logger?: EditionLogger,
): Promise<OpenedEdition | null> {
  const slot = slotAt(now)
  const watermark = await readWatermarkRow(db, slotsWatermark)
  // Schedulers whose clocks differ by seconds may be a slot apart.
  const isAhead = watermark !== null && watermark.getTime() > slot.getTime() + slotMs
  if (watermark && watermark >= slot && !isAhead) return null
  const oneBack = new Date(slot.getTime() - slotMs)
  const after = isAhead ? await findLastSlot(db, slot) : (watermark ?? oneBack)
  return inTransaction(db, async (trx) => {
    // Where `send` has opened this slot already, the next slot takes those who were missed before it.
    if (await findEdition(trx, slot)) return null
    // False where another scheduler was faster.
    if (!(await moveWatermark(trx, slotsWatermark, watermark, slot))) return null
    if (isAhead)
      logger?.error(
        { watermark, clock: now, setBackTo: after },
        'the watermark of slots was ahead of the clock',
      )
    const caughtUp = await settleScheduleChanges(trx, after, slot)
    const due = await findDue(trx, after, slot, logger)
    return openEdition(trx, slot, { due, caughtUp, isForAllActive: false }, now)
  })
}

/**
 * Opens the edition of the slot at `at`, for those who are due in that slot alone. Where it was opened before, that
 * one is returned unchanged: its recipients stay frozen.
 *
 * @param options.isForAllActive whether also for those who became active after they were due, as replays and tests want
 * @returns null where nobody is due
 */
export async function openEditionAt(
  db: Db,
  at: Date,
  now: Date,
  { isForAllActive = false, logger }: { isForAllActive?: boolean; logger?: EditionLogger } = {},
): Promise<OpenedEdition | null> {
  const slot = slotAt(at)
  const due = await findDue(db, new Date(slot.getTime() - slotMs), slot, logger)
  return inTransaction(db, async (trx) => {
    return (
      (await findEdition(trx, slot)) ?? openEdition(trx, slot, { due, caughtUp: [], isForAllActive }, now)
    )
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

async function openEdition(
  trx: Db,
  slot: Date,
  recipients: Recipients,
  now: Date,
): Promise<OpenedEdition | null> {
  if (recipients.due.length + recipients.caughtUp.length === 0) return null
  const id = await insertEdition(trx, 'scheduled', slot, now)
  const rangeNos = await insertRanges(trx, id, slot, recipients)
  if (rangeNos.length === 0) {
    await trx.deleteFrom('editions').where('id', '=', id).execute()
    return null
  }
  return { id, ranges: rangeNos.sort((a, b) => a - b) }
}

/**
 * Freezes who is due. Whoever became active after their slot is left out, and so is whoever is late and had an edition since: by `send`, by
 * a tick before the clock was set back. An edition that was opened long before its slot, by a clock that was ahead, does not
 * count as had.
 */
async function insertRanges(
  trx: Db,
  editionId: number,
  slot: Date,
  { due, caughtUp, isForAllActive }: Recipients,
): Promise<number[]> {
  // Where the clock was set back, this slot may have been taken before.
  const lateUntil = (await hasLaterEdition(trx, slot)) ? slot : new Date(slot.getTime() - slotMs)
  const schedules = [
    ...due.map((one) => ({ ...one, changed: null })),
    ...caughtUp.map((one) => ({ ...one.schedule, ...one, changed: one.id })),
  ]
  const { rows } = await sql<{ range_no: number }>`
    with waiting as materialized (
      select e.slot, waiting.id
      from edition_ranges r join editions e on e.id = r.edition_id, unnest(r.subscriber_ids) waiting (id)
      where r.composed_at is null and ${isCounted(slot)}
    )
    insert into edition_ranges (edition_id, range_no, subscriber_ids)
    select ${editionId}::bigint, range_no, array_agg(id order by id)
    from (
      select s.id, (row_number() over (order by s.id) - 1) / ${rangeSize}::integer as range_no
      from subscribers s ${joinDue(schedules)}
      where s.status = 'active'
        and (s.active_since < due.at + interval '15 minutes' or ${isForAllActive}::boolean)
        and (due.changed is not null or due.at > ${lateUntil} or (
          (s.active_since <= due.at or due.at = ${slot} or ${isForAllActive}::boolean)
          and not exists (
            select from deliveries d join editions e on e.id = d.edition_id
            where d.subscriber_id = s.id and e.slot >= due.at and ${isCounted(slot)}
          )
          and not exists (select from waiting w where w.id = s.id and w.slot >= due.at)
        ))
    ) numbered
    group by range_no
    returning range_no`.execute(trx)
  return rows.map((row) => row.range_no)
}

/** Of the editions that lie ahead only those of the next hours: by no wrong clock is anyone silenced for longer. */
function isCounted(slot: Date) {
  return sql`e.kind = 'scheduled' and e.created_at >= e.slot and e.slot <= ${slot}::timestamptz + interval '3 hours'`
}

async function hasLaterEdition(trx: Db, slot: Date): Promise<boolean> {
  const { rows } =
    await sql`select from editions e where e.slot > ${slot} and ${isCounted(slot)} limit 1`.execute(trx)
  return rows.length > 0
}

/**
 * Every schedule among the active subscribers whose newest due time lies in (`after`, `upTo`]. Those of a time zone that this
 * runtime does not know, taken in by a newer one, are left out and logged.
 */
async function findDue(db: Db, after: Date, upTo: Date, logger?: EditionLogger): Promise<Due[]> {
  const schedules = Map.groupBy(
    await readSchedules(db),
    ({ timeZone }) => knownTimeZone(timeZone) !== undefined,
  )
  const unknown = new Set((schedules.get(false) ?? []).map(({ timeZone }) => timeZone))
  if (unknown.size > 0 && logger && zoneLimitOf(logger)([...unknown].sort().join(' '))) {
    const zones = await countByTimeZone(db, [...unknown])
    logger.error({ zones }, 'subscribers are not mailed: this runtime does not know their time zone')
  }
  return (schedules.get(true) ?? [])
    .map((schedule) => {
      const dueAt = lastDue(schedule, upTo)
      return { ...schedule, dueAt, localDay: localDay(dueAt, schedule.timeZone) }
    })
    .filter(({ dueAt }) => dueAt > after)
}

/**
 * Who is due among the subscribers: by their schedule, or one of them alone. Pauses end at the start of a local day. Nobody is
 * mailed for a day on which an earlier schedule of theirs has mailed them; a day that lies far ahead was written by a wrong clock.
 */
function joinDue(due: (Due & { changed: number | null })[]) {
  return sql`
    join unnest(
      ${due.map((one) => one.timeZone)}::text[],
      ${due.map((one) => one.hour)}::smallint[],
      ${due.map((one) => one.cadence)}::text[],
      ${due.map((one) => one.dueAt.toISOString())}::timestamptz[],
      ${due.map((one) => one.localDay)}::date[],
      ${due.map((one) => one.changed)}::bigint[]
    ) as due (time_zone, hour, cadence, at, local_day, changed)
      on s.time_zone = due.time_zone and s.hour = due.hour and s.cadence = due.cadence
      and (due.changed is null or s.id = due.changed)
      and (s.paused_until is null or s.paused_until <= due.local_day)
      and (
        s.mailed_through is null
        or s.mailed_through not between due.local_day and due.local_day + 2
        or due.changed is not null
      )`
}

/** The newest slot that an edition was opened for when it had come, or a day before this one. */
async function findLastSlot(db: Db, slot: Date): Promise<Date> {
  const newest = await db
    .selectFrom('editions')
    .select('slot')
    .where('kind', '=', 'scheduled')
    .where('slot', '<=', slot)
    .whereRef('created_at', '>=', 'slot')
    .orderBy('slot', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest?.slot ?? new Date(slot.getTime() - 24 * 3_600_000)
}

async function insertEdition(trx: Db, kind: 'scheduled' | 'welcome', slot: Date, now: Date): Promise<number> {
  const day = slot.toISOString().slice(0, 10)
  await makeMonth(trx, slot)
  const notes = await notesAround(trx, day)
  const { id } = await trx
    .insertInto('editions')
    .values({
      kind,
      slot,
      candidate_set_id: await freezeCandidates(trx, day, now),
      is_stale: (await readTrouble(trx, day)).isEverywhere,
      message_part: randomBytes(4).toString('hex'),
      notes: notes.length > 0 ? JSON.stringify(notes) : null,
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
