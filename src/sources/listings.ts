import type { FeedItem } from './feed-items.ts'
import { readItem } from './feed-paper.ts'
import { noSignals, type Digest, type Listing } from './source.ts'

/**
 * Items of a feed that are all of one day.
 *
 * @param listedOn the day, or null where the feed's word for it is not to be trusted
 */
export function readListings(
  items: readonly FeedItem[],
  listedOn: string | null,
): Pick<Digest, 'listings' | 'dropped'> {
  const listings = new Map<string, Listing>()
  const dropped: Digest['dropped'] = []
  for (const [position, item] of items.entries()) {
    const read = readItem(item)
    if (read.kind === 'dropped') dropped.push({ id: read.id, reason: read.reason })
    else if (listings.has(read.paper.id)) {
      dropped.push({ id: read.paper.id, reason: 'listed a second time in the same digest' })
    } else {
      listings.set(read.paper.id, { paper: read.paper, signals: noSignals, position, listedOn })
    }
  }
  return { listings: [...listings.values()], dropped }
}
