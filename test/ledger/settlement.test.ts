import { expect, test } from 'vitest'
import { settlementOf } from '../../src/ledger/settlement.ts'
import type { Outcome } from '../../src/smtp/outcome.ts'

const now = new Date('2026-05-21T06:59:00Z')
const until = new Date('2026-05-21T07:00:00Z')

test.each<[Outcome, string]>([
  [{ kind: 'failed', response: '550 5.1.1 no such user' }, 'failed'],
  [{ kind: 'deferred', response: '452 4.2.2 mailbox full' }, 'failed'],
  [{ kind: 'deferred', response: 'example.org has asked us to slow down: 421 4.7.0' }, 'too late'],
  [{ kind: 'unavailable', response: 'connect ECONNREFUSED' }, 'too late'],
  [{ kind: 'unavailable', response: '452 4.3.1 daily quota exceeded' }, 'too late'],
])('at its last try a message has failed only if a relay has refused it: %o', (outcome, status) => {
  expect(settlementOf(9, outcome, { until, uncertain: 'resend', now }).status).toBe(status)
})
