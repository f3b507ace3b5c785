import { expect, test } from 'vitest'
import { lanesAtFault, type LaneMessages, type Limit } from '../../src/bounces/rates.ts'

const limit: Limit = { kind: 'hard', fewest: 10, share: 0.05 }
const over = (lane: string, tried: number, hard: number): LaneMessages => ({
  lane,
  tried,
  hard,
  complained: 0,
  since: null,
})
const atFault = (...lanes: LaneMessages[]) => lanesAtFault(lanes, limit).map(({ lane }) => lane)

test('a lane is at fault where too much comes back of it, and another lane is well', () => {
  expect(atFault(over('a', 100, 20), over('b', 100, 1))).toEqual(['a'])
  expect(atFault(over('a', 100, 20), over('b', 100, 20), over('c', 100, 0))).toEqual(['a', 'b'])
})

test('no lane is at fault where too much comes back of all, or too little was sent over the others to tell', () => {
  expect(atFault(over('a', 100, 20), over('b', 100, 20))).toEqual([])
  expect(atFault(over('a', 100, 20), over('b', 30, 0))).toEqual([])
  expect(atFault(over('a', 100, 20))).toEqual([])
  expect(atFault(over('a', 100, 5), over('b', 100, 0))).toEqual([])
  expect(atFault()).toEqual([])
})
