import { sql } from 'kysely'
import { z } from 'zod'
import { addDays } from '../ingest/days.ts'
import { readLastChange } from '../ingest/digests.ts'
import { readTrouble } from '../ingest/trouble.ts'
import { Candidate, type ListedPaper } from '../papers/paper.ts'
import { readUpvoteCounts } from '../papers/signal-snapshots.ts'
import { listPapersBetween } from '../papers/stored-papers.ts'
import { firstComparedDay, popularityByAge } from '../select/popularity.ts'
import { isWithdrawn } from '../papers/withdrawn.ts'
import { longestHorizonDays } from '../select/profile.ts'
import type { Db } from '../store/open.ts'

const { figureUrl, pageUrl, categories, comment, popularity } = Candidate.shape

/** A frozen candidate as it is stored. An earlier version may have frozen it, without the fields that have a default. */
const StoredCandidate = Candidate.extend({
  figureUrl: figureUrl.default(null),
  pageUrl: pageUrl.default(null),
  categories: categories.default([]),
  comment: comment.default(null),
  popularity: popularity.default(0.5),
})

/** Frozen candidates, and the day as of which they were frozen. */
export type CandidateSet = { id: number; day: string; papers: Candidate[] }

/**
 * Freezes what an edition of `day` may pick: papers first listed within the longest horizon, up to that day.
 * Where no digest has changed since the last set of the day was frozen, that set is used again.
 *
 * @returns the set's id
 */
export async function freezeCandidates(db: Db, day: string, now: Date): Promise<number> {
  const reusable = await findReusableSet(db, day)
  if (reusable !== undefined) return reusable
  const papers = await readCandidates(db, day, now)
  const { id } = await db
    .insertInto('candidate_sets')
    .values({ day, frozen_at: now, papers: JSON.stringify(papers) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function findReusableSet(db: Db, day: string): Promise<number | undefined> {
  const changedAt = await readLastChange(db)
  if (!changedAt) return undefined
  const newest = await db
    .selectFrom('candidate_sets')
    .select('id')
    .where('day', '=', day)
    .where('frozen_at', '>', changedAt)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest?.id
}

/**
 * The papers first listed in the longest horizon that ends with `day`, as they are at `now`. Papers that only sources in
 * trouble have listed are left out. Otherwise the last papers of their good days would be mailed instead.
 * Withdrawn papers are no news.
 */
export async function readCandidates(db: Db, day: string, now: Date): Promise<Candidate[]> {
  const { sources, isEverywhere } = await readTrouble(db, day)
  const papers = await listPapersBetween(db, {
    after: addDays(day, -longestHorizonDays),
    upTo: day,
    // Where every source is in trouble, the edition is stale as a whole.
    exceptOnlyBy: isEverywhere ? [] : sources,
  })
  return withPopularity(
    db,
    papers.filter((paper) => !isWithdrawn(paper)),
    day,
    now,
  )
}

async function withPopularity(
  db: Db,
  papers: readonly ListedPaper[],
  day: string,
  now: Date,
): Promise<Candidate[]> {
  const voted = papers.map(({ id, firstListedOn, signals }) => ({
    id,
    firstListedOn,
    upvotes: signals.upvotes,
  }))
  const counts = await readUpvoteCounts(db, { after: firstComparedDay(day), day, now })
  const popularities = popularityByAge(voted, counts, now)
  return papers.map((paper) => ({ ...paper, popularity: popularities.get(paper.id) ?? 0 }))
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

/** Empties frozen sets that no message is made from any more, except those of some editions. They are not used again. */
export async function emptyCandidateSets(db: Db, exceptOf: readonly number[]): Promise<void> {
  await db
    .updateTable('candidate_sets')
    .set({ papers: '[]', frozen_at: new Date(0) })
    .where('id', 'not in', (query) =>
      query
        .selectFrom('editions')
        .select('candidate_set_id')
        .where(sql<boolean>`id = any(${exceptOf}::bigint[])`),
    )
    .execute()
}

/** Whether a paper is among frozen candidates: with the first day that was frozen, or null where it is not. */
export type Candidacy = { setId: number; day: string; frozenAt: Date; firstListedOn: string | null }

/**
 * Looks a paper up in sets of candidates, of which those that are too late for it are not searched.
 *
 * @param paper.firstListedOn as it is now, YYYY-MM-DD: it never was later
 * @returns those of the sets that are stored, by id
 */
export async function findCandidacies(
  db: Db,
  setIds: readonly number[],
  { id, firstListedOn }: Pick<Candidate, 'id' | 'firstListedOn'>,
): Promise<Map<number, Candidacy>> {
  const { rows } = await sql<Candidacy>`
    select id as "setId", day, frozen_at as "frozenAt",
      case when day < ${addDays(firstListedOn, longestHorizonDays)}::date then jsonb_path_query_first(
        papers, '$[*] ? (@.id == $id).firstListedOn', jsonb_build_object('id', ${id}::text)
      ) #>> '{}' end as "firstListedOn"
    from candidate_sets where id = any(${setIds}::bigint[])`.execute(db)
  return new Map(rows.map((row) => [row.setId, row]))
}
