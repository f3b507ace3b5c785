import { sql } from 'kysely'
import { z } from 'zod'
import { Signals, type Candidate } from '../paper.ts'
import type { Db } from '../store/open.ts'
import { paperColumns, toPaper, toSignals } from '../store/paper-row.ts'
import { longestHorizonDays } from './profile.ts'

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
  const papers = await readCandidates(db, day)
  const { id } = await db
    .insertInto('candidate_sets')
    .values({ day, frozen_at: now, papers: JSON.stringify(papers) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The papers first listed in the longest horizon that ends with `day`, as they are now. */
export async function readCandidates(db: Db, day: string): Promise<Candidate[]> {
  const rows = await db
    .selectFrom('papers')
    .select(paperColumns)
    .where('first_listed_on', '<=', day)
    .where('first_listed_on', '>', sql<string>`${day}::date - ${longestHorizonDays}::integer`)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    ...toPaper(row),
    topics: row.topics,
    signals: toSignals(row),
    firstListedOn: row.first_listed_on,
  }))
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
