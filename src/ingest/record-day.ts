import { sql } from 'kysely'
import { upsertEntries } from '../papers/entries.ts'
import { sampleSourceName, type Paper, type TopicScores } from '../papers/paper.ts'
import type { Digest, DigestAnswer } from '../sources/source.ts'
import { inTransaction, type Db } from '../store/open.ts'
import type { DayState, DroppedEntry } from '../store/schema.ts'
import { decideDay, type Answer, type DayDecision } from './day-state.ts'
import { utcDay } from './days.ts'
import { withFirstSeen } from './first-seen.ts'
import { readKnownDay, wasPolledBefore, type StoredDay } from './known-day.ts'
import { findLatecomers, writeLatecomers } from './latecomers.ts'
import { recordReceipt } from './receipt.ts'
import { removeSample } from './remove-sample.ts'
import { writePapers, type WrittenPapers } from './write-papers.ts'

/** The result of one poll of a source for one day. */
export type DayReport = {
  source: string
  day: string
  /** `gone`: of before the first poll, and the source no longer lists it. Nothing is stored then. */
  state: DayState | 'gone'
  /** Why the day is partial, stale, failed or gone, or why this poll of a good day could not be used. */
  problem: string | null
  /** How many papers the day has now. */
  listed: number
  /** Papers that no source had listed before. */
  added: number
  /** Known papers of which something changed. */
  updated: number
  dropped: DroppedEntry[]
  /** True where the day is stale or failed, and was so after the previous poll, too: not a passing fault. */
  isAlarming: boolean
}

/** A source's answer for a day, or the problem that there is none. */
export type Polled = {
  source: string
  rank: number
  day: string
  at: Date
  answer: DigestAnswer | { kind: 'failure'; problem: string }
}

/**
 * Lets one transaction at a time write papers and digests: papers are read, merged and written back, and a source's days
 * are compared with each other.
 */
export async function lockIngest(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('paperboy ingest'))`.execute(trx)
}

/** Stores the result of a poll in one transaction. */
export async function recordDay(
  db: Db,
  polled: Polled,
  classify: (paper: Paper) => TopicScores,
): Promise<DayReport> {
  return inTransaction(db, async (trx) => {
    await lockIngest(trx)
    const known = await readKnownDay(trx, polled.source, polled.day)
    const { answer } = polled
    const isOld = answer.kind === 'unchanged' || answer.kind === 'gone'
    if (isOld && known.before && known.before.state !== 'failed') {
      return recordUnchanged(trx, polled, known)
    }
    if (answer.kind === 'gone' && !(await wasPolledBefore(trx, polled.source, polled.day))) {
      return reportGone(polled, answer.reason)
    }
    const digest = answer.kind === 'digest' ? await withFirstSeen(trx, polled, answer.digest) : null
    const decision = decideDay(polled.day, utcDay(polled.at), toAnswer(answer, digest), known)
    if (digest && decision.isUsable) return recordDigest(trx, polled, digest, known, decision, classify)
    return recordProblem(trx, polled, digest?.dropped ?? [], known, decision)
  })
}

function toAnswer(answer: Polled['answer'], digest: Digest | null): Answer {
  if (digest) return { kind: 'digest', digest }
  if (answer.kind === 'failure') return answer
  const problem = answer.kind === 'gone' ? answer.reason : 'nothing to compare with; ask again'
  return { kind: 'failure', problem }
}

function reportGone({ source, day }: Polled, problem: string): DayReport {
  return {
    source,
    day,
    state: 'gone',
    problem,
    listed: 0,
    added: 0,
    updated: 0,
    dropped: [],
    isAlarming: false,
  }
}

/** Only days without a problem are asked for with their ETag, so nothing else changes. */
async function recordUnchanged(
  trx: Db,
  { source, day, at }: Polled,
  { before, late }: StoredDay,
): Promise<DayReport> {
  await trx
    .updateTable('digests')
    .set({ polled_at: at })
    .where('source', '=', source)
    .where('day', '=', day)
    .execute()
  return {
    source,
    day,
    state: stateWith(late, before?.state ?? 'empty'),
    problem: before?.problem ?? null,
    listed: (before?.paperIds.size ?? 0) + late.size,
    added: 0,
    updated: 0,
    dropped: [],
    isAlarming: false,
  }
}

async function recordProblem(
  trx: Db,
  { source, day, at }: Polled,
  dropped: DroppedEntry[],
  { before, late }: StoredDay,
  decision: DayDecision,
): Promise<DayReport> {
  const { problem } = decision
  const state = stateWith(late, decision.state)
  const listed = (before?.paperIds.size ?? 0) + late.size
  await trx
    .insertInto('digests')
    .values({ source, day, state, problem, dropped: JSON.stringify(dropped), polled_at: at, changed_at: at })
    // Without an ETag the next poll fetches everything: a 304 would keep the problem.
    .onConflict((conflict) =>
      conflict.columns(['source', 'day']).doUpdateSet({
        state,
        problem,
        etag: null,
        polled_at: at,
        // The state decides what an edition may pick.
        ...(before && before.state !== decision.state ? { changed_at: at } : {}),
      }),
    )
    .execute()
  const isAlarming = isBad(state) && before !== null && isBad(before.state)
  return { source, day, state, problem, listed, added: 0, updated: 0, dropped, isAlarming }
}

async function recordDigest(
  trx: Db,
  polled: Polled,
  digest: Digest,
  { before, late }: StoredDay,
  decision: DayDecision,
  classify: (paper: Paper) => TopicScores,
): Promise<DayReport> {
  const { source, rank, day, at } = polled
  const { dropped, etag } = digest
  const { problem } = decision
  const latecomers = await findLatecomers(trx, polled, digest, before)
  const listings = digest.listings.filter((one) => !latecomers.includes(one))
  const written = addUp(
    await writePapers(trx, listings, { source, rank, day, at, classify }),
    await writeLatecomers(trx, polled, latecomers, classify),
  )
  const paperIds = new Set([...(before?.paperIds ?? []), ...late, ...listings.map(({ paper }) => paper.id)])
  const listed = paperIds.size
  const state = stateWith(late, listed === 0 && latecomers.length > 0 ? 'empty' : decision.state)
  const hasChanged =
    !before || listed > before.paperIds.size + late.size || written.added + written.updated > 0
  const row = {
    state,
    problem,
    listed,
    dropped: JSON.stringify(dropped),
    etag: problem ? null : etag,
    polled_at: at,
  }
  await trx
    .insertInto('digests')
    .values({ source, day, ...row, changed_at: at })
    .onConflict((conflict) =>
      conflict.columns(['source', 'day']).doUpdateSet({ ...row, ...(hasChanged ? { changed_at: at } : {}) }),
    )
    .execute()
  const entries = listings.map(({ paper, position }) => ({ paperId: paper.id, position }))
  await upsertEntries(trx, polled, entries)
  await recordReceipt(trx, polled, digest)
  if (listings.length > 0 && source !== sampleSourceName) await removeSample(trx)
  return { source, day, state, problem, listed, ...written, dropped, isAlarming: false }
}

/** Readers see no papers of an empty day. */
function stateWith(late: ReadonlySet<string>, state: DayState): DayState {
  return state === 'empty' && late.size > 0 ? 'fetched' : state
}

function addUp(a: WrittenPapers, b: WrittenPapers): WrittenPapers {
  return { added: a.added + b.added, updated: a.updated + b.updated }
}

function isBad(state: DayState): boolean {
  return state === 'stale' || state === 'failed'
}
