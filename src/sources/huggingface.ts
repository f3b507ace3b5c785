import type { DroppedEntry } from '../store/schema.ts'
import { asDailyPapers, type ReadEntry } from './huggingface-entry.ts'
import type { Get } from './http.ts'
import { defineKind } from './kind.ts'
import { SourceError } from './source-error.ts'
import {
  repeatedReason,
  type Digest,
  type DigestAnswer,
  type DigestRequest,
  type Listing,
  type Source,
} from './source.ts'

const pageSize = 100
/** Twenty times the longest list ever seen; a server that ignores `p` must not be asked for ever. */
const maxPages = 10

/** Hugging Face's Daily Papers. */
export const huggingface = defineKind({
  name: 'huggingface',
  schedule: '*/30 * * * *',
  isAwaited: true,
  settings: {},
  open: ({ name }, { huggingFaceUrl, http }) => huggingFace(huggingFaceUrl, http, name),
})

export function huggingFace(baseUrl: string, http: Get, name = 'huggingface'): Source {
  return {
    name,
    fetchDigest: (day, request) => fetchDigest(baseUrl, http, day, request),
  }
}

async function fetchDigest(
  baseUrl: string,
  http: Get,
  day: string,
  { etag, signal }: DigestRequest,
): Promise<DigestAnswer> {
  const first = await firstPage(http, pageUrl(baseUrl, day, 0), day, { etag, signal })
  if (first.kind === 'unchanged') return first
  const entries = [...first.entries]
  let incomplete: string | null = null
  for (let page = 1; entries.length === page * pageSize; page += 1) {
    try {
      if (page === maxPages)
        throw new SourceError(`it has no end after ${maxPages} pages`, { isTransient: false })
      const answer = await http(pageUrl(baseUrl, day, page), asDailyPapers, { signal })
      entries.push(...(answer.kind === 'body' ? answer.body : []))
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      incomplete = `page ${page + 1} of its list could not be had: ${error.message}`
      break
    }
  }
  // The first page's tag says nothing about the others.
  return {
    kind: 'digest',
    digest: { ...readEntries(entries), incomplete, etag: entries.length < pageSize ? first.etag : null },
  }
}

type FirstPage = { kind: 'unchanged' } | { kind: 'page'; entries: ReadEntry[]; etag: string | null }

async function firstPage(http: Get, url: URL, day: string, request: DigestRequest): Promise<FirstPage> {
  try {
    const answer = await http(url, asDailyPapers, request)
    return answer.kind === 'unchanged' ? answer : { kind: 'page', entries: answer.body, etag: answer.etag }
  } catch (error) {
    if (!(error instanceof SourceError) || error.status !== 400) throw error
    throw new SourceError(`it has no list for ${day} yet, or takes it for no valid day (${error.message})`, {
      isTransient: false,
      status: 400,
      cause: error,
    })
  }
}

function pageUrl(baseUrl: string, day: string, page: number): URL {
  const url = new URL(`${baseUrl}/api/daily_papers`)
  url.search = new URLSearchParams({ date: day, limit: `${pageSize}`, p: `${page}` }).toString()
  return url
}

function readEntries(entries: readonly ReadEntry[]): Pick<Digest, 'listings' | 'dropped'> {
  const listings = new Map<string, Listing>()
  const dropped: DroppedEntry[] = []
  for (const [position, read] of entries.entries()) {
    if (read.kind === 'dropped') {
      dropped.push({ id: read.id, reason: read.reason })
    } else if (listings.has(read.paper.id)) {
      dropped.push({ id: read.paper.id, reason: repeatedReason })
    } else {
      listings.set(read.paper.id, {
        paper: read.paper,
        signals: read.signals,
        position,
        listedOn: read.listedOn,
      })
    }
  }
  return { listings: [...listings.values()], dropped }
}
