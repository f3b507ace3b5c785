import type { Paper } from '../papers/paper.ts'
import { cleanLine, cleanPhrases, cleanUrl } from './clean.ts'
import { dayOf } from './feed-dates.ts'
import type { FeedItem } from './feed-items.ts'
import { identify, identifyWithin } from './identity.ts'
import { readNames } from './names.ts'

export type ReadItem =
  { kind: 'paper'; paper: Paper } | { kind: 'dropped'; id: string | null; reason: string }

/** arXiv's own feeds start each abstract so. */
const announcement = /^arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*/i
/** And some end each title so, or start with the id. */
const titleNote = /\s*\(arXiv:[^)]*\)\.?$|^\[\d{4}\.\d{4,5}(?:v\d+)?\]\s*/i

const categoryPattern = /^[a-z][a-z-]+(?:\.[A-Za-z-]{2,20})?$/

/** Whether arXiv announces a new version here of a paper that it has announced before. */
export function isReplacement({ title, body }: FeedItem): boolean {
  // Its feeds before 2024, and copies of them, say so in the title.
  return (
    /^\s*arXiv:\S+\s+Announce Type:\s*replace/i.test(body) ||
    /\(arXiv:\S+\s+\[[^\]]*\]\s+UPDATED\)\.?\s*$/i.test(title)
  )
}

/** An entry as far as it tells itself from others. */
type Entry = { read: ReadItem; id: string | null; publishedOn: string | null }

/**
 * Of several entries of one feed with the same page, the oldest stays known by that page, and the others get ids by more
 * than that.
 *
 * @param entries the newest first where they have no dates
 */
export function tellApart(entries: readonly Entry[]): void {
  const dayAt = (at: number) => entries[at]?.publishedOn ?? ''
  const oldestFirst = [...entries.keys()].sort((a, b) =>
    dayAt(a) === dayAt(b) ? b - a : dayAt(a) < dayAt(b) ? -1 : 1,
  )
  const first = new Map<string, Named>()
  for (const at of oldestFirst) {
    const entry = entries[at]
    if (entry?.read.kind !== 'paper') continue
    const { paper } = entry.read
    if (!paper.pageUrl || !paper.id.startsWith('url:')) continue
    const named = { title: paper.title, id: entry.id }
    const known = first.get(paper.id)
    if (!known) first.set(paper.id, named)
    else if (!isSameEntry(known, named)) {
      paper.id = identifyWithin(paper.pageUrl, named.id ?? `${paper.pageUrl}\n${paper.title}`)
    }
  }
}

type Named = { title: string; id: string | null }

/** Feeds repeat entries that were edited, under the same id, and the same page under several spellings. */
function isSameEntry(a: Named, b: Named): boolean {
  if (a.id !== null && a.id === b.id) return true
  const isNamed = [a.id, b.id].every((id) => id !== null && !/^https?:/i.test(id))
  return a.title === b.title && !isNamed
}

/** One entry of a feed as the paper that it is about, or why it cannot be used. */
export function readItem(item: FeedItem): ReadItem {
  const links = item.links.flatMap((one) => cleanUrl(one) ?? [])
  const id = identify({ ...item, links })
  const shownId = item.id ?? links[0] ?? null
  if (!id) return drop(shownId, 'neither a link nor a DOI to know it by')
  const title = cleanLine(item.title, 500).replace(titleNote, '')
  if (!title) return drop(shownId, 'no title')
  const abstract = cleanLine(item.body, 10_000).replace(announcement, '')
  const isArxiv = id.startsWith('arxiv:')
  const tags = cleanPhrases(item.tags, { count: 50, length: 100 })
  return {
    kind: 'paper',
    paper: {
      id,
      title,
      // Some list titles alone: better to show one twice than to lose the paper.
      abstract: abstract || title,
      authors: cleanPhrases(readNames(item.authors), { count: 5000, length: 200 }),
      organization: null,
      summary: null,
      keywords: isArxiv ? [] : tags,
      thumbnailUrl: null,
      figureUrl: null,
      codeUrl: null,
      projectUrl: null,
      pageUrl: isArxiv ? null : (links[0] ?? null),
      categories: isArxiv ? arxivCategories(item.arxiv.primaryCategory, tags) : [],
      comment: cleanLine(item.arxiv.comment ?? '', 500) || null,
      publishedOn: dayOf(item.publishedAt),
    },
  }
}

/** @param id as the feed writes it */
export function drop(id: string | null, reason: string): ReadItem {
  return { kind: 'dropped', id: cleanLine(id ?? '', 200) || null, reason }
}

/** The primary one first. */
export function arxivCategories(primary: string | null, all: readonly string[]): string[] {
  return [...new Set([...(primary ? [primary] : []), ...all])]
    .filter((one) => categoryPattern.test(one))
    .slice(0, 30)
}
