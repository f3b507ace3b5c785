import { readListedOnOtherDays, readPaperIds, upsertEntries } from '../papers/entries.ts'
import type { Paper, TopicScores } from '../papers/paper.ts'
import type { Digest, Listing } from '../sources/source.ts'
import type { Db } from '../store/open.ts'
import { addDays, startOfDay, utcDay } from './days.ts'
import { maxLateDays } from './first-seen.ts'
import type { StoredDay } from './known-day.ts'
import { readWatermark } from './watermark.ts'
import { writePapers, type WrittenPapers } from './write-papers.ts'

type Poll = { source: string; rank: number; day: string; at: Date }

/** More than this and more than the day had is no latecomer but another list, of other categories for example. */
const fewLatecomers = 10

/**
 * Those of an answer's papers that the source has added to a list that was complete already.
 *
 * @param before the day as it is stored
 */
export async function findLatecomers(
  trx: Db,
  { source, day, at }: Poll,
  digest: Pick<Digest, 'listings' | 'growsLate'>,
  before: StoredDay['before'],
): Promise<Listing[]> {
  const today = utcDay(at)
  if (!digest.growsLate || !before || day >= today || day < addDays(today, -maxLateDays)) return []
  if (before.state !== 'fetched' && before.state !== 'empty') return []
  const watermark = await readWatermark({ db: trx, source: { name: source } })
  const isComplete =
    (watermark !== null && day <= watermark) ||
    (before.problem === null && before.polledAt >= startOfDay(addDays(day, 1)))
  if (!isComplete) return []
  const late = digest.listings.filter(({ paper }) => !before.paperIds.has(paper.id))
  return late.length > Math.max(fewLatecomers, before.paperIds.size) ? [] : late
}

/**
 * Lists papers under today that a source has added to the list of an earlier day. Under that day they would be too old
 * for every edition.
 */
export async function writeLatecomers(
  trx: Db,
  { source, rank, day, at }: Poll,
  listings: readonly Listing[],
  classify: (paper: Paper) => TopicScores,
): Promise<WrittenPapers> {
  if (listings.length === 0) return { added: 0, updated: 0 }
  const today = utcDay(at)
  const ids = listings.map(({ paper }) => paper.id)
  const listed = await readListedOnOtherDays(trx, { source, day }, ids)
  const written = await writePapers(trx, listings, { source, rank, day: today, at, classify })
  const unlisted = listings.filter(({ paper }) => !listed.has(paper.id))
  if (unlisted.length === 0) return written
  const { own, late } = await readPaperIds(trx, source, today)
  const count = new Set([...own, ...late, ...unlisted.map(({ paper }) => paper.id)]).size
  await trx
    .insertInto('digests')
    .values({ source, day: today, state: 'fetched', listed: count, polled_at: at, changed_at: at })
    .onConflict((conflict) =>
      conflict.columns(['source', 'day']).doUpdateSet({ listed: count, changed_at: at }),
    )
    .execute()
  // Readers see no papers of an empty day.
  await trx
    .updateTable('digests')
    .set({ state: 'fetched' })
    .where('source', '=', source)
    .where('day', '=', today)
    .where('state', '=', 'empty')
    .execute()
  const entries = unlisted.map(({ paper, position }) => ({ paperId: paper.id, position, ofDay: day }))
  await upsertEntries(trx, { source, day: today }, entries)
  return written
}
