import { readListedOnOtherDays } from '../papers/entries.ts'
import type { Digest, Listing } from '../sources/source.ts'
import type { Db } from '../store/open.ts'
import { addDays, utcDay } from './days.ts'
import { raiseWatermark, readWatermarkRow } from './watermark-rows.ts'

/** How far back a first start looks. */
export const firstLookBackDays = 7

/** Longer than the longest horizon of a subscriber. What is dated earlier is an archive, not news. */
export const maxLateDays = 30

/**
 * Adds to today's digest the entries of a window that today is the first to show: those without a date, those dated
 * ahead, and those dated on an earlier day whose list never had them. Dates of before the source's first poll do not
 * count, because not all of those entries were stored.
 */
export async function withFirstSeen(
  trx: Db,
  { source, day, at }: { source: string; day: string; at: Date },
  digest: Digest,
): Promise<Digest> {
  if (!digest.window || day !== utcDay(at)) return digest
  const firstPoll = await readFirstPoll(trx, source, at)
  const others = digest.window.others.filter(({ listedOn }) => isNews(listedOn, day, firstPoll))
  if (others.length === 0) return digest
  const ids = others.map(({ paper }) => paper.id)
  const seen = await readListedOnOtherDays(trx, { source, day }, ids)
  const known = new Set([...seen, ...digest.listings.map(({ paper }) => paper.id)])
  return { ...digest, listings: [...digest.listings, ...others.filter(({ paper }) => !known.has(paper.id))] }
}

function isNews(listedOn: Listing['listedOn'], today: string, firstPoll: string | null): boolean {
  if (listedOn === null || listedOn > today) return true
  if (firstPoll === null || listedOn < addDays(firstPoll, -firstLookBackDays)) return false
  return listedOn >= addDays(today, -maxLateDays)
}

/** The day of the first poll, or null where this is the first. */
async function readFirstPoll(trx: Db, source: string, at: Date): Promise<string | null> {
  const name = `first-poll:${source}`
  const first = await readWatermarkRow(trx, name)
  if (!first) await raiseWatermark(trx, name, at)
  return first && utcDay(first)
}
