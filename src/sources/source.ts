import type { Paper, Signals } from '../papers/paper.ts'
import type { DroppedEntry } from '../store/schema.ts'

/** Where digests come from. One object serves one poll: what it has fetched, it need not fetch again. */
export type Source = {
  /** Names its rows in the database, so it never changes. */
  readonly name: string
  /** Where sources say different things of a paper, the lowest rank counts. By default `middleRank`. */
  readonly rank?: number
  /**
   * After how many days each a day's list is asked for again, although a good answer has come after the day's end. By
   * default never.
   */
  readonly askAgainAfterDays?: readonly number[]
  /**
   * Fetches what the source listed for a day.
   *
   * @param day YYYY-MM-DD
   * @param request.etag of an earlier answer for the same day, to be told when nothing changed since
   * @throws {SourceError} when there is no answer that can be used
   */
  fetchDigest(day: string, request: DigestRequest): Promise<DigestAnswer>
}

/** The ranks of a kind's sources begin at a multiple of this, in the order of the operator's file. */
export const ranksPerKind = 1000
/** arXiv's word counts before it, a feed's after it. */
export const middleRank = ranksPerKind

/** A source that the operator has configured: when it is asked, and what its silence means. */
export type ConfiguredSource = Source & {
  /** When it is polled: a cron expression, in UTC. */
  readonly schedule: string
  /** False where no edition waits for its first answer after a start. */
  readonly isAwaited: boolean
}

export type DigestRequest = { etag: string | null; signal?: AbortSignal | undefined }

/** `gone`: the source no longer says what it listed on that day. */
export type DigestAnswer =
  { kind: 'unchanged' } | { kind: 'digest'; digest: Digest } | { kind: 'gone'; reason: string }

/** What a source listed for one day, in its order. */
export type Digest = {
  listings: Listing[]
  dropped: DroppedEntry[]
  /** Why the list is known to lack its end, or null where all of it came. */
  incomplete: string | null
  /** Null where a later answer with the same one could still differ, or the source has none. */
  etag: string | null
  /** How many entries of the day are in neither list, by reason. */
  leftOut?: Partial<LeftOut>
  /** The source adds papers to the list days after the day's end. They count for the day on which they are first seen. */
  growsLate?: boolean
  /** For a list of the newest entries, out of which old ones fall, rather than one of a day. */
  window?: {
    /** Entries without a date or of another day: they count for the day on which they are first seen, if that is today. */
    others: Listing[]
    /** After more days than this without anything new, the list counts as stale. */
    quietDays: number
  }
}

/**
 * How many entries were left out, by reason: `replaced` are new versions of papers that were announced before, `limit` lies
 * behind the longest list that is read, and `missing` was announced but not sent.
 */
export type LeftOut = {
  repeated: number
  unreadable: number
  replaced: number
  limit: number
  missing: number
}

/** The reason of a dropped entry whose paper is in the digest already. */
export const repeatedReason = 'listed a second time in the same digest'

/** One paper of a digest. */
export type Listing = {
  paper: Paper
  signals: Signals
  /** From 0, as the source ranks. */
  position: number
  /** The day for which the source itself says that it listed the paper, where it says so: it unmasks stale lists. */
  listedOn: string | null
}

/** For sources that tell no votes. */
export const noSignals: Signals = { upvotes: 0, comments: 0, stars: null }
