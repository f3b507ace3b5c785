import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { readFirstDays } from '../papers/entries.ts'
import { Paper, type Signals, type TopicScores } from '../papers/paper.ts'
import { insertSnapshots, readLatestSignals } from '../papers/signal-snapshots.ts'
import { readStoredPapers, upsertPapers, type StoredPaper } from '../papers/stored-papers.ts'
import { longestReturnDays } from '../select/profile.ts'
import type { Listing } from '../sources/source.ts'
import type { Db } from '../store/open.ts'
import { addDays } from './days.ts'
import { mergePaper, mergeSignals, sourced, totalSignals } from './merge-paper.ts'

export type WrittenPapers = { added: number; updated: number }

/**
 * Papers are written in batches: the embedded database runs in this thread, and between two batches the thread serves pages;
 * and PostgreSQL takes at most 65,535 parameters, which 3000 papers have.
 */
const batchSize = 25

/** Updates papers and signals from a source's listings. */
export async function writePapers(trx: Db, listings: readonly Listing[], poll: Poll): Promise<WrittenPapers> {
  if (listings.length === 0) return { added: 0, updated: 0 }
  const ids = listings.map(({ paper }) => paper.id)
  const known = await readStoredPapers(trx, ids)
  const latest = await readLatestSignals(trx, ids)
  const firstDays = await readFirstDays(trx, ids)
  let written = 0
  for (let at = 0; at < listings.length; at += batchSize) {
    const { rows, snapshots } = merge(listings.slice(at, at + batchSize), { known, latest, firstDays }, poll)
    await upsertPapers(trx, rows, poll.at)
    await insertSnapshots(trx, poll, snapshots)
    written += rows.length
    await setImmediate()
  }
  const added = ids.filter((id) => !known.has(id)).length
  return { added, updated: written - added }
}

type Poll = { source: string; rank: number; day: string; at: Date; classify: (paper: Paper) => TopicScores }

/** What is stored of some papers, and of what their sources count: by paper. */
type Known = {
  known: Map<string, StoredPaper>
  latest: Map<string, Map<string, Signals>>
  firstDays: Map<string, Map<string, string>>
}

/** What changes by a poll. */
function merge(
  listings: readonly Listing[],
  { known, latest, firstDays }: Known,
  poll: Poll,
): { rows: StoredPaper[]; snapshots: { id: string; signals: Signals }[] } {
  const rows: StoredPaper[] = []
  const snapshots: { id: string; signals: Signals }[] = []
  for (const { paper, signals } of listings) {
    const bySource = latest.get(paper.id) ?? new Map<string, Signals>()
    const previous = bySource.get(poll.source) ?? null
    const current = mergeSignals(previous, signals)
    // Signals hold until they change, so a snapshot like the one before would say nothing.
    if (!isDeepStrictEqual(previous, current)) snapshots.push({ id: paper.id, signals: current })
    bySource.set(poll.source, current)
    const before = known.get(paper.id) ?? null
    const days = firstDays.get(paper.id) ?? new Map<string, string>()
    days.set(poll.source, earlier(days.get(poll.source), poll.day))
    const firstListedOn = countsFrom([...days.values()])
    const row = toStored(before, paper, totalSignals([...bySource.values()]), firstListedOn, poll)
    if (!isDeepStrictEqual(before, row)) rows.push(row)
  }
  return { rows, snapshots }
}

function toStored(
  before: StoredPaper | null,
  listed: Paper,
  signals: Signals,
  firstListedOn: string,
  { source, rank, classify }: { source: string; rank: number; classify: (paper: Paper) => TopicScores },
): StoredPaper {
  const one = sourced(listed, { source, rank })
  const { paper, fieldSources } = before
    ? mergePaper({ paper: Paper.parse(before), fieldSources: before.fieldSources }, one)
    : one
  const isAsBefore = before !== null && isDeepStrictEqual({ ...before, ...paper }, before)
  return {
    ...paper,
    topics: isAsBefore ? before.topics : classify(paper),
    signals,
    firstListedOn,
    fieldSources,
  }
}

/**
 * The day from which a paper's age counts: the latest of the first days of its sources. Hugging Face lists papers days
 * after arXiv does, which makes them news again, but not weeks later.
 *
 * @param firstDays of each source, at least one
 */
export function countsFrom(firstDays: readonly string[]): string {
  const [first = '', ...later] = firstDays.toSorted()
  const last = addDays(first, longestReturnDays)
  return later.filter((day) => day <= last).at(-1) ?? first
}

function earlier(known: string | undefined, day: string): string {
  return known !== undefined && known < day ? known : day
}
