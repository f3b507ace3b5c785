import { expect, test } from 'vitest'
import { freezeCandidates, loadCandidateSet } from '../../src/editions/candidates.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'

const day = '2026-05-20'
const now = new Date('2026-05-20T07:00:00Z')

test('a frozen set has the papers as they were, with their popularity', async () => {
  const { db } = await testContext()
  const stored = candidate({
    id: 'arxiv:2605.00001',
    topics: { robotics: 0.9 },
    pageUrl: 'https://example.org',
  })
  await storeCandidates(db, [stored])

  const id = await freezeCandidates(db, day, now)
  await db.updateTable('papers').set({ title: 'A newer title' }).execute()

  expect(await loadCandidateSet(db, id)).toEqual({ id, day, papers: [{ ...stored, popularity: 0.5 }] })
})

test('a set is used again until a digest changes', async () => {
  const { db } = await testContext()
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.00001' })])
  const first = await freezeCandidates(db, day, now)

  expect(await freezeCandidates(db, day, now)).toBe(first)
  await db.updateTable('digests').set({ changed_at: now }).execute()
  expect(await freezeCandidates(db, day, now)).not.toBe(first)
})

test('a set that an earlier version froze, without the newer fields, is read', async () => {
  const { db } = await testContext()
  const { pageUrl, categories, comment, popularity, ...known } = candidate({ id: 'arxiv:2605.00001' })
  expect([pageUrl, categories, comment, popularity]).toEqual([null, [], null, 0.5])
  const { id } = await db
    .insertInto('candidate_sets')
    .values({ day, frozen_at: now, papers: JSON.stringify([known]) })
    .returning('id')
    .executeTakeFirstOrThrow()

  const { papers } = await loadCandidateSet(db, id)

  expect(papers).toEqual([{ ...known, pageUrl: null, categories: [], comment: null, popularity: 0.5 }])
})
