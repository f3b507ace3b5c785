import { expect, test } from 'vitest'
import { findPaper, readStoredPapers, readTitles, upsertPapers } from '../../src/papers/stored-papers.ts'
import type { StoredPaper } from '../../src/papers/stored-papers.ts'
import { testContext } from '../helpers/context.ts'

const paper: StoredPaper = {
  id: 'arxiv:2605.00001',
  title: 'A title',
  abstract: 'An abstract.',
  authors: ['Ada Example', 'Ben "Comma", Jr.'],
  organization: 'An organisation',
  summary: 'A summary.',
  keywords: ['a keyword'],
  thumbnailUrl: 'https://example.org/thumbnail',
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
  ...paper,
  title: 'Another title',
  abstract: 'Another abstract.',
  authors: ['Cleo Else'],
  organization: null,
  summary: null,
  keywords: [],
  thumbnailUrl: null,
  codeUrl: null,
  projectUrl: null,
  pageUrl: null,
  categories: [],
  comment: null,
  publishedOn: null,
  topics: {},
  signals: { upvotes: 0, comments: 0, stars: null },
  firstListedOn: '2026-05-18',
  fieldSources: {},
}
const at = new Date('2026-05-20T06:00:00Z')
const later = new Date('2026-05-20T07:00:00Z')

test('every field of a paper is stored, replaced and read again', async () => {
  const { db } = await testContext()

  await upsertPapers(db, [paper], at)
  expect((await readStoredPapers(db, [paper.id])).get(paper.id)).toEqual(paper)

  await upsertPapers(db, [other], later)
  expect((await readStoredPapers(db, [paper.id])).get(paper.id)).toEqual(other)
  const row = await db.selectFrom('papers').select(['created_at', 'updated_at']).executeTakeFirstOrThrow()
  expect(row).toEqual({ created_at: at, updated_at: later })
})

test('replacing one paper leaves the others as they are', async () => {
  const { db } = await testContext()
  const second = { ...paper, id: 'arxiv:2605.00002' }
  await upsertPapers(db, [paper, second], at)

  await upsertPapers(db, [other], later)

  const stored = await readStoredPapers(db, [paper.id, second.id])
  expect([...stored.values()]).toEqual(expect.arrayContaining([other, second]))
})

test('an id that no paper has, or that PostgreSQL refuses, finds nothing', async () => {
  const { db } = await testContext()
  await upsertPapers(db, [paper], at)

  expect(await findPaper(db, 'arxiv:2605.00009')).toBeUndefined()
  expect(await findPaper(db, 'arxiv:2605\0.00001')).toBeUndefined()
  expect(await readTitles(db, [paper.id, 'arxiv:2605.00009'])).toEqual(new Map([[paper.id, paper.title]]))
})
