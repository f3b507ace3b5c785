import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { insertDeliveries, type ComposedDelivery } from '../ledger/insert.ts'
import { markMailed, readMailHistories, recordPicks, type Picked } from '../ledger/mail-history.ts'
import { numberPapers, readPaperNumbers, type PaperNumbers } from '../ledger/paper-numbers.ts'
import { overtake } from '../ledger/overtake.ts'
import { writeSelection } from '../ledger/selection.ts'
import { readTastes } from '../marks/tastes.ts'
import { memoizeBy } from '../memoize.ts'
import { horizonSince, isCommon, rankingKey, type Profile } from '../select/profile.ts'
import { rank, type Ranking } from '../select/rank.ts'
import { rate } from '../select/rate.ts'
import { selectPapers } from '../select/select.ts'
import type { Taste } from '../select/taste.ts'
import { inTransaction, type Db } from '../store/open.ts'
import type { SkipReason } from '../store/schema.ts'
import { lockRecipients, type Recipient } from '../subscribers/recipients.ts'
import { loadCandidateSet } from './candidates.ts'
import { createNoteChooser } from './notes.ts'
import { findUnsentBefore, reopenRanges, type RangeRef } from './ranges.ts'
import { withKnownTopics } from './retired-topics.ts'

/**
 * Composes one range of an edition: picks each recipient's papers and adds their deliveries, all in one transaction. A range
 * that is composed already is left alone, so that a job may run twice; so is a range of a paused edition.
 *
 * @returns how many deliveries are queued
 */
export type ComposeRange = (editionId: number, rangeNo: number, now: Date) => Promise<number>

/** Keeps what many ranges share, e.g. the rated candidates: a process needs one composer. */
export function createComposer({ db }: { db: Db }): ComposeRange {
  const rankerOf = keepRankers(db)
  return async (editionId, rangeNo, now) => {
    const edition = await readEdition(db, editionId)
    if (edition.state === 'paused') return 0
    const ranker = await rankerOf(edition)
    return inTransaction(db, async (trx) => {
      const range = await takeRange(trx, editionId, rangeNo, now)
      if (!range) return 0
      const unsent = edition.is_stale ? [] : await findUnsentBefore(trx, edition.slot)
      const overtaken: RangeRef[] = []
      let queued = 0
      for (const part of partsOf(range)) {
        overtaken.push(...(await overtake(trx, unsent, part, now)))
        const composed = await composePart(trx, part, edition, ranker, now)
        await insertDeliveries(trx, { id: editionId, slot: edition.slot, rangeNo }, composed, now)
        queued += composed.filter((one) => one.skipReason === null).length
      }
      await reopenRanges(trx, overtaken)
      return queued
    })
  }
}

async function composePart(
  trx: Db,
  part: number[],
  edition: Edition,
  { day, rankFor, numbers }: Ranker,
  now: Date,
): Promise<ComposedDelivery[]> {
  const recipients = await lockRecipients(trx, part)
  const notesFor = createNoteChooser(edition.notes ?? [], edition.slot)
  const histories = await readMailHistories(trx, part, now)
  const learning = part.filter((id) => recipients.get(id)?.withLearning)
  const tastes = await readTastes(trx, learning)
  const picked: Picked[] = []
  const composed = part.map((subscriberId): ComposedDelivery => {
    const recipient = recipients.get(subscriberId)
    const reason = initialSkipReason(recipient, edition)
    const history = histories.get(subscriberId)
    if (!recipient || !history || reason)
      return { subscriberId, selection: '[]', notes: [], skipReason: reason }
    const horizon = horizonSince(recipient.cadence, day, history.lastPickedOn)
    const picks = selectPapers(
      rankFor(withKnownTopics(recipient), horizon, tastes.get(subscriberId) ?? null),
      markMailed(history, numbers),
      recipient.maxPapers,
    )
    const selection = picks.map(({ candidate, reason }) => ({ paper: candidate.id, reason }))
    picked.push({ subscriberId, selection, history })
    const isMailed = picks.length > 0
    return {
      subscriberId,
      selection: writeSelection(selection),
      notes: isMailed ? notesFor(recipient).map(({ id }) => id) : [],
      skipReason: isMailed ? null : 'no match',
    }
  })
  await recordPicks(trx, picked, numbers, now)
  return composed
}

/** Small parts: their objects die in the young generation, where collection is cheap. */
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
    .select(['slot', 'state', 'is_stale', 'candidate_set_id', 'notes'])
    .select(sql<string>`candidate_sets.id || '.' || candidate_sets.xmin`.as('candidates_key'))
    .where('editions.id', '=', id)
    .executeTakeFirstOrThrow()
}

type Ranker = {
  day: string
  rankFor: (profile: Profile, horizon: number, taste: Taste | null) => Ranking
  numbers: PaperNumbers
}

/**
 * A ranking is about a kilobyte. To keep one that is never asked for again costs several times as much as to make it,
 * because it survives into the old generation.
 */
const mostRankings = 1000

/** Rates the candidates of an edition once. Editions under way at the same time share them, or are few. */
function keepRankers(db: Db): (edition: Edition) => Promise<Ranker> {
  const rankers = new LRUCache<string, Ranker>({ max: 2 })
  return async (edition) => {
    const kept = rankers.get(edition.candidates_key)
    if (kept) return kept
    const { day, papers } = await loadCandidateSet(db, edition.candidate_set_id)
    await numberPapers(db, day)
    const rated = rate(papers, day)
    const numbers = await readPaperNumbers(
      db,
      rated.papers.map(({ id }) => id),
      day,
    )
    const rankCommon = memoizeBy(mostRankings, rankingKey, (profile: Profile, horizon: number) =>
      rank(rated, profile, horizon),
    )
    const ranker: Ranker = {
      day,
      numbers,
      rankFor: (profile, horizon, taste) =>
        taste === null && isCommon(profile)
          ? rankCommon(profile, horizon)
          : rank(rated, profile, horizon, taste),
    }
    rankers.set(edition.candidates_key, ranker)
    return ranker
  }
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

/** Suppressions are checked when a delivery is claimed, and again right before its message is sent. */
function initialSkipReason(
  recipient: Recipient | undefined,
  { state, is_stale }: Edition,
): SkipReason | null {
  if (recipient?.status !== 'active') return 'unsubscribed'
  if (state === 'cancelled') return 'cancelled'
  return is_stale ? 'stale' : null
}
