import type { FeedEntry } from './read-feed.ts'
import { noSignals, repeatedReason, type Digest, type Listing } from './source.ts'

/**
 * Entries of a feed that are all of one day.
 *
 * @param listedOn the day, or null where the feed's word for it is not to be trusted
 */
export function readListings(
  entries: readonly FeedEntry[],
  listedOn: string | null,
): Pick<Digest, 'listings' | 'dropped'> {
  const listings = new Map<string, Listing>()
  const dropped: Digest['dropped'] = []
  for (const [position, { read }] of entries.entries()) {
    if (read.kind === 'dropped') dropped.push({ id: read.id, reason: read.reason })
    else if (listings.has(read.paper.id)) {
      dropped.push({ id: read.paper.id, reason: repeatedReason })
    } else {
      listings.set(read.paper.id, { paper: read.paper, signals: noSignals, position, listedOn })
    }
  }
  return { listings: [...listings.values()], dropped }
}
