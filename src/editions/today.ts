import type { Db } from '../store/open.ts'
import { readCandidates } from './candidates.ts'
import { markMailed, readMailHistories } from '../ledger/mail-history.ts'
import { readPaperNumbers } from '../ledger/paper-numbers.ts'
import { horizonSince, type Profile } from '../select/profile.ts'
import { readTastes } from '../marks/tastes.ts'
import { rank } from '../select/rank.ts'
import { rate, type Rated } from '../select/rate.ts'
import type { Taste } from '../select/taste.ts'
import { selectPapers, type Mailed, type Pick } from '../select/select.ts'

/** What an edition of this moment would pick from for one subscriber. */
export type Today = {
  rated: Rated
  profile: Profile
  horizon: number
  mailed: Mailed
  /** Null where nothing is learned, or they turned it off. */
  taste: Taste | null
}

/** Loads what an edition of this moment would pick from, if the subscriber chose this profile. Nothing is written. */
export async function openToday(
  db: Db,
  subscriberId: number,
  profile: Profile & { withLearning: boolean },
  now: Date,
): Promise<Today> {
  const day = now.toISOString().slice(0, 10)
  const candidates = await readCandidates(db, day, now)
  const rated = rate(candidates, day)
  const numbers = await readPaperNumbers(
    db,
    rated.papers.map(({ id }) => id),
    day,
  )
  const history = (await readMailHistories(db, [subscriberId], now)).get(subscriberId)
  const horizon = horizonSince(profile.cadence, day, history?.lastPickedOn ?? null)
  const tastes = profile.withLearning ? await readTastes(db, [subscriberId]) : new Map<number, Taste>()
  const taste = tastes.get(subscriberId) ?? null
  return { rated, profile, horizon, mailed: history ? markMailed(history, numbers) : null, taste }
}

/** The same choice as composing makes. */
export function pickToday({ rated, profile, horizon, mailed, taste }: Today): Pick[] {
  return selectPapers(rank(rated, profile, horizon, taste), mailed, profile.maxPapers)
}

/**
 * What an edition of this moment would pick for a subscriber, if they chose this profile. Nothing is written: it is
 * the same choice as composing makes, from the papers as they are now.
 */
export async function selectToday(
  db: Db,
  subscriberId: number,
  profile: Profile & { withLearning: boolean },
  now: Date,
): Promise<Pick[]> {
  return pickToday(await openToday(db, subscriberId, profile, now))
}
