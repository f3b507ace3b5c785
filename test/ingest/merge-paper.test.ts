import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  mergePaper,
  mergeSignals,
  sourced,
  totalSignals,
  type SourcedPaper,
} from '../../src/ingest/merge-paper.ts'
import type { Paper } from '../../src/papers/paper.ts'
import { paper } from '../helpers/paper.ts'

const anyPaper: fc.Arbitrary<Paper> = fc.record({
  id: fc.constant('arxiv:2605.00001'),
  title: fc.string({ minLength: 1 }),
  abstract: fc.string({ minLength: 1 }),
  authors: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
  organization: fc.option(fc.string({ minLength: 1 })),
  summary: fc.option(fc.string({ minLength: 1 })),
  keywords: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
  thumbnailUrl: fc.option(fc.webUrl()),
  figureUrl: fc.option(fc.webUrl()),
  codeUrl: fc.option(fc.webUrl()),
  projectUrl: fc.option(fc.webUrl()),
  pageUrl: fc.option(fc.webUrl()),
  categories: fc.array(fc.constantFrom('cs.CL', 'cs.LG'), { maxLength: 2 }),
  comment: fc.option(fc.string({ minLength: 1 })),
  publishedOn: fc.option(fc.constantFrom('2026-05-19', '2026-05-20')),
})
const origins = ['arxiv', 'huggingface', 'journal', 'hub', 'column'].map((source, rank) => ({ source, rank }))
/** What each of some sources says of a paper, in any order. */
const anySources = fc
  .tuple(
    fc.shuffledSubarray(origins, { minLength: 2 }),
    fc.array(anyPaper, { minLength: origins.length, maxLength: origins.length }),
  )
  .map(([some, papers]) => some.flatMap((origin, at) => (papers[at] ? [sourced(papers[at], origin)] : [])))
const mergeAll = (some: readonly SourcedPaper[]) => some.reduce((known, one) => mergePaper(known, one))

test('the order in which sources are polled, and how often, changes nothing', () => {
  fc.assert(
    fc.property(anySources, fc.infiniteStream(fc.nat()), (some, random) => {
      const merged = mergeAll(some)
      expect(mergeAll(some.toReversed())).toEqual(merged)
      expect(mergeAll([...some, ...some.toSorted(() => ((random.next().value ?? 0) % 3) - 1)])).toEqual(
        merged,
      )
    }),
  )
})

test('the first source once more changes nothing', () => {
  fc.assert(
    fc.property(anySources, ([a, b]) => {
      if (!a || !b) return
      const merged = mergePaper(a, b)
      expect(mergePaper(merged, a)).toEqual(merged)
      expect(mergePaper(merged, b)).toEqual(merged)
    }),
  )
})

test('what any source says is kept, and a newer listing of the same source counts', () => {
  fc.assert(
    fc.property(anyPaper, anyPaper, (older, newer) => {
      const origin = { source: 'one', rank: 1 }
      const { paper: merged } = mergePaper(sourced(older, origin), sourced(newer, origin))
      for (const key of Object.keys(merged) as (keyof Paper)[]) {
        const value = newer[key]
        expect(merged[key]).toEqual(value === null || value.length === 0 ? older[key] : value)
      }
    }),
  )
})

describe('a field that sources give differently', () => {
  const text =
    'We sort a hundred kinds of invented screws with one camera and two arms, and count for a week.'
  const base = paper({
    id: 'doi:10.5555/1',
    title: 'Robots that sort screws',
    abstract: text,
    authors: ['Ida van der Fall'],
    pageUrl: 'https://journal.example/1',
  })
  const journal = sourced(base, { source: 'journal', rank: 1 })
  const column = (changes: Partial<Paper>) =>
    sourced(
      { ...base, pageUrl: 'https://column.example', authors: [], ...changes },
      { source: 'column', rank: 2 },
    )

  test('does not change with the longer text of another', () => {
    const remark = column({ title: 'My week', abstract: 'It has been a long week. '.repeat(30) })
    for (const one of [mergePaper(journal, remark), mergePaper(remark, journal)]) {
      expect(one.paper).toMatchObject({ title: base.title, abstract: text, pageUrl: base.pageUrl })
    }
  })

  test.each([
    ['a title alone', 'Robots that sort screws'],
    ['a beginning that is cut off', `${text} And then a second sentence begins that the feed cuts…`],
  ])('is a whole abstract rather than %s, under the same title', (_, poor) => {
    const first = sourced({ ...base, abstract: poor }, { source: 'journal', rank: 1 })
    const whole = column({ title: 'Screws', abstract: text })
    for (const one of [mergePaper(first, whole), mergePaper(whole, first)]) {
      expect(one.paper).toMatchObject({ title: base.title, abstract: text })
    }
  })
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
