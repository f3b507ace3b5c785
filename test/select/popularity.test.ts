import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { UpvoteCount } from '../../src/papers/signal-snapshots.ts'
import { popularityByAge } from '../../src/select/popularity.ts'

const hour = 3_600_000
const at = (day: number, hours: number) => new Date(Date.UTC(2026, 4, day) + hours * hour)
const listed = (day: number) => at(day, 0).toISOString().slice(0, 10)

/** What a paper of a day had, by hours since the day began. */
function history(paper: string, day: number, upvotes: Record<number, number>): UpvoteCount[] {
  return Object.entries(upvotes).map(([hours, count]) => {
    return { paper, listedOn: listed(day), source: 'huggingface', at: at(day, Number(hours)), upvotes: count }
  })
}

function popularity(
  papers: Record<string, [day: number, upvotes: number]>,
  counts: UpvoteCount[],
  now: Date,
) {
  const voted = Object.entries(papers).map(([id, [day, upvotes]]) => ({
    id,
    firstListedOn: listed(day),
    upvotes,
  }))
  return Object.fromEntries(popularityByAge(voted, counts, now))
}

describe('popularity', () => {
  test('compares a paper with what others had at its age, not with what they have now', () => {
    const old = ['a', 'b', 'c'].flatMap((id, i) => history(id, 10 + i, { 6: 4, 30: 300 }))
    const young = history('young', 20, { 6: 10 })
    const { young: share } = popularity({ young: [20, 10] }, [...old, ...young], at(20, 7))
    expect(share).toBe((3 + 4) / 2 / 4)
  })

  test('does not compare with younger papers, which have not got so far', () => {
    const counts = [...history('old', 18, { 50: 9 }), ...history('young', 20, { 2: 1 })]
    expect(popularity({ old: [18, 9] }, counts, at(20, 3))['old']).toBe(0.5)
  })

  test('leaves out papers that nobody had asked for at that age', () => {
    const counts = [...history('backfilled', 10, { 200: 500 }), ...history('new', 20, { 5: 3 })]
    expect(popularity({ new: [20, 3] }, counts, at(20, 6))['new']).toBe(0.5)
  })

  test('is 0 without a vote, and such papers make no other look popular', () => {
    const silent = ['a', 'b', 'c'].flatMap((id) => history(id, 20, { 5: 0 }))
    const shares = popularity(
      { a: [20, 0], one: [20, 1] },
      [...silent, ...history('one', 20, { 5: 1 })],
      at(20, 6),
    )
    expect(shares).toEqual({ a: 0, one: 0.5 })
  })

  test('adds up what several sources count', () => {
    const both = [
      ...history('both', 20, { 5: 4 }),
      ...history('both', 20, { 6: 4 }).map((count) => ({ ...count, source: 'other' })),
    ]
    const counts = [...both, ...history('one', 20, { 5: 7 })]
    const { both: more = 0, one: less = 0 } = popularity({ both: [20, 8], one: [20, 7] }, counts, at(20, 7))
    expect(more).toBeGreaterThan(less)
  })

  const papers = fc.uniqueArray(
    fc.record({ id: fc.nat(999).map(String), day: fc.integer({ min: 1, max: 20 }), upvotes: fc.nat(100) }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 30 },
  )

  test('lies between 0 and 1, grows with votes among equals in age, and does not depend on order', () => {
    fc.assert(
      fc.property(papers, (some) => {
        const now = at(20, 12)
        const counts = some.flatMap(({ id, day, upvotes }) =>
          history(id, day, { 1: upvotes >> 1, 10: upvotes }),
        )
        const asked = Object.fromEntries(
          some.map(({ id, day, upvotes }) => [id, [day, upvotes] as [number, number]]),
        )
        const shares = popularity(asked, counts, now)
        expect(popularity(asked, counts.toReversed(), now)).toEqual(shares)
        for (const a of some) {
          expect(shares[a.id]).toBeGreaterThanOrEqual(0)
          expect(shares[a.id]).toBeLessThan(1)
          for (const b of some.filter(({ day }) => day === a.day)) {
            if (a.upvotes < b.upvotes) expect(shares[a.id]).toBeLessThan(shares[b.id] ?? 0)
          }
        }
      }),
    )
  })
})
