import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classifyFailure, retryDelayMs } from '../../src/deliver/outcome.ts'

test.each([
  ['a refused recipient', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, false, 'failed'],
  ['a full mailbox', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 452 }, false, 'deferred'],
  ['a refused message', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true, 'failed'],
  ['a message too large for the relay', { code: 'EMESSAGE', command: 'CONN' }, false, 'failed'],
  ['a refused sender', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, false, 'unavailable'],
  ['a refused login', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, false, 'unavailable'],
  ['a refused STARTTLS', { code: 'ETLS', command: 'STARTTLS', responseCode: 500 }, false, 'unavailable'],
  [
    'a 421 that looks like a lost connection',
    { code: 'ECONNECTION', command: 'CONN', responseCode: 421 },
    false,
    'deferred',
  ],
  ['no connection', { code: 'ESOCKET', command: 'CONN' }, false, 'unavailable'],
  ['a connection lost before the message', { code: 'ECONNECTION', command: 'CONN' }, false, 'unavailable'],
  ['a connection lost after the message', { code: 'ECONNECTION', command: 'CONN' }, true, 'uncertain'],
])('%s', (_, error, wasHandedOver, kind) => {
  expect(classifyFailure({ message: 'x', ...error }, wasHandedOver).kind).toBe(kind)
})

test('retries grow from minutes to hours and never shrink', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), (attempts) => {
      expect(retryDelayMs(attempts + 1)).toBeGreaterThanOrEqual(retryDelayMs(attempts))
      expect(retryDelayMs(attempts)).toBeGreaterThanOrEqual(60_000)
      expect(retryDelayMs(attempts)).toBeLessThanOrEqual(4 * 3_600_000)
    }),
  )
})
