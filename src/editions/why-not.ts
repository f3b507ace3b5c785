import { composedFor, type ComposedRecord } from '../ledger/history.ts'
import { readTastes } from '../marks/tastes.ts'
import { findListed, type Listed } from '../papers/entries.ts'
import { isWithdrawn } from '../papers/withdrawn.ts'
import type { Exclusion } from '../select/explain.ts'
import { longestHorizonDays } from '../select/profile.ts'
import type { Db } from '../store/open.ts'
import type { DeliveryStatus, SkipReason } from '../store/schema.ts'
import type { Subscriber } from '../subscribers/find.ts'
import { pauseAt } from '../subscribers/pause.ts'
import { findCandidacies, type Candidacy } from './candidates.ts'
import { nextDueFor } from './next-due.ts'
import { horizonOf, pastOf, readRatedSet, replayDelivery, type NamedPaper } from './replay-delivery.ts'

/** The states of a delivery whose papers count as mailed. */
type LiveStatus = Exclude<DeliveryStatus, 'failed' | 'skipped'>

/** What became of one paper for one subscriber. `slot` is that of the edition it is told of. */
export type Verdict =
  /** In a message that was sent or is about to be; `at` is when that was settled. */
  | { kind: 'mailed'; slot: Date; status: LiveStatus; at: Date | null }
  /** In a selection that was not sent. */
  | { kind: 'not sent'; slot: Date; skipReason: SkipReason | null }
  /** The edition picked nothing for them, for this reason. */
  | { kind: 'skipped'; slot: Date; skipReason: SkipReason }
  | { kind: 'excluded'; slot: Date; exclusion: Exclusion; chosen: NamedPaper[]; other: NamedPaper | null }
  /** The present preferences would not lead to what was chosen: they have changed, and nothing more can be said. */
  | { kind: 'unexplained'; slot: Date; chosen: NamedPaper[] }
  /** It was not among the candidates of the newest edition, nor of any since it was listed. */
  | { kind: 'no candidate'; slot: Date; isTooOld: boolean }
  /** It says of itself that it is withdrawn, and no edition had it. */
  | { kind: 'withdrawn' }
  | Unmailed

/** No edition was composed for them since the paper was listed. */
export type Unmailed =
  | { kind: 'no edition'; because: 'pending' | 'unsubscribed' | 'suppressed' }
  /** `until`: YYYY-MM-DD. `dueAt`: when they are due next, null where this runtime does not know their time zone. */
  | { kind: 'no edition'; because: 'paused'; until: string; dueAt: Date | null }
  | { kind: 'no edition'; because: 'not due'; dueAt: Date | null }

/** `paper` null: no source has listed it. */
export type WhyNot = { paper: null } | { paper: Listed; verdict: Verdict }

/** Who asks often may keep what was read. */
type ReadSet = typeof readRatedSet

/**
 * Tells why a paper was not mailed to a subscriber, or that it was: from what is recorded, and from a replay of the frozen
 * candidates of the newest edition that had the paper within the subscriber's horizon. Changes nothing.
 */
export async function whyNot(
  db: Db,
  subscriber: Subscriber,
  paperId: string,
  now: Date,
  readSet: ReadSet = readRatedSet,
): Promise<WhyNot> {
  const paper = await findListed(db, paperId)
  if (!paper) return { paper: null }
  const deliveries = await composedFor(db, subscriber.id)
  const mailed = findMailed(deliveries, paperId)
  if (mailed) return { paper, verdict: mailed }
  const explained = await explainNewest(db, subscriber, paper, deliveries, readSet)
  const isUnseen = explained === null || explained.kind === 'no candidate'
  if (isUnseen && isWithdrawn(paper)) return { paper, verdict: { kind: 'withdrawn' } }
  return { paper, verdict: explained ?? tellUnmailed(subscriber, now) }
}

function findMailed(deliveries: readonly ComposedRecord[], id: string): Verdict | null {
  for (const delivery of deliveries) {
    const { slot, status, settledAt: at } = delivery
    if (status === 'skipped' || status === 'failed' || !has(delivery, id)) continue
    return { kind: 'mailed', slot, status, at }
  }
  return null
}

