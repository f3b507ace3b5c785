import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergePaper, mergeSignals, totalSignals } from '../../src/ingest/merge-paper.ts'
import type { Paper } from '../../src/papers/paper.ts'

const anyPaper: fc.Arbitrary<Paper> = fc.record({
  id: fc.constant('arxiv:2605.00001'),
  title: fc.string({ minLength: 1 }),
  abstract: fc.string({ minLength: 1 }),
  authors: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
  organization: fc.option(fc.string({ minLength: 1 })),
  summary: fc.option(fc.string({ minLength: 1 })),
  keywords: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
  thumbnailUrl: fc.option(fc.webUrl()),
  codeUrl: fc.option(fc.webUrl()),
  projectUrl: fc.option(fc.webUrl()),
  pageUrl: fc.option(fc.webUrl()),
  categories: fc.array(fc.constantFrom('cs.CL', 'cs.LG'), { maxLength: 2 }),
  comment: fc.option(fc.string({ minLength: 1 })),
  publishedOn: fc.option(fc.constantFrom('2026-05-19', '2026-05-20')),
})
const keys = (paper: Paper) => Object.keys(paper) as (keyof Paper)[]
const isAbsent = (value: Paper[keyof Paper]) => value === null || value.length === 0

test('what a newer listing says counts, and what it leaves out stays', () => {
  fc.assert(
    fc.property(anyPaper, anyPaper, (known, listed) => {
      const merged = mergePaper(known, listed)
      for (const key of keys(merged)) {
        expect(merged[key]).toEqual(isAbsent(listed[key]) ? known[key] : listed[key])
      }
    }),
  )
})

test('the same listing again changes nothing', () => {
  fc.assert(
    fc.property(anyPaper, anyPaper, (known, listed) => {
      const merged = mergePaper(known, listed)
      expect(mergePaper(merged, listed)).toEqual(merged)
    }),
  )
})

test('votes may fall, and stars that are left out stay', () => {
  const known = { upvotes: 9, comments: 2, stars: 40 }
  expect(mergeSignals(known, { upvotes: 8, comments: 2, stars: null })).toEqual({
    upvotes: 8,
    comments: 2,
    stars: 40,
  })
  expect(mergeSignals(null, { upvotes: 8, comments: 2, stars: null }).stars).toBeNull()
})

test('votes of several sources add up, stars are of the one repository', () => {
  const all = [
    { upvotes: 9, comments: 2, stars: 40 },
    { upvotes: 1, comments: 1, stars: null },
    { upvotes: 0, comments: 0, stars: 41 },
  ]
  expect(totalSignals(all)).toEqual({ upvotes: 10, comments: 3, stars: 41 })
})
