import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmacWith } from '../src/subscribers/hmac.ts'
import { createLinkSigner, type TokenPurpose } from '../src/subscribers/tokens.ts'

const now = new Date('2026-05-20T07:00:00Z')
const key = 'one key of at least thirty-two characters'
const purposes: TokenPurpose[] = ['confirm', 'preferences', 'unsubscribe']

test('a token works for its own purpose and for no other', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.constantFrom(...purposes),
      (subscriberId, purpose) => {
        const token = createLinkSigner([key]).sign(purpose, subscriberId, now)
        for (const other of purposes) {
          const check = createLinkSigner([key]).open(other, token, now, null)
          expect(check).toEqual(
            other === purpose ? { ok: true, subscriberId, issuedAt: now } : { ok: false, problem: 'forged' },
          )
        }
      },
    ),
  )
})

test('no change of a single character goes unnoticed', () => {
  const token = createLinkSigner([key]).sign('unsubscribe', 4711, now)
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'aZ09-_.'), (at, character) => {
      const changed = token.slice(0, at) + character + token.slice(at + 1)
      if (changed !== token)
        expect(createLinkSigner([key]).open('unsubscribe', changed, now, null).ok).toBe(false)
    }),
  )
})

test('a token expires only where it has an age limit', () => {
  const token = createLinkSigner([key]).sign('confirm', 1, now)
  const later = new Date(now.getTime() + 73 * 3_600_000)
  expect(createLinkSigner([key]).open('confirm', token, later, 72 * 3_600_000)).toEqual({
    ok: false,
    problem: 'expired',
  })
  expect(createLinkSigner([key]).open('confirm', token, later, null)).toEqual({
    ok: true,
    subscriberId: 1,
    issuedAt: now,
  })
})

test('a token signed by a rotated key still verifies', () => {
  const token = createLinkSigner([key]).sign('unsubscribe', 1, now)
  expect(
    createLinkSigner(['a newer key of thirty-two characters...', key]).open('unsubscribe', token, now, null)
      .ok,
  ).toBe(true)
})

test('a key that was taken out of service signs nothing that opens', () => {
  const token = createLinkSigner([key]).sign('unsubscribe', 1, now)
  expect(
    createLinkSigner(['another key of thirty-two characters']).open('unsubscribe', token, now, null),
  ).toEqual({
    ok: false,
    problem: 'forged',
  })
})

test('one key’s id with another’s signature, or parts of two tokens, open nothing', () => {
  const other = 'another key of thirty-two characters'
  const parts = (token: string) => token.split('.') as [string, string, string, string]
  const [id, subscriber, issued] = parts(createLinkSigner([key]).sign('confirm', 1, now))
  const [otherId, otherSubscriber, , otherMac] = parts(createLinkSigner([other]).sign('confirm', 2, now))
  const mixed = [
    [id, subscriber, issued, otherMac],
    [otherId, subscriber, issued, otherMac],
    [id, otherSubscriber, issued, otherMac],
    // The dot stands elsewhere in the same signed text.
    [id, `${subscriber}${issued.slice(0, 1)}`, issued.slice(1), otherMac],
    // The same number, written otherwise.
    [otherId, `0${otherSubscriber}`, issued, otherMac],
    [otherId, otherSubscriber.toUpperCase(), issued.toUpperCase(), otherMac],
  ]
  for (const one of mixed) {
    expect(createLinkSigner([key, other]).open('confirm', one.join('.'), now, null).ok).toBe(false)
  }
})

test('nothing that is not a token throws or opens', () => {
  const real = createLinkSigner([key]).sign('confirm', 1, now)
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      `${real}\n`,
      ` ${real}`,
      `${real}=`,
      real.slice(0, -1),
      `${real}A`,
      real.replaceAll('.', '..'),
    ),
    fc
      .string({ unit: 'grapheme', minLength: 27, maxLength: 27 })
      .map((mac) => real.replace(/[^.]+$/, () => mac)),
  )
  fc.assert(
    fc.property(hostile, (token) => {
      if (token !== real) expect(createLinkSigner([key]).open('confirm', token, now, null).ok).toBe(false)
    }),
  )
})

test('the key that signed first signs the same again after a newer one has come, until it is gone', () => {
  const newer = 'a newer key of thirty-two characters...'
  const before = createLinkSigner([key])
  const after = createLinkSigner([newer, key])
  expect(after.sign('unsubscribe', 1, now)).not.toBe(before.sign('unsubscribe', 1, now))
  const again = after.withKey(before.keyId)
  expect(again.keyId).toBe(before.keyId)
  expect(again.sign('unsubscribe', 1, now)).toBe(before.sign('unsubscribe', 1, now))
  expect(again.fingerprint('d1')).toBe(before.fingerprint('d1'))
  expect(after.isFingerprint('d1', before.fingerprint('d1'))).toBe(true)
  // It still opens what the newer key has signed.
  expect(again.open('undo', after.sign('undo', 1, now), now, null).ok).toBe(true)
  for (const id of [null, 'nokey1']) expect(after.withKey(id).keyId).toBe(after.keyId)
  expect(createLinkSigner([newer]).isFingerprint('d1', before.fingerprint('d1'))).toBe(false)
})

test('the HMAC of tokens is Node’s, for every key and text', () => {
  const anyLength = fc.string({ unit: 'binary', maxLength: 300 })
  fc.assert(
    fc.property(
      anyLength,
      fc.array(anyLength, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('hex', 'base64url'),
      (key, texts, encoding) => {
        const hmac = hmacWith(key)
        for (const text of texts)
          expect(hmac(text, encoding)).toBe(createHmac('sha256', key).update(text).digest(encoding))
      },
    ),
  )
})
