import type { Db } from '../store/open.ts'
import { readCandidates } from './candidates.ts'
import { readMailed } from './mailed.ts'
import type { Profile } from './profile.ts'
import { rank, rate } from './rank.ts'
import { selectPapers, type Pick } from './select.ts'

/**
 * What an edition of this moment would pick for a subscriber, if they chose this profile. Nothing is written: it is
 * the same choice as `composeRange` makes, from the papers as they are now.
 */
export async function selectToday(
  db: Db,
  subscriberId: number,
  profile: Profile,
  now: Date,
): Promise<Pick[]> {
  const day = now.toISOString().slice(0, 10)
  const candidates = await readCandidates(db, day)
  const mailed = (await readMailed(db, [subscriberId], now)).get(subscriberId)
  return selectPapers(rank(rate(candidates, day), profile), mailed ?? new Set(), profile.maxPapers)
}
