import type { Digest } from '../sources/source.ts'
import type { DayState } from '../store/schema.ts'
import { addDays, isWeekday } from './days.ts'

/** What is stored when an answer for a day comes in. */
export type KnownDay = {
  /** The day as the previous poll left it, or null before the first. */
  before: { state: DayState; problem: string | null; paperIds: ReadonlySet<string> } | null
  /** What the newest earlier day with papers listed, or null. */
  earlier: { day: string; paperIds: ReadonlySet<string> } | null
  /** How many papers each of the latest days with papers listed. */
  recentSizes: readonly number[]
}

/** The parts of a digest that decide its state, or why there is none. */
export type Answer =
  | {
      kind: 'digest'
      digest: Pick<Digest, 'dropped' | 'incomplete' | 'window' | 'growsLate'> & {
        listings: readonly ListedId[]
      }
    }
  | { kind: 'failure'; problem: string }
type ListedId = { paper: { id: string }; listedOn: string | null }

export type DayDecision = {
  state: DayState
  /** For the operator: why the day is partial, stale or failed, or why a poll could not be used. */
  problem: string | null
  /** False where nothing of the answer may be stored. */
  isUsable: boolean
}

/**
 * Decides the state of a day from a source's answer.
 *
 * An answer that cannot be used leaves the state of a good day unchanged. Only its problem is recorded.
 *
 * @param today the present day in UTC
 */
export function decideDay(day: string, today: string, answer: Answer, known: KnownDay): DayDecision {
  if (answer.kind === 'failure') return keepGood('failed', answer.problem, day, today, known)
  const { listings, dropped, incomplete, window, growsLate } = answer.digest
  if (listings.length === 0 && dropped.length > 1) {
    const problem = `none of its ${dropped.length} entries could be read; the first: ${dropped[0]?.reason}`
    return keepGood('failed', problem, day, today, known)
  }
  const staleness = window ? whySilent(day, today, window, listings, known) : whyStale(day, listings, known)
  if (staleness) return keepGood('stale', staleness, day, today, known)
  const gap =
    incomplete ??
    (window ? null : whyShrunk(listings, known)) ??
    (window ? null : whyFew(day, today, listings.length, dropped.length, known)) ??
    (growsLate ? whyNone(day, today, listings.length, known) : null)
  if (gap) return { state: 'partial', problem: gap, isUsable: true }
  return { state: listings.length > 0 ? 'fetched' : 'empty', problem: null, isUsable: true }
}

function keepGood(
  state: 'stale' | 'failed',
  problem: string,
  day: string,
  today: string,
  { before }: KnownDay,
): DayDecision {
  // A weekday that is empty in the morning may fill until the evening, so an error must not leave it as empty.
  const mayFillYet = day >= today && isWeekday(day)
  const isGood =
    before?.state === 'fetched' || before?.state === 'partial' || (before?.state === 'empty' && !mayFillYet)
  return { state: isGood ? before.state : state, problem, isUsable: false }
}

/** A list that repeats more than this share is an old one. Of 521 recorded days, no two in a row shared even 30 %. */
const staleShare = 0.5

function whyStale(day: string, listings: readonly ListedId[], { earlier }: KnownDay): string | null {
  const isMost = (some: readonly ListedId[]) => some.length > listings.length * staleShare
  const dated = listings.filter(({ listedOn }) => listedOn !== null)
  if (isMost(dated)) {
    const late = dated.filter(({ listedOn }) => listedOn !== null && listedOn < day)
    if (!isMost(late)) return null
    return `${late.length} of ${listings.length} entries say that they were listed earlier, on ${late[0]?.listedOn}`
  }
  const repeated = listings.filter(({ paper }) => earlier?.paperIds.has(paper.id))
  if (!isMost(repeated)) return null
  return `${repeated.length} of ${listings.length} entries are those of ${earlier?.day}`
}

/** In a list of the newest entries each has its date, so an old list has none for today. */
function whySilent(
  day: string,
  today: string,
  { quietDays }: NonNullable<Digest['window']>,
  listings: readonly ListedId[],
  { earlier }: KnownDay,
): string | null {
  if (listings.length > 0 || day < today || !earlier || addDays(earlier.day, quietDays) >= day) return null
  return `it has had nothing new since ${earlier.day}, for more than ${quietDays} days`
}

function whyShrunk(listings: readonly ListedId[], { before }: KnownDay): string | null {
  const seen = before?.paperIds.size ?? 0
  if (listings.length >= seen) return null
  return `it lists ${listings.length} where there were ${seen} before; the earlier ones are kept`
}

/** With fewer recorded sizes than this, the usual size is unknown. */
const minSizes = 3
/** Fewer papers than this are few where the usual size is unknown. */
const fewWithoutPast = 3
/** Less than this share of the usual size is few. Of 521 recorded days only five list less, each after a holiday. */
const fewShare = 0.2

function whyFew(day: string, today: string, listed: number, dropped: number, known: KnownDay): string | null {
  if (listed === 0) return dropped > 0 ? 'its only entry could not be read' : null
  if (!isWeekday(day)) return null
  const usual = known.recentSizes.length < minSizes ? null : median(known.recentSizes)
  const few = usual === null ? fewWithoutPast : Math.max(2, usual * fewShare)
  if (listed >= few) return null
  const compared = usual === null ? '' : ` where ${Math.round(usual)} are usual`
  const reason = day >= today ? 'the day is not over' : 'a quiet day, or a list cut short'
  return `it lists only ${listed}${compared}: ${reason}`
}

/** An index that lags says 0 at first. Once the day is over that is doubtful where other days have papers. */
function whyNone(day: string, today: string, listed: number, { recentSizes }: KnownDay): string | null {
  if (listed > 0 || day >= today || !isWeekday(day) || recentSizes.length < minSizes) return null
  return `it lists none where ${Math.round(median(recentSizes))} are usual: a holiday, or an index that lags`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) / 2
  return ((sorted[Math.floor(at)] ?? 0) + (sorted[Math.ceil(at)] ?? 0)) / 2
}
