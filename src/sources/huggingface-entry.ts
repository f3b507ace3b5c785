import { z } from 'zod'
import type { Paper, Signals } from '../papers/paper.ts'
import { versionlessArxivId } from './arxiv-id.ts'
import { cleanLine, cleanPhrases, cleanUrl } from './clean.ts'
import type { Reading } from './http.ts'
import { readJson } from './read-json.ts'
import type { Origin } from './read-worker.ts'
import { SourceError } from './source-error.ts'
import { tryEach } from './time-limit.ts'

/** A field that the source may leave out. A wrong type counts as left out: it must not cost readers the paper. */
const optional = <T extends z.ZodType>(type: T) => type.optional().catch(undefined)

// Sums of two of them still fit the database's integers.
const count = z.int().nonnegative().max(1_000_000_000)
/** Pictures and films that the authors or the submitter added. */
const Media = optional(z.array(z.unknown()))
const Organization = optional(z.object({ name: optional(z.string()), fullname: optional(z.string()) }))

const Entry = z.object({
  paper: z.object({
    id: z.string(),
    title: z.string(),
    summary: z.string(),
    authors: optional(z.array(z.unknown())),
    publishedAt: optional(z.string()),
    submittedOnDailyAt: optional(z.string()),
    upvotes: optional(count),
    ai_summary: optional(z.string()),
    ai_keywords: optional(z.array(z.unknown())),
    githubRepo: optional(z.string()),
    githubStars: optional(count),
    projectPage: optional(z.string()),
    organization: Organization,
    mediaUrls: Media,
  }),
  thumbnail: optional(z.string()),
  // What thumbnails were called until June 2024.
  mediaUrl: optional(z.string()),
  mediaUrls: Media,
  numComments: optional(count),
  organization: Organization,
  submitterOrganization: Organization,
})
type Entry = z.infer<typeof Entry>

const AnyId = z.object({ paper: z.object({ id: z.union([z.string(), z.number()]) }) })
const Author = z.object({ name: z.string() })

export type ReadEntry =
  | { kind: 'paper'; paper: Paper; signals: Signals; listedOn: string | null }
  | { kind: 'dropped'; id: string | null; reason: string }

/** A page of `/api/daily_papers`. */
export const asDailyPapers: Reading<ReadEntry[]> = {
  accept: 'application/json',
  module: import.meta.url,
  read: readPage,
}

/** Pages are asked for with at most 100. */
const mostEntries = 1000
/** An honest entry takes less than a hundredth of it. */
const longestEntryMs = 500

/** Runs in a thread of its own. */
export function readPage(text: string, origin: Origin): ReadEntry[] {
  const entries = readJson(text, origin)
  if (!Array.isArray(entries)) {
    throw new SourceError('its answer is JSON of another shape than a list of papers', { isTransient: false })
  }
  if (entries.length > mostEntries) {
    throw new SourceError(`it lists more than ${mostEntries} papers on one page`, { isTransient: false })
  }
  return tryEach(entries, longestEntryMs, readEntry).map((tried, at) =>
    tried.kind === 'done' ? tried.value : drop(entries[at], tried.reason),
  )
}

/** One entry of `/api/daily_papers`, or why it cannot be used. */
export function readEntry(value: unknown): ReadEntry {
  const parsed = Entry.safeParse(value)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'entry'}: ${issue.message}`)
    return drop(value, issues.join('; '))
  }
  const { paper } = parsed.data
  const id = versionlessArxivId(paper.id.trim())
  if (!id) return drop(value, 'paper.id: not an id of arXiv')
  const title = cleanLine(paper.title, 500)
  if (!title) return drop(value, 'paper.title: empty')
  const abstract = cleanLine(paper.summary, 10_000)
  if (!abstract) return drop(value, 'paper.summary: empty')
  return {
    kind: 'paper',
    paper: {
      id: `arxiv:${id}`,
      title,
      abstract,
      pageUrl: `https://huggingface.co/papers/${id}`,
      ...optionalFields(parsed.data),
    },
    signals: {
      upvotes: paper.upvotes ?? 0,
      comments: parsed.data.numComments ?? 0,
      stars: paper.githubStars ?? null,
    },
    listedOn: dateOf(paper.submittedOnDailyAt),
  }
}

function drop(value: unknown, reason: string): ReadEntry {
  const parsed = AnyId.safeParse(value)
  return { kind: 'dropped', id: parsed.success ? cleanLine(String(parsed.data.paper.id), 100) : null, reason }
}

function optionalFields(entry: Entry): Omit<Paper, 'id' | 'title' | 'abstract' | 'pageUrl'> {
  const { paper } = entry
  const authors = (paper.authors ?? []).flatMap((value) => {
    const author = Author.safeParse(value)
    return author.success ? [cleanLine(author.data.name, 200)] : []
  })
  const keywords = (paper.ai_keywords ?? []).filter((keyword) => typeof keyword === 'string')
  return {
    authors: authors.filter((name) => name !== '').slice(0, 5000),
    organization: organizationName(entry),
    summary: cleanLine(paper.ai_summary ?? '', 2000) || null,
    keywords: cleanPhrases(keywords, { count: 50, length: 100 }),
    thumbnailUrl: link(entry.thumbnail ?? entry.mediaUrl),
    figureUrl: figureOf([...(paper.mediaUrls ?? []), ...(entry.mediaUrls ?? [])]),
    codeUrl: link(paper.githubRepo),
    projectUrl: link(paper.projectPage),
    categories: [],
    comment: null,
    // Never the outer publishedAt: a time-zone slip has made it wrong since March 2025.
    publishedOn: dateOf(paper.publishedAt),
  }
}

function organizationName({ paper, organization, submitterOrganization }: Entry): string | null {
  for (const one of [paper.organization, organization, submitterOrganization]) {
    const name = cleanLine(one?.fullname ?? '', 200) || cleanLine(one?.name ?? '', 200)
    if (name) return name
  }
  return null
}

/** The first picture that every mail client shows, and that does not move. */
function figureOf(media: unknown[]): string | null {
  for (const value of media) {
    const url = typeof value === 'string' ? cleanUrl(value) : null
    if (url && /^https:\/\/[^?#]+\.(?:png|jpe?g)$/i.test(url)) return url
  }
  return null
}

function link(text: string | undefined): string | null {
  return text === undefined ? null : cleanUrl(text)
}

/** An instant's date as it is written. Converting it would move days, as some instants were cut to midnight UTC. */
function dateOf(instant: string | undefined): string | null {
  const date = /^[12]\d{3}-\d{2}-\d{2}(?=T|$)/.exec(instant ?? '')?.[0]
  return date && z.iso.date().safeParse(date).success ? date : null
}
