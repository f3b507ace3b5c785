import type { ComposedRecord } from '../ledger/history.ts'
import { explain, type Exclusion } from '../select/explain.ts'
import { horizonSince, type Profile } from '../select/profile.ts'
import { rate, type Rated } from '../select/rate.ts'
import type { Taste } from '../select/taste.ts'
import type { Db } from '../store/open.ts'
import { loadCandidateSet } from './candidates.ts'

/** Frozen candidates, rated as of the day on which they were frozen. */
export type RatedSet = { day: string; rated: Rated }

/** Rating takes most of the time of a replay. @throws {Error} where there is no such set */
export async function readRatedSet(db: Db, id: number): Promise<RatedSet> {
  const { day, papers } = await loadCandidateSet(db, id)
  return { day, rated: rate(papers, day) }
}

/** A paper with its title, where it is still known. */
export type NamedPaper = { id: string; title: string | null }

/** What a delivery chose, and why one paper is not in it. */
export type Replayed = {
  chosen: NamedPaper[]
  /** Null where the profile would not choose today what was chosen then: it has changed since. */
  exclusion: Exclusion | null
  /** The other paper that `exclusion` names. */
  other: NamedPaper | null
}

/**
 * Composes a delivery again from its edition's frozen candidates. Preferences and marks are not recorded with a delivery, so
 * the present ones are taken, and believed only where it leads to the same selection.
 *
 * @param past see `pastOf`
 * @param id of a paper that is not in the selection
 */
export function replayDelivery(
  { day, rated }: RatedSet,
  profile: Profile,
  { delivery, past, id, taste }: { delivery: ComposedRecord; past: Past; id: string; taste: Taste | null },
): Replayed {
  const titles = new Map(rated.papers.map((paper) => [paper.id, paper.title]))
  const named = (one: string): NamedPaper => ({ id: one, title: titles.get(one) ?? null })
  const chosen = delivery.selection.map(({ paper }) => named(paper))
  const horizon = horizonOf(profile, delivery, past, day)
  const { picks, exclusion } = explain(rated, profile, { horizon, mailed: past.mailed, id, taste })
  const isSame =
    picks.length === chosen.length && picks.every(({ candidate }, nth) => candidate.id === chosen[nth]?.id)
  if (!isSame || !exclusion) return { chosen, exclusion: null, other: null }
  return { chosen, exclusion, other: 'id' in exclusion ? named(exclusion.id) : null }
}

/** What a subscriber had had when a delivery to them was composed. */
export type Past = { mailed: ReadonlySet<string>; lastPickedOn: string | null }

/** @param earlier all deliveries before this one, the newest first */
export function pastOf({ composedAt }: ComposedRecord, earlier: readonly ComposedRecord[]): Past {
  const mailed = earlier.filter((one) => !wasGivenBack(one, composedAt)).flatMap(({ selection }) => selection)
  const lastPick = earlier.find(hasPicked)
  return {
    mailed: new Set(mailed.map(({ paper }) => paper)),
    lastPickedOn: lastPick ? lastPick.composedAt.toISOString().slice(0, 10) : null,
  }
}

function wasGivenBack({ status, settledAt }: ComposedRecord, by: Date): boolean {
  return (status === 'skipped' || status === 'failed') && settledAt !== null && settledAt <= by
}

/** Composing looks for no papers where the edition is stale or cancelled, or the subscriber has left. */
function hasPicked({ selection, skipReason }: ComposedRecord): boolean {
  return selection.length > 0 || skipReason === null || skipReason === 'no match'
}

/** How many days back the delivery looked. */
export function horizonOf(
  { cadence }: Pick<Profile, 'cadence'>,
  delivery: Pick<ComposedRecord, 'cadence'>,
  { lastPickedOn }: Past,
  day: string,
): number {
  return horizonSince(delivery.cadence ?? cadence, day, lastPickedOn)
}
