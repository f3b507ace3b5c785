import { z } from 'zod'
import type { Listing, Source } from '../source.ts'
import { sampleSourceName, Signals } from '../../papers/paper.ts'
import entries from './sample-digest.json' with { type: 'json' }

const Entry = Signals.extend({
  id: z.string().startsWith('sample:'),
  title: z.string(),
  abstract: z.string(),
  summary: z.string(),
  authors: z.array(z.string()),
  organization: z.string().nullable(),
  keywords: z.array(z.string()),
})

/** A bundled digest of invented papers, the same for every day, to show where no source can be reached. */
export const sampleSource: Source = {
  name: sampleSourceName,
  fetchDigest: (day) => {
    const listings = z
      .array(Entry)
      .parse(entries)
      .map((entry, position) => toListing(entry, position, day))
    return Promise.resolve({
      kind: 'digest',
      digest: { listings, dropped: [], incomplete: null, etag: null },
    })
  },
}

function toListing(
  { upvotes, comments, stars, ...text }: z.infer<typeof Entry>,
  position: number,
  day: string,
): Listing {
  return {
    paper: {
      ...text,
      thumbnailUrl: null,
      figureUrl: null,
      codeUrl: null,
      projectUrl: null,
      pageUrl: null,
      categories: [],
      comment: null,
      publishedOn: day,
    },
    signals: { upvotes, comments, stars },
    position,
    listedOn: day,
  }
}