function has({ selection }: ComposedRecord, id: string): boolean {
  return selection.some(({ paper }) => paper === id)
}

/** A delivery that was composed after the paper was listed, with those before it, the newest first. */
type Since = { delivery: ComposedRecord; earlier: readonly ComposedRecord[]; candidacy: Candidacy }

/** The newest edition that could have had the paper says most. Where none could, the newest of all says why. */
async function explainNewest(
  db: Db,
  subscriber: Subscriber,
  paper: Listed,
  deliveries: readonly ComposedRecord[],
  readSet: ReadSet,
): Promise<Verdict | null> {
  const since = await readSince(db, paper, deliveries)
  const told =
    since.find((one) => mayPick(subscriber, one)) ??
    since.find(({ candidacy }) => candidacy.firstListedOn !== null) ??
    since[0]
  return told ? explainOne(db, subscriber, paper, told, readSet) : null
}

async function readSince(db: Db, paper: Listed, deliveries: readonly ComposedRecord[]): Promise<Since[]> {
  const firstDay = paper.listings[0]?.day ?? paper.firstListedOn
  const later = deliveries.filter(({ composedAt }) => composedAt >= paper.createdAt)
  const setIds = [...new Set(later.map(({ candidateSetId }) => candidateSetId))]
  const candidacies = await findCandidacies(db, setIds, paper)
  return later.flatMap((delivery, nth) => {
    const candidacy = candidacies.get(delivery.candidateSetId)
    if (!candidacy || candidacy.day < firstDay || candidacy.frozenAt < paper.createdAt) return []
    return [{ delivery, earlier: deliveries.slice(nth + 1), candidacy }]
  })
}

function mayPick({ preferences }: Subscriber, { delivery, earlier, candidacy }: Since): boolean {
  const { day, firstListedOn } = candidacy
  if (firstListedOn === null) return false
  const horizon = horizonOf(preferences, delivery, pastOf(delivery, earlier), day)
  return daysFrom(firstListedOn, day) < horizon
}

function daysFrom(first: string, last: string): number {
  return (Date.parse(last) - Date.parse(first)) / 86_400_000
}

async function explainOne(
  db: Db,
  subscriber: Subscriber,
  { id, firstListedOn }: Listed,
  { delivery, earlier, candidacy }: Since,
  readSet: ReadSet,
): Promise<Verdict> {
  const { slot, skipReason, selection } = delivery
  if (has(delivery, id)) return { kind: 'not sent', slot, skipReason }
  if (skipReason && skipReason !== 'no match' && selection.length === 0)
    return { kind: 'skipped', slot, skipReason }
  if (candidacy.firstListedOn === null)
    return {
      kind: 'no candidate',
      slot,
      isTooOld: daysFrom(firstListedOn, candidacy.day) >= longestHorizonDays,
    }
  const past = pastOf(delivery, earlier)
  const set = await readSet(db, delivery.candidateSetId)
  const { preferences } = subscriber
  const tastes = preferences.withLearning ? await readTastes(db, [subscriber.id]) : null
  const taste = tastes?.get(subscriber.id) ?? null
  const { chosen, exclusion, other } = replayDelivery(set, preferences, { delivery, past, id, taste })
  return exclusion
    ? { kind: 'excluded', slot, exclusion, chosen, other }
    : { kind: 'unexplained', slot, chosen }
}

function tellUnmailed({ status, suppression, preferences }: Subscriber, now: Date): Unmailed {
  if (suppression !== null) return { kind: 'no edition', because: 'suppressed' }
  if (status !== 'active') return { kind: 'no edition', because: status }
  const until = pauseAt(preferences, now)
  const dueAt = nextDueFor(preferences, now)
  return until === null
    ? { kind: 'no edition', because: 'not due', dueAt }
    : { kind: 'no edition', because: 'paused', until, dueAt }
}
