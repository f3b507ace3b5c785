import type { ArxivAccess } from './kind.ts'
import { readListings } from './listings.ts'
import { asFeed } from './read-feed.ts'
import type { DigestAnswer, DigestRequest } from './source.ts'

/**
 * arXiv's feed of some categories, which is of the newest announcement alone. New versions of old papers are left out.
 *
 * Its date is not taken as proof that the list is of that day: it has served the list of the day before under a new date.
 */
export async function arxivDigestByRss(
  { rssUrl, http }: ArxivAccess,
  categories: readonly string[],
  day: string,
  request: DigestRequest,
): Promise<DigestAnswer> {
  const answer = await http(new URL(`${rssUrl}/atom/${categories.join('+')}`), asFeed, request)
  if (answer.kind === 'unchanged') return answer
  const { entries, updatedOn } = answer.body
  const listedOn = entries[0]?.publishedOn ?? updatedOn
  if (listedOn && listedOn > day) return { kind: 'gone', reason: `its feed is of ${listedOn} alone` }
  const isOfDay = listedOn === day
  const fresh = entries.filter(({ isReplacement }) => !isReplacement)
  return {
    kind: 'digest',
    digest: {
      ...readListings(isOfDay ? fresh : [], null),
      incomplete: null,
      etag: answer.etag,
      leftOut: { replaced: isOfDay ? entries.length - fresh.length : 0 },
    },
  }
}
