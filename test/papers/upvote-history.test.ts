import { expect, test } from 'vitest'
import { sumOverSources } from '../../src/papers/upvote-history.ts'

test('what the sources counted is summed, and a point is there for each time that the sum changed', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 4, 20, hour))
  expect(
    sumOverSources([
      { source: 'a', at: at(1), upvotes: 2 },
      { source: 'a', at: at(2), upvotes: 3 },
      { source: 'b', at: at(2), upvotes: 10 },
      { source: 'b', at: at(3), upvotes: 10 },
      { source: 'a', at: at(4), upvotes: 1 },
    ]),
  ).toEqual([
    { at: at(1), upvotes: 2 },
    { at: at(2), upvotes: 13 },
    { at: at(4), upvotes: 11 },
  ])
})
