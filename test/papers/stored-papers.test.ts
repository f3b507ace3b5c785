import { expect, test } from 'vitest'
import { findPaper, readStoredPapers, readTitles, upsertPapers } from '../../src/papers/stored-papers.ts'
import type { StoredPaper } from '../../src/papers/stored-papers.ts'
import { testContext } from '../helpers/context.ts'
import { paper } from '../helpers/paper.ts'

const full: StoredPaper = {
  id: 'arxiv:2605.00001',
  title: 'A title',
  abstract: 'An abstract.',
  authors: ['Ada Example', 'Ben "Comma", Jr.'],
  organization: 'An organisation',
  summary: 'A summary.',
  keywords: ['a keyword'],
  thumbnailUrl: 'https://example.org/thumbnail',
  figureUrl: 'https://example.org/figure.png',
  codeUrl: 'https://example.org/code',
  projectUrl: 'https://example.org/project',
  pageUrl: 'https://example.org/page',
  categories: ['cs.CL', 'cs.LG'],
  comment: '12 pages',
  publishedOn: '2026-05-19',
  topics: { robotics: 0.9 },
  signals: { upvotes: 3, comments: 2, stars: 1 },
  firstListedOn: '2026-05-20',
  fieldSources: { title: { source: 'huggingface', rank: 1000 } },
}
const other: StoredPaper = {
  ...paper({
    id: full.id,
    title: 'Another title',
    abstract: 'Another abstract.',
    authors: ['Cleo Else'],
  }),
  topics: {},
  signals: { upvotes: 0, comments: 0, stars: null },
  firstListedOn: '2026-05-18',
  fieldSources: {},
}
const at = new Date('2026-05-20T06:00:00Z')
const later = new Date('2026-05-20T07:00:00Z')

test('every field of a paper is stored, replaced and read again', async () => {
  const { db } = await testContext()

  await upsertPapers(db, [full], at)
  expect((await readStoredPapers(db, [full.id])).get(full.id)).toEqual(full)

  await upsertPapers(db, [other], later)
  expect((await readStoredPapers(db, [full.id])).get(full.id)).toEqual(other)
  const row = await db.selectFrom('papers').select(['created_at', 'updated_at']).executeTakeFirstOrThrow()
  expect(row).toEqual({ created_at: at, updated_at: later })
})

test('replacing one paper leaves the others as they are', async () => {
  const { db } = await testContext()
  const second = { ...full, id: 'arxiv:2605.00002' }
  await upsertPapers(db, [full, second], at)

  await upsertPapers(db, [other], later)

  const stored = await readStoredPapers(db, [full.id, second.id])
  expect([...stored.values()]).toEqual(expect.arrayContaining([other, second]))
})

test('an id that no paper has, or that PostgreSQL refuses, finds nothing', async () => {
  const { db } = await testContext()
  await upsertPapers(db, [full], at)

  expect(await findPaper(db, 'arxiv:2605.00009')).toBeUndefined()
  expect(await findPaper(db, 'arxiv:2605\0.00001')).toBeUndefined()
  expect(await readTitles(db, [full.id, 'arxiv:2605.00009'])).toEqual(new Map([[full.id, full.title]]))
})
