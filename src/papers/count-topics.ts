import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { acceptedScore } from './paper.ts'

/** How many papers each topic had in the last week, by slug. */
export type TopicCounts = ReadonlyMap<string, number>

/** Counts the week that ends with the newest papers, so that an installation that lags behind shows numbers, too. */
export async function countTopics(db: Db, now: Date): Promise<TopicCounts> {
  const { rows } = await sql<{ slug: string; amount: number }>`
    select slug, count(*)::integer as amount
    from public.papers, jsonb_each_text(topics) as scores (slug, score)
    where score::real >= ${acceptedScore} and first_listed_on > (
      select least(max(first_listed_on), ${now.toISOString().slice(0, 10)}::date) from public.papers
    ) - 7
    group by slug`.execute(db)
  return new Map(rows.map(({ slug, amount }) => [slug, amount]))
}

/**
 * How many papers each topic had in each of the last weeks, by slug, the oldest week first. Weeks before the first paper are
 * left out, because nothing is known of them.
 *
 * @param weeks at most so many
 */
export async function countTopicWeeks(
  db: Db,
  now: Date,
  weeks: number,
): Promise<ReadonlyMap<string, number[]>> {
  const { rows } = await sql<{ slug: string; weeksAgo: number; amount: number }>`
    with newest as (
      select least(max(first_listed_on), ${now.toISOString().slice(0, 10)}::date) as day from public.papers
    )
    select slug, (newest.day - first_listed_on) / 7 as "weeksAgo", count(*)::integer as amount
    from newest, public.papers, jsonb_each_text(topics) as scores (slug, score)
    where score::real >= ${acceptedScore}
      and first_listed_on > newest.day - 7 * ${weeks}::integer and first_listed_on <= newest.day
    group by 1, 2`.execute(db)
  const known = Math.max(0, ...rows.map(({ weeksAgo }) => weeksAgo + 1))
  const counts = new Map<string, number[]>()
  for (const { slug, weeksAgo, amount } of rows) {
    const own = counts.get(slug) ?? Array.from({ length: known }, () => 0)
    own[known - 1 - weeksAgo] = amount
    counts.set(slug, own)
  }
  return counts
}
