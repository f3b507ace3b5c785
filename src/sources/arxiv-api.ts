import type { Temporal } from 'temporal-polyfill'
import type { Paper } from '../papers/paper.ts'
import { submissionsOf } from './arxiv-calendar.ts'
import type { ArxivAccess } from './kind.ts'
import { readListings } from './listings.ts'
import { asArxivPage, type Feed } from './read-feed.ts'
import { SourceError } from './source-error.ts'
import type { DigestAnswer, DigestRequest } from './source.ts'

const pageSize = 500
/** The largest categories announce some 700 in a day, after a weekend. */
const maxPages = 10

/** What some categories announced for a day, cross-listed papers included, by when the papers were submitted. */
export async function arxivDigestByApi(
  access: ArxivAccess,
  categories: readonly string[],
  day: string,
  { signal }: DigestRequest,
): Promise<DigestAnswer> {
  const { from, to } = submissionsOf(day)
  const wanted = categories.map((category) => `cat:${category}`).join(' OR ')
  // Both ends are included, to the minute.
  const query = `(${wanted}) AND submittedDate:[${stamp(from)} TO ${stamp(to.subtract({ minutes: 1 }))}]`
  const entries: Feed['entries'] = []
  let incomplete: string | null = null
  let total = 1
  for (let page = 0; entries.length < total; page += 1) {
    try {
      if (page === maxPages)
        throw new SourceError(`it has no end after ${maxPages} pages`, { isTransient: false })
      const feed = await ask(
        access,
        {
          search_query: query,
          start: `${page * pageSize}`,
          max_results: `${pageSize}`,
          sortBy: 'submittedDate',
          sortOrder: 'ascending',
        },
        signal,
      )
      total = feed.total ?? 0
      entries.push(...feed.entries)
    } catch (error) {
      if (!(error instanceof SourceError) || page === 0) throw error
      incomplete = `page ${page + 1} of its list could not be had: ${error.message}`
      break
    }
  }
  const leftOut = { missing: Math.max(0, total - entries.length) }
  return {
    kind: 'digest',
    digest: { ...readListings(entries, day), incomplete, etag: null, growsLate: true, leftOut },
  }
}

/** The most that one request may ask for; the URL stays short enough for proxies. */
export const idsPerRequest = 200

/**
 * Papers by their ids, without a version. What arXiv does not know is missing.
 *
 * @param ids at most `idsPerRequest`
 * @throws {SourceError} when there is no answer that can be used
 */
export async function arxivPapers(
  access: ArxivAccess,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Paper[]> {
  const feed = await ask(access, { id_list: ids.join(','), max_results: `${ids.length}` }, signal)
  return feed.entries.flatMap(({ read }) => (read.kind === 'paper' ? [read.paper] : []))
}

/**
 * As `arxivPapers`, where some ids may be none: one of them fails the whole request, and halving the request finds it, so
 * that the others are had.
 *
 * @param onRefused called for each such id
 */
export async function knownArxivPapers(
  access: ArxivAccess,
  ids: readonly string[],
  signal: AbortSignal | undefined,
  onRefused: (id: string, why: SourceError) => void = () => undefined,
): Promise<Paper[]> {
  try {
    return await arxivPapers(access, ids, signal)
  } catch (error) {
    if (!(error instanceof SourceError) || !error.isRefusal) throw error
    if (ids.length === 1) {
      onRefused(ids[0] ?? '', error)
      return []
    }
    const half = Math.ceil(ids.length / 2)
    const first = await knownArxivPapers(access, ids.slice(0, half), signal, onRefused)
    return [...first, ...(await knownArxivPapers(access, ids.slice(half), signal, onRefused))]
  }
}

async function ask(
  access: ArxivAccess,
  query: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Feed> {
  const url = new URL(`${access.url}/api/query`)
  url.search = new URLSearchParams(query).toString()
  const start = Number(query['start'] ?? 0)
  const check = (feed: Feed) => {
    // Under load it sends empty pages of long lists.
    if (query['search_query'] && feed.entries.length === 0 && (feed.total ?? 0) > start) {
      throw new SourceError(`it says that there are ${feed.total} papers, and sends none`, {
        isTransient: true,
      })
    }
  }
  const answer = await access.http(url, { ...asArxivPage, check }, { signal })
  if (answer.kind === 'unchanged') throw new SourceError('it answered 304 to no tag', { isTransient: false })
  return answer.body
}

function stamp(instant: Temporal.Instant): string {
  return instant.toString().slice(0, 16).replace(/[-T:]/g, '')
}
