import { expect, test } from 'vitest'
import { memoize } from '../src/memoize.ts'

test('a memoized function computes an answer once, and keeps as many as its limit, the newest', () => {
  const computed: number[] = []
  const double = memoize(2, (n: number) => {
    computed.push(n)
    return 2 * n
  })
  expect([1, 2, 1, 3, 1, 2].map(double)).toEqual([2, 4, 2, 6, 2, 4])
  expect(computed).toEqual([1, 2, 3, 1, 2])
})
