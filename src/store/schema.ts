import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { SeedImportsTable, SeedsTable, TastesTable } from './learning-tables.ts'

/** Row types for every table in `migrations/`. Days are YYYY-MM-DD strings, instants are Dates, bigints are numbers. */
export type Database = {
  papers: PapersTable
  digests: DigestsTable
  digest_receipts: DigestReceiptsTable
  digest_entries: DigestEntriesTable
  signal_snapshots: SignalSnapshotsTable
  watermarks: { name: string; at: Date }
  installation: { id: Generated<boolean>; prefix: string }
  subscribers: SubscribersTable
  suppressions: {
    email_key: string
    reason: string
    evidence: ColumnType<string | null, string | null | undefined, string | null>
    created_at: Generated<Date>
  }
  lanes: LanesTable
  lane_domains: LaneDomainsTable
  lane_domain_places: { lane: string; domain: string; place: number; holder: string; held_until: Date }
  bounce_events: BounceEventsTable
  soft_bounces: { subscriber_id: number; delivery_id: number; at: Date }
  erased_addresses: {
    hash: string
    key_id: string
    suppression: string | null
    erased_at: Date
    cleaned_at: Generated<Date | null>
  }
  subscription_requests: SubscriptionRequestsTable
  outbox: OutboxTable
  notes: NotesTable
  candidate_sets: CandidateSetsTable
  editions: EditionsTable
  edition_ranges: EditionRangesTable
  deliveries: DeliveriesTable
  paper_vectors: { paper_id: string; space: string; vector: Buffer }
  marks: { subscriber_id: number; paper_id: string; kind: MarkKind; marked_at: Date }
  tastes: TastesTable
  seeds: SeedsTable
  seed_imports: SeedImportsTable
  paper_numbers: { paper_id: string; number: Generated<number> }
  mail_histories: { subscriber_id: number; mailed: Generated<string>; picked_on: string | null }
}

/** jsonb is written as JSON text: node-postgres would take an array for a PostgreSQL array. */
type Json<T> = ColumnType<T, string, string>

