import { hasEndlessTag } from './endless-tag.ts'
import { dayOf } from './feed-dates.ts'
import { isFeed, parseItems, type ParsedFeed, type PendingItem } from './feed-items.ts'
import { drop, isReplacement, readItem, tellApart, type ReadItem } from './feed-paper.ts'
import type { Reading } from './http.ts'
import type { Origin } from './read-worker.ts'
import { otherType, SourceError } from './source-error.ts'
import { tryEach } from './time-limit.ts'

/** A feed, with its entries read as papers. */
export type Feed = {
  entries: FeedEntry[]
  /** The day on which the feed says that it was made, or null. */
  updatedOn: string | null
  /** How many results a search has in all, where the feed is a page of them. */
  total: number | null
  /** How many entries of each day lie behind the longest list that is read. */
  cutByDay: Record<string, number>
}

export type FeedEntry = {
  read: ReadItem
  /** The feed's own, shortened, or null. */
  id: string | null
  /** YYYY-MM-DD in UTC, or null where it has no date. */
  publishedOn: string | null
  /** arXiv's announcement of a new version. */
  isReplacement: boolean
}

/** Any RSS, Atom or JSON feed. */
export const asFeed: Reading<Feed> = {
  accept:
    'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1',
  module: import.meta.url,
  read: readFeed,
}

/** A page of the answer of arXiv's API: it says 200 to everything, and hides its errors in the feed. */
export const asArxivPage: Reading<Feed> = { ...asFeed, read: readArxivPage }

const feedTypes = /\b(xml|rss|atom|rdf|json|text\/plain)\b/i
/** More than this is no feed of news: it is the most that arXiv's feeds have. */
const maxItems = 2000
/** An honest entry takes less than a hundredth of it. */
const longestEntryMs = 500
/** Of all texts together, in characters: what the main thread gets, and keeps in memory for a poll. */
const mostText = 8_000_000

/** Runs in a thread of its own. */
export function readFeed(text: string, origin: Origin): Feed {
  return readEntries(parse(text, origin))
}

/** Runs in a thread of its own. */
export function readArxivPage(text: string, origin: Origin): Feed {
  const parsed = parse(text, origin)
  const [first, second] = parsed.items
  const only = second ? undefined : first?.read()
  if (only?.title === 'Error' && /\/api\/errors/.test(only.id ?? '')) {
    throw new SourceError('it answered with an error', { isTransient: false, isRefusal: true })
  }
  return readEntries(parsed)
}

function parse(text: string, { contentType, url }: Origin): ParsedFeed {
  if (!feedTypes.test(contentType) && !isFeed(text)) throw otherType(contentType, 'a feed')
  if (!/^\s*[[{]/.test(text) && hasEndlessTag(text))
    throw new SourceError('it has a tag without end', { isTransient: false })
  return parseItems(text, url)
}

function readEntries({ items, updatedAt, total }: ParsedFeed): Feed {
  const newest = newestOf(items)
  const tried = tryEach(newest, longestEntryMs, (pending) => {
    const item = pending.read()
    return { read: readItem(item), isReplacement: isReplacement(item) }
  })
  const entries = newest.map(({ id, publishedAt }, at): FeedEntry => {
    const one = tried[at]
    const publishedOn = dayOf(publishedAt)
    if (one?.kind === 'done') return { ...one.value, id, publishedOn }
    return { read: drop(id, one?.reason ?? ''), isReplacement: false, id, publishedOn }
  })
  tellApart(entries)
  return {
    entries: withinText(entries),
    updatedOn: dayOf(updatedAt),
    total,
    cutByDay: countCut(items, newest),
  }
}

function countCut(items: readonly PendingItem[], newest: readonly PendingItem[]): Record<string, number> {
  const counts: Record<string, number> = {}
  if (newest.length === items.length) return counts
  const kept = new Set(newest)
  for (const item of items) {
    const day = kept.has(item) ? null : dayOf(item.publishedAt)
    if (day) counts[day] = (counts[day] ?? 0) + 1
  }
  return counts
}

/** The newest entries, in the feed's order. Some feeds begin with their oldest; without dates the first ones are taken. */
function newestOf(items: readonly PendingItem[]): readonly PendingItem[] {
  if (items.length <= maxItems) return items
  const days = items.map(({ publishedAt }) => dayOf(publishedAt) ?? '')
  const order = [...items.keys()].sort((a, b) => compare(days[b] ?? '', days[a] ?? '') || a - b)
  const kept = new Set(order.slice(0, maxItems))
  return items.filter((_, at) => kept.has(at))
}

/** Days as text. Collation would take longer than all else for a long feed. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Drops the entries that make it too much text. */
function withinText(entries: readonly FeedEntry[]): FeedEntry[] {
  let characters = 0
  return entries.map((entry) => {
    if (entry.read.kind === 'dropped') return entry
    const length = JSON.stringify(entry.read).length
    if (characters + length > mostText) {
      return { ...entry, read: drop(entry.id, `behind ${mostText} characters of other entries`) }
    }
    characters += length
    return entry
  })
}
