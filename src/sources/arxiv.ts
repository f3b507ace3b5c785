import { z } from 'zod'
import { arxivDigestByApi } from './arxiv-api.ts'
import { arxivDigestByRss } from './arxiv-rss.ts'
import { isAnnounced } from './arxiv-calendar.ts'
import { defineKind } from './kind.ts'
import { SourceError } from './source-error.ts'
import type { DigestAnswer, Source } from './source.ts'

/** What arXiv announces in some of its categories. Its far end is slow and often down, so no edition waits for it. */
export const arxiv = defineKind({
  name: 'arxiv',
  // Announcements come at 20:00 in New York, from Sunday to Thursday; late ones follow.
  schedule: '20 0-23/2 * * *',
  isAwaited: false,
  rank: 1,
  settings: {
    categories: z
      .array(
        z.string().regex(/^[a-z][a-z-]+(\.[A-Za-z-]{2,20})?$/, 'must be a category of arXiv, like "cs.CL"'),
      )
      .min(1, 'must name at least one category, like "cs.CL"')
      .max(20, 'must name at most 20 categories'),
    via: z.enum(['api', 'rss']).default('api'),
  },
  open: ({ name, categories, via }, { arxiv: access }): Source => ({
    name,
    ...(via === 'api' ? { askAgainAfterDays } : {}),
    fetchDigest: async (day, request) => {
      if (!isAnnounced(day)) return nothing
      if (via === 'rss') return arxivDigestByRss(access, categories, day, request)
      try {
        return await arxivDigestByApi(access, categories, day, request)
      } catch (error) {
        if (!(error instanceof SourceError)) throw error
        return insteadOfApi(error, () =>
          arxivDigestByRss(access, categories, day, { ...request, etag: null }),
        )
      }
    },
  }),
})

/** Moderators hold papers for days, and the index of the API lags behind; both are mostly over after a week. */
const askAgainAfterDays = [1, 2, 3, 4, 5, 6, 7, 9, 11, 14]

const nothing: DigestAnswer = {
  kind: 'digest',
  digest: { listings: [], dropped: [], incomplete: null, etag: null },
}

/** The feeds run apart from the API. They list other papers too (replacements, late ones), so the day stays open. */
async function insteadOfApi(failure: SourceError, byRss: () => Promise<DigestAnswer>): Promise<DigestAnswer> {
  const answer = await byRss().catch((error: unknown) => {
    if (error instanceof SourceError) throw failure
    throw error
  })
  if (answer.kind !== 'digest' || answer.digest.listings.length === 0) throw failure
  const incomplete = `this is its feed's list, since its API failed: ${failure.message}`
  return { kind: 'digest', digest: { ...answer.digest, etag: null, incomplete } }
}
