import type { Candidate } from '../papers/paper.ts'
import { whyHidden } from './explain.ts'
import type { Profile } from './profile.ts'
import { interestsOf } from './rank.ts'
import type { Rated } from './rate.ts'

type Looked = { horizon: number; mailed: ReadonlySet<string> }

/**
 * What an edition that picked nothing looked at for a profile.
 *
 * @param looked.mailed ids of the papers that this subscriber had had before
 * @returns how many papers were young enough, and the one that came nearest to an interest without matching it; null where
 *   none is near
 */
export function findClosest(
  rated: Rated,
  profile: Profile,
  looked: Looked,
): { considered: number; closest: Candidate | null } {
  const considered = rated.youngerThan(looked.horizon).reduce((sum, is) => sum + is, 0)
  const near = new Map<number, number>()
  for (const { column } of interestsOf(rated, profile)) {
    for (const [i, paper] of column.papers.entries()) {
      near.set(paper, Math.max(near.get(paper) ?? 0, column.values[i] ?? 0))
    }
  }
  const [closest] = [...near]
    .sort(([a, nearA], [b, nearB]) => nearB - nearA || a - b)
    .find(([paper]) => whyHidden(rated, profile, paper, looked) === null) ?? [-1]
  return { considered, closest: rated.papers[closest] ?? null }
}
