import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { memoizeBy } from '../memoize.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { monthOf } from '../ledger/months.ts'
import type { Language, SkipReason, SubscriberStatus } from '../store/schema.ts'
import { writeSelection } from '../ledger/selection.ts'
import { loadCandidateSet } from './candidates.ts'
import { emptyHistory, readMailHistories } from '../ledger/mail-history.ts'
import { horizonSince, isCommon, rankingKey, type Profile } from '../select/profile.ts'
import { rank, type Ranking } from '../select/rank.ts'
import { rate } from '../select/rate.ts'
import { selectPapers } from '../select/select.ts'

type Recipient = Profile & {
  id: number
  status: SubscriberStatus
  timeZone: string
  language: Language
}
type Composed = {
  subscriberId: number
  /** As it is stored. */
  selection: string
  skipReason: SkipReason | null
}

/**
 * Composes one range of an edition: picks each recipient's papers and writes their delivery, all in one transaction.
 * A range that was composed before is left alone, so that a job may run twice; so is one of a paused edition.
 *
 * @returns how many deliveries are queued
 */
export async function composeRange(db: Db, editionId: number, rangeNo: number, now: Date): Promise<number> {
  const edition = await readEdition(db, editionId)
  if (edition.state === 'paused') return 0
  const { day, rankFor } = await rankerOf(db, edition)
  return inTransaction(db, async (trx) => {
    const range = await takeRange(trx, editionId, rangeNo, now)
    if (!range) return 0
    let queued = 0
    for (const part of partsOf(range)) {
      const recipients = await lockRecipients(trx, part)
      const histories = await readMailHistories(trx, part, now)
      const composed = part.map((subscriberId): Composed => {
        const recipient = recipients.get(subscriberId)
        const reason = initialSkipReason(recipient, edition)
        if (!recipient || reason) return { subscriberId, selection: '[]', skipReason: reason }
        const { papers: mailed, lastPickedOn } = histories.get(subscriberId) ?? emptyHistory
        const horizon = horizonSince(recipient.cadence, day, lastPickedOn)
        const picks = selectPapers(rankFor(recipient, horizon), mailed, recipient.maxPapers)
        const selection = writeSelection(
          picks.map(({ candidate, reason }) => ({ paper: candidate.id, reason })),
        )
        const skipReason = picks.length === 0 ? 'no match' : null
        return { subscriberId, selection, skipReason }
      })
      await insertDeliveries(trx, { ...edition, id: editionId, rangeNo }, composed, now)
      queued += composed.filter((one) => one.skipReason === null).length
    }
    return queued
  })
}

/** What is known of so few people is garbage before it is old, which is collected for a fraction of the time. */
const partSize = 200

function partsOf(range: number[]): number[][] {
  const count = Math.ceil(range.length / partSize)
  return Array.from({ length: count }, (_, part) => range.slice(part * partSize, (part + 1) * partSize))
}

type Edition = Awaited<ReturnType<typeof readEdition>>

async function readEdition(db: Db, id: number) {
  return db
    .selectFrom('editions')
    .innerJoin('candidate_sets', 'candidate_sets.id', 'editions.candidate_set_id')
    .select(['slot', 'state', 'is_stale', 'candidate_set_id'])
    .select(sql<string>`candidate_sets.id || '.' || candidate_sets.xmin`.as('candidates_key'))
    .where('editions.id', '=', id)
    .executeTakeFirstOrThrow()
}

type Ranker = { day: string; rankFor: (profile: Profile, horizon: number) => Ranking }

const rankers = new LRUCache<string, Ranker>({ max: 2 })
// A ranking is about a kilobyte. One that is kept and never asked for again costs several times what making it does,
// since it grows old as garbage.
const mostRankings = 1000

async function rankerOf(db: Db, edition: Edition): Promise<Ranker> {
  const kept = rankers.get(edition.candidates_key)
  if (kept) return kept
  const { day, papers } = await loadCandidateSet(db, edition.candidate_set_id)
  const rated = rate(papers, day)
  const rankFor = (profile: Profile, horizon: number) => rank(rated, profile, horizon)
  const rankCommon = memoizeBy(mostRankings, rankingKey, rankFor)
  const ranker: Ranker = {
    day,
    rankFor: (profile, horizon) => (isCommon(profile) ? rankCommon : rankFor)(profile, horizon),
  }
  rankers.set(edition.candidates_key, ranker)
  return ranker
}

/** Marks the range as composed, or returns undefined where it was already. */
async function takeRange(
  trx: Db,
  editionId: number,
  rangeNo: number,
  now: Date,
): Promise<number[] | undefined> {
  const range = await trx
    .updateTable('edition_ranges')
    .set({ composed_at: now })
    .where('edition_id', '=', editionId)
    .where('range_no', '=', rangeNo)
    .where('composed_at', 'is', null)
    .returning('subscriber_ids')
    .executeTakeFirst()
  return range?.subscriber_ids
}

/** Locks the rows, so that two editions never pick for the same person at the same time, and the same paper twice. */
async function lockRecipients(trx: Db, ids: number[]): Promise<Map<number, Recipient>> {
  const { rows } = await sql<Recipient>`/* prepared: lock-recipients */
    select id, status, topics, keywords, authors, organizations, cadence, language,
      muted_topics as "mutedTopics", muted_keywords as "mutedKeywords", muted_authors as "mutedAuthors",
      with_outside as "withDiscovery", max_papers as "maxPapers", time_zone as "timeZone"
    from subscribers
    where id = any(${ids}::bigint[])
    order by id
    for no key update`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Suppressions are looked at when a delivery is claimed, and again right before its message goes out. */
function initialSkipReason(
  recipient: Recipient | undefined,
  { state, is_stale }: Edition,
): SkipReason | null {
  if (recipient?.status !== 'active') return 'unsubscribed'
  if (state === 'cancelled') return 'cancelled'
  return is_stale ? 'stale' : null
}

async function insertDeliveries(
  trx: Db,
  edition: Edition & { id: number; rangeNo: number },
  composed: Composed[],
  now: Date,
): Promise<void> {
  await sql`/* prepared: compose */
    insert into deliveries (month, edition_id, range_no, subscriber_id, status, skip_reason, selection, time_zone, cadence,
      language, composed_at, settled_at)
    select ${monthOf(edition.slot)}::date, ${edition.id}::bigint, ${edition.rangeNo}::integer, subscriber_id,
      case when skip_reason is null then 'queued' else 'skipped' end, skip_reason, selection, time_zone, cadence,
      language, ${now}::timestamptz, case when skip_reason is null then null else ${now}::timestamptz end
    from unnest(
      ${composed.map((one) => one.subscriberId)}::bigint[],
      ${composed.map((one) => one.skipReason)}::text[],
      -- JSON has no line ends of its own, and as one string it needs no escaping.
      string_to_array(${composed.map((one) => one.selection).join('\n')}::text, e'\n')
    ) as composed (subscriber_id, skip_reason, selection)
    left join subscribers s on s.id = subscriber_id
    order by subscriber_id`.execute(trx)
}
