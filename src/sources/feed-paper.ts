import { createHash } from 'node:crypto'
import type { Paper } from '../papers/paper.ts'
import { findArxivId } from './arxiv-id.ts'
import { cleanLine, cleanPhrases, cleanUrl } from './clean.ts'
import { findDoi, type FeedItem } from './feed-items.ts'

export type ReadItem =
  { kind: 'paper'; paper: Paper } | { kind: 'dropped'; id: string | null; reason: string }

/** arXiv's own feeds start each abstract so. */
const announcement = /^arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*/i
/** And some end each title so, or start with the id. */
const titleNote = /\s*\(arXiv:[^)]*\)\.?$|^\[\d{4}\.\d{4,5}(?:v\d+)?\]\s*/i

const categoryPattern = /^[a-z][a-z-]+(?:\.[A-Za-z-]{2,20})?$/

/** One entry of a feed as the paper that it is about, or why it cannot be used. */
export function readItem(item: FeedItem): ReadItem {
  const links = item.links.flatMap((one) => cleanUrl(one) ?? [])
  const id = identify(item, links)
  const shownId = cleanLine(item.id ?? links[0] ?? '', 200) || null
  if (!id) return { kind: 'dropped', id: shownId, reason: 'neither a link nor a DOI to know it by' }
  const title = cleanLine(item.title, 500).replace(titleNote, '')
  if (!title) return { kind: 'dropped', id: shownId, reason: 'no title' }
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
      authors: cleanPhrases(item.authors.length === 1 ? splitNames(item.authors[0] ?? '') : item.authors, {
        count: 5000,
        length: 200,
      }),
      organization: null,
      summary: null,
      keywords: isArxiv ? [] : tags,
      thumbnailUrl: null,
      codeUrl: null,
      projectUrl: null,
      pageUrl: isArxiv ? null : (links[0] ?? null),
      categories: isArxiv ? arxivCategories(item.arxiv.primaryCategory, tags) : [],
      comment: cleanLine(item.arxiv.comment ?? '', 500) || null,
      publishedOn: dayOf(item.publishedAt),
    },
  }
}

/** The primary one first. */
export function arxivCategories(primary: string | null, all: readonly string[]): string[] {
  return [...new Set([...(primary ? [primary] : []), ...all])]
    .filter((one) => categoryPattern.test(one))
    .slice(0, 30)
}

/** An instant's day in UTC, or null where there is none. */
export function dayOf(instant: string | null): string | null {
  const time = Date.parse(instant ?? '')
  // Feeds without a clock date things in 1970 or far ahead.
  return time > Date.UTC(1990, 0) && time < Date.UTC(2100, 0)
    ? new Date(time).toISOString().slice(0, 10)
    : null
}

function identify({ id, doi }: FeedItem, links: readonly string[]): string | null {
  for (const text of [...links, id ?? '', doi ?? '']) {
    const arxivId = findArxivId(text)
    if (arxivId) return `arxiv:${arxivId}`
  }
  for (const text of [doi ?? '', ...links, id ?? '']) {
    const found = findDoi(text)
    if (found) return `doi:${found}`
  }
  const [link] = links
  return link ? `url:${createHash('sha256').update(canonical(link)).digest('hex').slice(0, 32)}` : null
}

/** The same page under its usual variations: scheme, "www.", a trailing slash, a fragment, campaign parameters. */
function canonical(link: string): string {
  const url = new URL(link)
  for (const name of Array.from(url.searchParams.keys()))
    if (/^(utm_|fbclid|gclid|ref$)/.test(name)) url.searchParams.delete(name)
  url.searchParams.sort()
  return `${url.host.replace(/^www\./, '')}${url.pathname.replace(/\/+$/, '')}${url.search}`
}

/** arXiv's RSS writes all authors as one: "Ada Lovelace, Alan Turing". */
function splitNames(names: string): string[] {
  return names.split(/,\s+|\s+and\s+|;\s*/)
}
