import { sql } from 'kysely'
import { countLate, readDayPapers } from '../papers/entries.ts'
import { isWithdrawn } from '../papers/withdrawn.ts'
import { repeatedReason, type Digest, type LeftOut } from '../sources/source.ts'
import type { Db } from '../store/open.ts'
import type { DayState } from '../store/schema.ts'

/** Announced against held, for one source and day. `announced` is `kept` and all that is in `leftOut`. */
export type Receipt = {
  announced: number
  /** Papers that are here now, under this day, under a later one, or from before. */
  kept: number
  /** Entries that are no paper of ours, by reason; without reasons that have none. */
  leftOut: Partial<LeftOut>
}

/** What a digest's answer announced, and what was kept of it. */
export function receiptOf({ listings, dropped, leftOut: more = {} }: Digest): Receipt {
  const repeated = dropped.filter(({ reason }) => reason === repeatedReason).length
  const all: LeftOut = {
    repeated: repeated + (more.repeated ?? 0),
    unreadable: dropped.length - repeated + (more.unreadable ?? 0),
    replaced: more.replaced ?? 0,
    limit: more.limit ?? 0,
    missing: more.missing ?? 0,
  }
  const sum = Object.values(all).reduce((total, count) => total + count, 0)
  const some = Object.entries(all).filter(([, count]) => count > 0)
  return { announced: listings.length + sum, kept: listings.length, leftOut: Object.fromEntries(some) }
}

/** Records the receipt of a usable answer. One that announced more before stays. */
export async function recordReceipt(
  trx: Db,
  { source, day, at }: { source: string; day: string; at: Date },
  digest: Digest,
): Promise<void> {
  const { announced, kept, leftOut } = receiptOf(digest)
  const row = { announced, kept, left_out: JSON.stringify(leftOut), counted_at: at }
  await trx
    .insertInto('digest_receipts')
    .values({ source, day, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['source', 'day'])
        .doUpdateSet(row)
        .where(sql<boolean>`excluded.announced >= digest_receipts.announced`),
    )
    .execute()
}

/** A source's day: its state, and what was announced and held of it. */
export type DayReceipt = {
  day: string
  state: DayState
  problem: string | null
  /** Null where no answer could be used, or the day was stored by an earlier version. */
  receipt: Receipt | null
  /** Of those kept, how many the source added after the list was complete. */
  late: number
}

/** Of what is held of a source's day, how much another source has listed too, and how much is withdrawn by now. */
export async function readDayDetails(
  db: Db,
  { source, day }: { source: string; day: string },
): Promise<{ shared: number; withdrawn: number }> {
  const papers = await readDayPapers(db, { source, day })
  return {
    shared: papers.filter(({ isShared }) => isShared).length,
    withdrawn: papers.filter(isWithdrawn).length,
  }
}

/** The receipts of a source from `from` to `to`, both YYYY-MM-DD and included: the newest first, without days never asked for. */
export async function readReceipts(
  db: Db,
  { source, from, to }: { source: string; from: string; to: string },
): Promise<DayReceipt[]> {
  const rows = await db
    .selectFrom('digests')
    .leftJoin('digest_receipts as r', (join) =>
      join.onRef('r.source', '=', 'digests.source').onRef('r.day', '=', 'digests.day'),
    )
    .select(['digests.day', 'state', 'problem', 'announced', 'kept', 'left_out as leftOut'])
    .where('digests.source', '=', source)
    .where('digests.day', '>=', from)
    .where('digests.day', '<=', to)
    .orderBy('digests.day', 'desc')
    .execute()
  const late = await countLate(db, { source, from, to })
  return rows.map(({ day, state, problem, announced, kept, leftOut }) => ({
    day,
    state,
    problem,
    receipt: announced === null || kept === null ? null : { announced, kept, leftOut: leftOut ?? {} },
    late: late.get(day) ?? 0,
  }))
}
