import { expect, test } from 'vitest'
import { causeOf, createLimitedLog, createLogLimit } from '../src/log-limit.ts'

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

test('what happens to each of many connections is one line, and other causes have lines of their own', () => {
  let now = 0
  const lines: object[] = []
  const note = (fields: object) => void lines.push(fields)
  const logger = { info: note, warn: note, error: note }
  const log = createLimitedLog(logger, { clock: () => new Date(now), causeFields: ['queue', 'error'] })
  for (let job = 0; job < 50; job++) log('warn', { queue: 'deliver', job, error: 'refused' }, 'job failed')
  log('warn', { queue: 'compose', job: 1, error: 'refused' }, 'job failed')
  log('warn', { queue: 'deliver', job: 1, error: 'refused' }, 'queue error')
  now = 60_000
  log('warn', { queue: 'deliver', job: 51, error: 'refused' }, 'job failed')
  expect(lines).toEqual([
    { queue: 'deliver', job: 0, error: 'refused' },
    { queue: 'compose', job: 1, error: 'refused' },
    { queue: 'deliver', job: 1, error: 'refused' },
    { queue: 'deliver', job: 51, error: 'refused', moreSinceTheLastLine: 49 },
  ])
})
