import { z } from 'zod'
import type { DroppedEntry } from '../store/schema.ts'
import type { Get, HttpAnswer } from './http.ts'
import { defineKind } from './kind.ts'
import { asFeed, type Feed } from './read-feed.ts'
import {
  noSignals,
  ranksPerKind,
  type DigestAnswer,
  type DigestRequest,
  type Listing,
  type Source,
} from './source.ts'

/** Any RSS, Atom or JSON feed. */
export const feed = defineKind({
  name: null,
  schedule: '10 * * * *',
  isAwaited: true,
  rank: 2 * ranksPerKind,
  settings: {
    url: z.url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' }),
    quietDays: z.int().min(1).max(1000).default(30),
  },
  open: ({ name, url, quietDays }, { http }) => openFeed({ name, url, quietDays }, http),
})

function openFeed(settings: { name: string; url: string; quietDays: number }, http: Get): Source {
  const fetched = new Map<string | null, Promise<HttpAnswer<Feed>>>()
  // The days of one poll share an answer: the feed is the same whatever day is read from it.
  const fetchOnce = ({ etag, signal }: DigestRequest) => {
    const answer = fetched.get(etag) ?? http(new URL(settings.url), asFeed, { etag, signal })
    fetched.set(etag, answer)
    return answer
  }
  return {
    name: settings.name,
    fetchDigest: async (day, request) => {
      const answer = await fetchOnce(request)
      if (answer.kind === 'unchanged') return answer
      return readDay(answer.body, day, answer.etag, settings.quietDays)
    },
  }
}

function readDay(
  { entries, cutByDay }: Feed,
  day: string,
  etag: string | null,
  quietDays: number,
): DigestAnswer {
  const listings = new Map<string, Listing>()
  const others = new Map<string, Listing>()
  const dropped: DroppedEntry[] = []
  let oldest: string | null = null
  const leftOut = { replaced: 0, limit: cutByDay[day] ?? 0, repeated: 0 }
  for (const [position, { read, publishedOn: listedOn, isReplacement }] of entries.entries()) {
    if (isReplacement) {
      if (listedOn === day) leftOut.replaced += 1
      continue
    }
    if (listedOn && (oldest === null || listedOn < oldest)) oldest = listedOn
    if (read.kind === 'dropped') {
      if (listedOn === null || listedOn === day) dropped.push({ id: read.id, reason: read.reason })
      continue
    }
    const group = listedOn === day ? listings : others
    // Feeds repeat entries that were edited; the newest comes first.
    if (group.has(read.paper.id)) leftOut.repeated += listedOn === day ? 1 : 0
    else group.set(read.paper.id, { paper: read.paper, signals: noSignals, position, listedOn })
  }
  if (oldest !== null && oldest > day) return { kind: 'gone', reason: `its feed begins with ${oldest}` }
  return {
    kind: 'digest',
    digest: {
      listings: [...listings.values()],
      dropped,
      incomplete: null,
      etag,
      leftOut,
      window: { others: [...others.values()], quietDays },
    },
  }
}
