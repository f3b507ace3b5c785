import { sql } from 'kysely'
import { z } from 'zod'
import { Signals, type Candidate } from '../papers/paper.ts'
import type { Db } from '../store/open.ts'
import { paperColumns, toPaper, toSignals } from '../papers/paper-row.ts'
import { firstComparedDay, popularityByAge, type Count } from '../select/popularity.ts'
import { readTrouble } from '../ingest/trouble.ts'
import { longestHorizonDays } from '../select/profile.ts'

/** A frozen candidate as it stands in the database: checked, since it was written by some earlier version. */
const StoredCandidate = z.object({
  id: z.string(),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  organization: z.string().nullable(),
  summary: z.string().nullable(),
  keywords: z.array(z.string()),
  thumbnailUrl: z.string().nullable(),
  codeUrl: z.string().nullable(),
  projectUrl: z.string().nullable(),
  // Sets frozen before these were known lack them.
  pageUrl: z.string().nullable().default(null),
  categories: z.array(z.string()).default([]),
  comment: z.string().nullable().default(null),
  publishedOn: z.string().nullable(),
  topics: z.record(z.string(), z.number()),
  signals: Signals,
  // Sets of earlier versions lack it.
  popularity: z.number().default(0.5),
  firstListedOn: z.string(),
})

/** Frozen candidates, and the day as of which they were frozen. */
export type CandidateSet = { id: number; day: string; papers: Candidate[] }

/**
 * Freezes what an edition of `day` may pick: papers first listed within the longest horizon, up to that day.
 * Where nothing was ingested since the last freeze for the day, that one serves again.
 *
 * @returns the set's id
 */
export async function freezeCandidates(db: Db, day: string, now: Date): Promise<number> {
  const reusable = await db
    .selectFrom('candidate_sets')
    .select('id')
    .where('day', '=', day)
    .where('frozen_at', '>', (query) =>
      query.selectFrom('digests').select((e) => e.fn.max('changed_at').as('changed_at')),
    )
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (reusable) return reusable.id
  const papers = await readCandidates(db, day, now)
  const { id } = await db
    .insertInto('candidate_sets')
    .values({ day, frozen_at: now, papers: JSON.stringify(papers) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/**
 * The papers first listed in the longest horizon that ends with `day`, as they are at `now`. Those that only sources in
 * trouble have listed are held back, or what is left of their last good days would be mailed in their place.
 */
export async function readCandidates(db: Db, day: string, now: Date): Promise<Candidate[]> {
  const { sources, isEverywhere } = await readTrouble(db, day)
  const listed = db
    .selectFrom('papers')
    .select(paperColumns)
    .where('first_listed_on', '<=', day)
    .where('first_listed_on', '>', sql<string>`${day}::date - ${longestHorizonDays}::integer`)
    .orderBy('id')
  // Where every source is in trouble, the edition is stale as a whole.
  const rows = await (
    sources.length === 0 || isEverywhere
      ? listed
      : listed.where((eb) =>
          eb.exists(
            eb
              .selectFrom('digest_entries')
              .select('paper_id')
              .whereRef('paper_id', '=', 'papers.id')
              .where('source', 'not in', sources),
          ),
        )
  ).execute()
  const voted = rows.map(({ id, first_listed_on: firstListedOn, upvotes }) => ({
    id,
    firstListedOn,
    upvotes,
  }))
  const popularity = popularityByAge(voted, await readCounts(db, day, now), now)
  return rows.map((row) => ({
    ...toPaper(row),
    topics: row.topics,
    signals: toSignals(row),
    popularity: popularity.get(row.id) ?? 0,
    firstListedOn: row.first_listed_on,
  }))
}

/**
 * What the papers of these weeks had when they were as old as the papers of each day are at `now`: those ages lie whole
 * days apart, so of each day between them only the last count is read.
 */
async function readCounts(db: Db, day: string, now: Date): Promise<Count[]> {
  const offsetSeconds = (now.getTime() - Date.parse(day)) / 1000
  const { rows } = await sql<Count>`
    select distinct on (paper, source, age)
      paper, listed_on as "listedOn", source, at, upvotes
    from (
      select p.id as paper, p.first_listed_on as listed_on, s.source, s.taken_at as at, s.upvotes,
        ceil((extract(epoch from s.taken_at - p.first_listed_on::timestamp at time zone 'UTC')
          - ${offsetSeconds}::float8) / 86400) as age
      from signal_snapshots s join papers p on p.id = s.paper_id
      where p.first_listed_on > ${firstComparedDay(day)}::date and p.first_listed_on <= ${day}::date
        and s.taken_at <= ${now}::timestamptz and s.upvotes > 0
    ) aged
    order by paper, source, age, at desc`.execute(db)
  return rows
}

/** @throws {Error} where there is no such set */
export async function loadCandidateSet(db: Db, id: number): Promise<CandidateSet> {
  const row = await db
    .selectFrom('candidate_sets')
    .select(['day', 'papers'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, day: row.day, papers: z.array(StoredCandidate).parse(row.papers) }
}
