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
