import { sql } from 'kysely'
import { numberPapers, readPaperNumbers } from '../../../src/ledger/paper-numbers.ts'
import { makeMonth, monthOf } from '../../../src/ledger/months.ts'
import { writeSelection } from '../../../src/ledger/selection.ts'
import { writeNumbers } from '../../../src/ledger/written-numbers.ts'
import type { Db } from '../../../src/store/open.ts'
import { topics } from '../../../src/topics/catalogue.ts'
import { randomNumbers } from '../../../src/topics/train/random.ts'
import { makePastPapers } from './audience.ts'

/** Papers in each mail of the past. */
const picks = 8
type Edition = { id: number; slot: Date; selections: string[] }

/**
 * Gives the installation a past: an edition to every subscriber on each of the `days` before `slot`, all submitted, and the
 * mail histories that composing would have left. The rows have the shapes that the ledger writes.
 *
 * @param past its days, and how many different pasts (`tracks`) there are: each is shared by many, so that a day is one
 *   statement
 */
export async function makeHistory(
  db: Db,
  slot: Date,
  past: { days: number; tracks: number },
  onProgress: (made: number) => void,
): Promise<void> {
  const { days, tracks } = past
  if (days === 0) return
  const papers = await makePastPapers(db, slot, days)
  const random = randomNumbers(3)
  const pasts = papers.map((ofDay) => Array.from({ length: tracks }, () => pick(random, ofDay)))
  for (const [index, mailed] of pasts.entries()) {
    const daysAgo = days - index
    await insertEdition(db, new Date(slot.getTime() - daysAgo * dayMs), mailed)
    onProgress(index + 1)
  }
  await insertMailHistories(
    db,
    slot,
    Array.from({ length: tracks }, (_, track) => pasts.map((mailed) => mailed[track] ?? [])),
  )
  // As tables are that have stood for a while, and are on the disk.
  await sql`vacuum (analyze)`.execute(db)
  await sql`checkpoint`.execute(db)
}

const dayMs = 86_400_000

function pick(random: () => number, papers: readonly string[]): string[] {
  const left = [...papers]
  return Array.from({ length: Math.min(picks, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat()
}

/** @param mailed the papers of each track */
async function insertEdition(db: Db, slot: Date, mailed: readonly string[][]): Promise<void> {
  await makeMonth(db, slot)
  const set = await db
    .insertInto('candidate_sets')
    .values({ day: slot.toISOString().slice(0, 10), frozen_at: slot, papers: '[]' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id } = await db
    .insertInto('editions')
    .values({ kind: 'scheduled', slot, candidate_set_id: set.id, is_stale: false, created_at: slot })
    .returning('id')
    .executeTakeFirstOrThrow()
  const reasons = mailed.map((papers, track) =>
    writeSelection(
      papers.map((paper, rank) => ({
        paper,
        reason: { kind: 'topic', topic: topics[(track + rank) % topics.length]?.slug ?? '' },
      })),
    ),
  )
  await insertDeliveries(db, { id, slot, selections: reasons })
}

async function insertDeliveries(db: Db, { id, slot, selections }: Edition): Promise<void> {
  await sql`
    insert into edition_ranges (edition_id, range_no, subscriber_ids, composed_at, delivered_at)
    select ${id}::bigint, range_no, array_agg(id order by id), ${slot}::timestamptz, ${slot}::timestamptz
    from (select id, (row_number() over (order by id) - 1) / 1000 as range_no from subscribers) numbered
    group by range_no`.execute(db)
  await sql`
    insert into deliveries (month, edition_id, range_no, subscriber_id, status, selection, time_zone, cadence, language,
      attempts, response, composed_at, settled_at)
    select ${monthOf(slot)}::date, ${id}::bigint, (row_number() over (order by s.id) - 1) / 1000, s.id, 'submitted',
      track.selection, s.time_zone, s.cadence, s.language, 1, '250 2.0.0 Ok', ${slot}::timestamptz,
      ${slot}::timestamptz + interval '1 minute'
    from subscribers s
    join unnest(${selections}::text[]) with ordinality as track (selection, no)
      on track.no = s.id % ${selections.length}::integer + 1
    order by s.id`.execute(db)
}

/** @param mailed the papers of each day of each track, the oldest day first */
async function insertMailHistories(db: Db, slot: Date, mailed: readonly string[][][]): Promise<void> {
  const day = slot.toISOString().slice(0, 10)
  await numberPapers(db, day)
  const { numberOf, firstUsed } = await readPaperNumbers(db, [], day)
  // A row that was just cut holds no other numbers.
  const numbersOf = (papers: readonly string[]) =>
    papers.flatMap((paper) => numberOf.get(paper) ?? []).filter((number) => number >= firstUsed)
  const written = mailed.map((days) => days.map((papers) => writeNumbers(numbersOf(papers))).join(''))
  await sql`
    insert into mail_histories (subscriber_id, papers, mailed, picked_on)
    select s.id, '{}', track.mailed, ${day}::date - 1
    from subscribers s
    join unnest(${written}::text[]) with ordinality as track (mailed, no)
      on track.no = s.id % ${mailed.length}::integer + 1
    order by s.id`.execute(db)
}