type PapersTable = {
  id: string
  title: string
  abstract: string
  authors: string[]
  organization: string | null
  summary: string | null
  keywords: string[]
  thumbnail_url: string | null
  figure_url: string | null
  code_url: string | null
  project_url: string | null
  page_url: string | null
  categories: Generated<string[]>
  comment: string | null
  text_source: string | null
  field_sources: ColumnType<unknown, string | undefined, string>
  enriched_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  published_on: string | null
  topics: Json<Record<string, number>>
  upvotes: Generated<number>
  comments: Generated<number>
  stars: number | null
  first_listed_on: string
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export type DayState = 'fetched' | 'empty' | 'partial' | 'stale' | 'failed'

/** An entry of a digest that could not be used, and why. */
export type DroppedEntry = { id: string | null; reason: string }

type DigestsTable = {
  source: string
  day: string
  state: DayState
  problem: string | null
  listed: Generated<number>
  dropped: JSONColumnType<DroppedEntry[], string | undefined, string>
  etag: string | null
  polled_at: Date
  changed_at: Date
}

type DigestReceiptsTable = {
  source: string
  day: string
  announced: number
  kept: number
  /** A `LeftOut`, without reasons that have none. */
  left_out: JSONColumnType<Record<string, number>, string, string>
  counted_at: Date
}

type DigestEntriesTable = {
  source: string
  day: string
  paper_id: string
  position: number
  of_day: ColumnType<string | null, string | null | undefined, string | null>
}

type SignalSnapshotsTable = {
  paper_id: string
  source: string
  taken_at: Date
  upvotes: number
  comments: number
  stars: number | null
}

export type SubscriberStatus = 'pending' | 'active' | 'unsubscribed'
export type Cadence = 'daily' | 'weekdays' | 'weekly'
/** Of mails, as BCP 47 writes them. */
export type Language = 'en' | 'de' | 'zh'
/** What a reader says of a paper: `hide` is not interested. Besides `save`, at most one of a paper. */
export type MarkKind = 'more' | 'less' | 'hide' | 'save'
export type Consent = { how: 'web' | 'import' | 'cli'; at: string; wording?: string; network?: string }

type SubscribersTable = {
  id: Generated<number>
  email: string
  email_key: string
  status: SubscriberStatus
  topics: Generated<string[]>
  keywords: Generated<string[]>
  cadence: Generated<Cadence>
  hour: Generated<number>
  time_zone: Generated<string>
  max_papers: Generated<number>
  authors: Generated<string[]>
  organizations: Generated<string[]>
  muted_topics: Generated<string[]>
  muted_keywords: Generated<string[]>
  muted_authors: Generated<string[]>
  with_outside: Generated<boolean>
  with_quiet_mail: Generated<boolean>
  with_learning: Generated<boolean>
  language: Generated<Language>
  paused_until: ColumnType<string | null, string | null | undefined, string | null>
  unsubscribe_reason: ColumnType<string | null, string | null | undefined, string | null>
  consent: ColumnType<Consent | null, string | null | undefined, string | null>
  created_at: Generated<Date>
  active_since: Date | null
  unsubscribed_at: Date | null
  /** A `ScheduleBefore`, written by a trigger. */
  schedule_before: ColumnType<ScheduleBefore | null, null | undefined, null>
  revision: Generated<number>
  feed_since: ColumnType<Date | null, Date | null | undefined, Date | null>
  mailed_through: ColumnType<string | null, string | null | undefined, string | null>
  schedule_since: ColumnType<Date | null, null | undefined, Date>
}

/** The schedule before a change, and the slot up to which everyone due was taken when it changed, ISO 8601. */
export type ScheduleBefore = {
  timeZone: string
  hour: number
  cadence: Cadence
  pausedUntil: string | null
  through: string | null
}

type SubscriptionRequestsTable = {
  id: Generated<number>
  email: string
  email_key: string
  /** A `PreferenceInput`. */
  preferences: JSONColumnType<Record<string, string | string[]>, string, never>
  created_at: Date
}

/**
 * `confirm` asks to opt in, `manage` is the link to the preferences, `export` and `erase` ask whether it is meant,
 * `goodbye` tells that they have left, and how to come back; `restored` that somebody has taken that back; `quiet` that no
 * paper has matched for a week.
 */
export type SubscriberMailKind = 'confirm' | 'manage' | 'export' | 'erase' | 'goodbye' | 'restored' | 'quiet'
export type MailKind = SubscriberMailKind | 'operator'

/** Mails that are not part of an edition. */
type OutboxTable = {
  id: Generated<number>
  kind: MailKind
  /** Null in mails to the operator, which have a key of what they are about and say what the payload holds. */
  subscriber_id: number | null
  dedup_key: string | null
  payload: ColumnType<unknown, string | undefined, string>
  /** The message's name, from the first try on. */
  message_key: string | null
  /** Of the key that signs it, from the first try on. */
  key_id: string | null
  status: Generated<Exclude<DeliveryStatus, 'skipped'>>
  attempts: Generated<number>
  lease_until: Date | null
  next_attempt_at: Date | null
  response: string | null
  created_at: Generated<Date>
  settled_at: Date | null
}

type LanesTable = {
  name: string
  paused_at: Date | null
  pause_reason: string | null
  resumed_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  closings: Generated<number>
  closed_until: Date | null
  last_problem: string | null
  last_problem_at: Date | null
}

type LaneDomainsTable = {
  lane: string
  domain: string
  reason: string
  stopped_until: Date
  allowed: Generated<number>
  grown_at: Date
}

type CandidateSetsTable = {
  id: Generated<number>
  day: string
  frozen_at: Generated<Date>
  papers: Json<unknown>
}

export type NotePlace = 'top' | 'end'

/** An editor's note, as it is stored and as an edition freezes it. */
export type Note = {
  id: number
  /** The day of the reader's own calendar, YYYY-MM-DD. */
  day: string
  place: NotePlace
  /** Slugs: only readers who follow one of these get it. None means all. */
  topics: string[]
  /** Who pays for it, or null. */
  sponsor: string | null
  /** Markdown. */
  body: string
}

type NotesTable = {
  id: Generated<number>
  on_day: string
  place: NotePlace
  topics: string[]
  sponsor: string | null
  body: string
  created_at: Date
}

/** What came back; see the migration. */
type BounceEventsTable = {
  id: Generated<number>
  event_key: string
  way: string
  received_at: Date
  raw: Buffer | null
  attempts: Generated<number>
  applied_at: Date | null
  kind: string | null
  delivery_id: number | null
  edition_id: number | null
  subscriber_id: number | null
  recipient: string | null
  domain: string | null
  status: string | null
  reason: string | null
  action: string | null
}

/** What an operator has decided about an edition. */
export type EditionState = 'open' | 'paused' | 'cancelled'

type EditionsTable = {
  id: Generated<number>
  state: Generated<EditionState>
  resumed_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  kind: 'scheduled' | 'welcome'
  slot: Date
  candidate_set_id: number
  is_stale: boolean
  /** Of the key that signs its messages, from the first of them on. */
  key_id: string | null
  /** A random part of its messages' names; null in editions that are older than this column. */
  message_part: string | null
  /** Which program and settings made the first of its messages. */
  made_by: string | null
  notes: ColumnType<Note[] | null, string | null | undefined, string | null>
  created_at: Generated<Date>
}

export type DeliveryStatus =
  'queued' | 'sending' | 'submitted' | 'deferred' | 'failed' | 'uncertain' | 'skipped'
export type SkipReason =
  'no match' | 'suppressed' | 'unsubscribed' | 'stale' | 'cancelled' | 'too late' | 'paused'

/**
 * Why a paper is in a selection. Topics are slugs; authors, organisations and keywords are as the subscriber typed them.
 * `matched` is the form that the paper has, where it is another one than the keyword. `likeness` is for a paper that does not say the
 * keyword, but is about it. `marked` is for one that is like a paper that they marked, which is named.
 */
export type Reason =
  | { kind: 'topic'; topic: string }
  | { kind: 'keyword'; keyword: string; matched?: string }
  | { kind: 'likeness'; keyword: string }
  | { kind: 'author'; author: string }
  | { kind: 'organization'; organization: string }
  | { kind: 'marked'; paper: string; title: string }
  /** Like a paper that the reader gave as what they work on. */
  | { kind: 'seed'; paper: string; title: string }
  | { kind: 'trending' }
  | { kind: 'discovery' }

/** The papers of one delivery, best first. */
export type Selection = { paper: string; reason: Reason }[]

type EditionRangesTable = {
  edition_id: number
  range_no: number
  subscriber_ids: number[]
  composed_at: Date | null
  delivered_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

type DeliveriesTable = {
  /** The first day of the month of the edition's slot. */
  month: string
  id: Generated<number>
  edition_id: number
  range_no: number
  subscriber_id: number
  status: DeliveryStatus
  skip_reason: SkipReason | null
  /** See `writeSelection`. */
  selection: Generated<string>
  /** Ids of notes of its edition. */
  notes: number[] | null
  time_zone: string | null
  cadence: Cadence | null
  language: Language | null
  attempts: Generated<number>
  lease_until: Date | null
  next_attempt_at: Date | null
  response: string | null
  /** Over which it was last tried. */
  lane: ColumnType<string | null, string | null | undefined, string | null>
  composed_at: Date
  settled_at: Date | null
}
