import { sql } from 'kysely'
import type { Db } from '../../store/open.ts'

/** How many papers each topic had in the last week, by slug. */
export type TopicCounts = ReadonlyMap<string, number>

type Counting = { db: Db; clock: () => Date }

const maxAgeMs = 60_000
const kept = new WeakMap<Counting, { at: number; counts: Promise<TopicCounts> }>()

/** Counted at most once a minute: the numbers stand beside the form, where nobody minds a minute. */
export function lastWeeksTopicCounts(deps: Counting): Promise<TopicCounts> {
  const now = deps.clock()
  const known = kept.get(deps)
  const ageMs = known ? now.getTime() - known.at : Infinity
  // A clock that was turned back must not keep old numbers for ever.
  if (known && ageMs >= 0 && ageMs < maxAgeMs) return known.counts
  const counts = countTopics(deps.db, now)
  kept.set(deps, { at: now.getTime(), counts })
  counts.catch(() => kept.delete(deps))
  return counts
}

/** Of the week that ends with the newest papers, so that an installation that lags behind shows numbers, too. */
async function countTopics(db: Db, now: Date): Promise<TopicCounts> {
  const { rows } = await sql<{ slug: string; amount: number }>`
    select slug, count(*)::integer as amount
    from public.papers, jsonb_object_keys(topics) as slug
    where first_listed_on > (
      select least(max(first_listed_on), ${now.toISOString().slice(0, 10)}::date) from public.papers
    ) - 7
    group by slug`.execute(db)
  return new Map(rows.map(({ slug, amount }) => [slug, amount]))
}
