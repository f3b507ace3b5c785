import { countTopics, type TopicCounts } from '../../papers/count-topics.ts'
import type { Db } from '../../store/open.ts'

type Counting = { db: Db; clock: () => Date }

const maxAgeMs = 60_000
const kept = new WeakMap<Counting, { at: number; counts: Promise<TopicCounts> }>()

/** Counted at most once a minute: numbers beside a form may be a minute old. */
export function lastWeeksTopicCounts(deps: Counting): Promise<TopicCounts> {
  const now = deps.clock()
  const known = kept.get(deps)
  const ageMs = known ? now.getTime() - known.at : Infinity
  // After the clock was set back, old numbers must not stay.
  if (known && ageMs >= 0 && ageMs < maxAgeMs) return known.counts
  const counts = countTopics(deps.db, now)
  kept.set(deps, { at: now.getTime(), counts })
  counts.catch(() => kept.delete(deps))
  return counts
}
