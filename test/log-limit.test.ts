import { expect, test } from 'vitest'
import { causeOf, createLogLimit } from '../src/log-limit.ts'

test('one line of a cause passes in a minute, and the next says how many it stands for', () => {
  let now = 0
  const limit = createLogLimit(60_000, () => new Date(now))
  expect(limit('a')).toEqual({ heldBack: 0 })
  for (let i = 0; i < 500; i++) expect(limit('a')).toBeNull()
  expect(limit('b')).toEqual({ heldBack: 0 })
  now = 60_000
  expect(limit('a')).toEqual({ heldBack: 500 })
  now = -3_600_000
  expect(limit('a')).toEqual({ heldBack: 0 })
})

test.each([
  ['550 5.1.1 <ada@example.org> unknown', '550 5.1.1 <bob@example.org> unknown', true],
  ['connect ECONNREFUSED 127.0.0.1:25', 'connect ECONNREFUSED 127.0.0.1:25', true],
  ['550 5.1.1 unknown', '550 5.7.1 blocked', false],
  ['421 too many messages', '452 too many recipients', false],
])('%s and %s are one cause: %s', (one, other, isSame) => {
  expect(causeOf({ kind: 'failed', response: one }) === causeOf({ kind: 'failed', response: other })).toBe(
    isSame,
  )
})
