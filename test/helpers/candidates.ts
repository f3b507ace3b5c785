import { upsertEntries } from '../../src/papers/entries.ts'
import type { Candidate } from '../../src/papers/paper.ts'
import { upsertPapers } from '../../src/papers/stored-papers.ts'
import type { Db } from '../../src/store/open.ts'
import { paper } from './paper.ts'

/** A candidate with everything but what the test is about made up. */
export function candidate(overrides: Partial<Candidate> & { id: string }): Candidate {
  return {
    ...paper({
      id: overrides.id,
      title: `A study of ${overrides.id}`,
      abstract: 'We study a thing and find that it works.',
      authors: ['Ada Example', 'Ben Sample'],
      summary: 'A thing that works.',
    }),
    topics: {},
    signals: { upvotes: 1, comments: 0, stars: null },
    popularity: 0.5,
    firstListedOn: '2026-05-20',
    ...overrides,
  }
}

/** Puts candidates into the store as if a source had listed each on the day of its first listing. */
export async function storeCandidates(db: Db, candidates: Candidate[]): Promise<void> {
  const at = new Date('2026-05-20T06:00:00Z')
  for (const { popularity: _popularity, ...listed } of candidates) {
    await upsertPapers(db, [{ ...listed, fieldSources: {} }], at)
    const day = { source: 'huggingface', day: listed.firstListedOn }
    await db
      .insertInto('digests')
      .values({ ...day, state: 'fetched', problem: null, etag: null, polled_at: at, changed_at: at })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await upsertEntries(db, day, [{ paperId: listed.id, position: 0 }])
  }
}
