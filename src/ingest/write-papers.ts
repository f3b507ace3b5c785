import { isDeepStrictEqual } from 'node:util'
import type { Paper, Signals, TopicScores } from '../papers/paper.ts'
import type { Listing } from '../sources/source.ts'
import type { Db } from '../store/open.ts'
import { addDays } from './days.ts'
import { readPapers, upsertPapers, type PaperRow } from './paper-rows.ts'
import { mergePaper, mergeSignals, takesText, totalSignals } from './merge-paper.ts'

export type WrittenPapers = { added: number; updated: number }

/** Brings papers and signals up to date with a source's listings. */
export async function writePapers(
  trx: Db,
  listings: readonly Listing[],
  poll: { source: string; day: string; at: Date; classify: (paper: Paper) => TopicScores },
): Promise<WrittenPapers> {
  if (listings.length === 0) return { added: 0, updated: 0 }
  const ids = listings.map(({ paper }) => paper.id)
  const known = await readPapers(trx, ids)
  const latest = await readLatestSignals(trx, ids)
  const firstDays = await readFirstDays(trx, ids)
  const rows: PaperRow[] = []
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
    const row = bringUpToDate(before, paper, totalSignals([...bySource.values()]), firstListedOn, poll)
    if (!isDeepStrictEqual(before, row)) rows.push(row)
  }
  await upsertPapers(trx, rows, poll.at)
  await insertSnapshots(trx, snapshots, poll)
  const added = ids.filter((id) => !known.has(id)).length
  return { added, updated: rows.length - added }
}

function bringUpToDate(
  before: PaperRow | null,
  listed: Paper,
  totals: Signals,
  firstListedOn: string,
  { source, classify }: { source: string; classify: (paper: Paper) => TopicScores },
): PaperRow {
  if (!before) {
    return { paper: listed, topics: classify(listed), totals, firstListedOn, textSource: source }
  }
  const isText = before.textSource === null || before.textSource === source
  const paper = mergePaper(before.paper, listed, isText)
  return {
    paper,
    topics: isDeepStrictEqual(paper, before.paper) ? before.topics : classify(paper),
    totals,
    firstListedOn,
    textSource: takesText(before.paper, listed, isText) ? source : before.textSource,
  }
}

/** A paper returns to nobody later than this, because what a person was mailed is looked up 35 days back. */
const longestReturnDays = 20

/**
 * The day from which a paper's age counts: the newest of its sources' first days. Hugging Face lists papers days after
 * arXiv does, and they are news again then, but not after weeks.
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

/** The first day on which each source listed each paper. */
async function readFirstDays(trx: Db, ids: readonly string[]): Promise<Map<string, Map<string, string>>> {
  const rows = await trx
    .selectFrom('digest_entries')
    .select((query) => ['paper_id', 'source', query.fn.min('day').as('day')])
    .where('paper_id', 'in', ids)
    .groupBy(['paper_id', 'source'])
    .execute()
  const days = new Map<string, Map<string, string>>()
  for (const { paper_id: id, source, day } of rows) {
    days.set(id, (days.get(id) ?? new Map<string, string>()).set(source, day))
  }
  return days
}

/** The newest signals by paper and source. */
async function readLatestSignals(
  trx: Db,
  ids: readonly string[],
): Promise<Map<string, Map<string, Signals>>> {
  const rows = await trx
    .selectFrom('signal_snapshots')
    .distinctOn(['paper_id', 'source'])
    .select(['paper_id', 'source', 'upvotes', 'comments', 'stars'])
    .where('paper_id', 'in', ids)
    .orderBy('paper_id')
    .orderBy('source')
    .orderBy('taken_at', 'desc')
    .execute()
  const latest = new Map<string, Map<string, Signals>>()
  for (const { paper_id: id, source, ...signals } of rows) {
    latest.set(id, (latest.get(id) ?? new Map<string, Signals>()).set(source, signals))
  }
  return latest
}

async function insertSnapshots(
  trx: Db,
  snapshots: readonly { id: string; signals: Signals }[],
  { source, at }: { source: string; at: Date },
): Promise<void> {
  if (snapshots.length === 0) return
  await trx
    .insertInto('signal_snapshots')
    .values(snapshots.map(({ id, signals }) => ({ paper_id: id, source, taken_at: at, ...signals })))
    .onConflict((conflict) =>
      // Two days polled in the same millisecond may share a paper.
      conflict.columns(['paper_id', 'source', 'taken_at']).doUpdateSet((excluded) => ({
        upvotes: excluded.ref('excluded.upvotes'),
        comments: excluded.ref('excluded.comments'),
        stars: excluded.ref('excluded.stars'),
      })),
    )
    .execute()
}
