import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Signals } from './paper.ts'

/** The newest signals of the papers: by paper, then by source. */
export async function readLatestSignals(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Map<string, Signals>>> {
  const rows = await db
    .selectFrom('signal_snapshots')
    .distinctOn(['paper_id', 'source'])
    .select(['paper_id', 'source', 'upvotes', 'comments', 'stars'])
    .where('paper_id', 'in', ids)
    .orderBy('paper_id')
    .orderBy('source')
    .orderBy('taken_at', 'desc')
    .execute()
  const latest = new Map<string, Map<string, Signals>>()
  for (const { paper_id: id, source, ...signals } of rows) {
    latest.set(id, (latest.get(id) ?? new Map<string, Signals>()).set(source, signals))
  }
  return latest
}

/** Stores what a source counts for papers from an instant on. */
export async function insertSnapshots(
  trx: Db,
  { source, at }: { source: string; at: Date },
  snapshots: readonly { id: string; signals: Signals }[],
): Promise<void> {
  if (snapshots.length === 0) return
  await trx
    .insertInto('signal_snapshots')
    .values(snapshots.map(({ id, signals }) => ({ paper_id: id, source, taken_at: at, ...signals })))
    .onConflict((conflict) =>
      // Two days polled in the same millisecond may share a paper.
      conflict.columns(['paper_id', 'source', 'taken_at']).doUpdateSet((excluded) => ({
        upvotes: excluded.ref('excluded.upvotes'),
        comments: excluded.ref('excluded.comments'),
        stars: excluded.ref('excluded.stars'),
      })),
    )
    .execute()
}

/** How many upvotes one source had counted for a paper from an instant on. */
export type UpvoteCount = { paper: string; listedOn: string; source: string; at: Date; upvotes: number }

/**
 * What the papers first listed after the day `after` and up to `day` had when they were as old as the papers of each day
 * are at `now`. Those ages lie whole days apart, so only the last count between two of them is read.
 */
export async function readUpvoteCounts(
  db: Db,
  { after, day, now }: { after: string; day: string; now: Date },
): Promise<UpvoteCount[]> {
  const offsetSeconds = (now.getTime() - Date.parse(day)) / 1000
  const { rows } = await sql<UpvoteCount>`
    select distinct on (paper, source, age)
      paper, listed_on as "listedOn", source, at, upvotes
    from (
      select p.id as paper, p.first_listed_on as listed_on, s.source, s.taken_at as at, s.upvotes,
        ceil((extract(epoch from s.taken_at - p.first_listed_on::timestamp at time zone 'UTC')
          - ${offsetSeconds}::float8) / 86400) as age
      from signal_snapshots s join papers p on p.id = s.paper_id
      where p.first_listed_on > ${after}::date and p.first_listed_on <= ${day}::date
        and s.taken_at <= ${now}::timestamptz and s.upvotes > 0
    ) aged
    order by paper, source, age, at desc`.execute(db)
  return rows
}
