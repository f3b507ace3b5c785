import { describe, expect, test } from 'vitest'
import { loadCandidateSet } from '../../src/editions/candidates.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { readTrouble } from '../../src/ingest/trouble.ts'
import type { DayState } from '../../src/store/schema.ts'
import type { Db } from '../../src/store/open.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const now = new Date('2026-05-21T07:03:00Z')

/** Says how a source's day stands, and what it lists. */
async function digest(db: Db, source: string, day: string, state: DayState, papers: string[] = []) {
  const at = new Date(`${day}T06:00:00Z`)
  await db
    .insertInto('digests')
    .values({ source, day, state, listed: papers.length, polled_at: at, changed_at: at })
    .execute()
  for (const [position, id] of papers.entries()) {
    await db.insertInto('digest_entries').values({ source, day, paper_id: id, position }).execute()
  }
}

/** The papers a, b and c are Hugging Face's of May 20; a is arXiv's and b a blog's too. */
async function preparedDb(states: { huggingface: DayState; arxiv: DayState; blog: DayState }): Promise<Db> {
  const { db } = await testContext()
  await storeCandidates(
    db,
    ['a', 'b', 'c'].map((id) => candidate({ id, topics: { robotics: 0.9 } })),
  )
  await digest(db, 'arxiv', '2026-05-20', 'fetched', ['a'])
  await digest(db, 'blog', '2026-05-20', 'fetched', ['b'])
  for (const [source, state] of Object.entries(states)) await digest(db, source, '2026-05-21', state)
  await addActive(db, 'ada@example.org')
  return db
}

async function edition(db: Db) {
  const opened = await openEditionAt(db, now, now)
  const row = await db
    .selectFrom('editions')
    .select(['is_stale', 'candidate_set_id'])
    .where('id', '=', opened?.id ?? 0)
    .executeTakeFirstOrThrow()
  const { papers } = await loadCandidateSet(db, row.candidate_set_id)
  return { isStale: row.is_stale, papers: papers.map(({ id }) => id) }
}

describe('of several sources', () => {
  test('all well, an edition has the papers of all', async () => {
    const db = await preparedDb({ huggingface: 'fetched', arxiv: 'empty', blog: 'partial' })
    expect(await edition(db)).toEqual({ isStale: false, papers: ['a', 'b', 'c'] })
  })

  test.each(['failed', 'stale'] as const)(
    'one that is %s holds back what it alone has listed, and nothing else',
    async (state) => {
      const db = await preparedDb({ huggingface: state, arxiv: 'fetched', blog: 'empty' })
      expect(await edition(db)).toEqual({ isStale: false, papers: ['a', 'b'] })
    },
  )

  test('arXiv’s outage holds back no paper that another lists', async () => {
    const db = await preparedDb({ huggingface: 'fetched', arxiv: 'failed', blog: 'failed' })
    expect(await edition(db)).toEqual({ isStale: false, papers: ['a', 'b', 'c'] })
  })

  test('all in trouble, nobody is mailed', async () => {
    const db = await preparedDb({ huggingface: 'stale', arxiv: 'failed', blog: 'failed' })
    expect((await edition(db)).isStale).toBe(true)
  })

  test('one that was removed weeks ago, in whatever state, counts for nothing', async () => {
    const { db } = await testContext()
    await digest(db, 'removed', '2026-04-20', 'fetched')
    await digest(db, 'huggingface', '2026-05-21', 'failed')
    expect(await readTrouble(db, '2026-05-21')).toEqual({ sources: ['huggingface'], isEverywhere: true })
  })
})
