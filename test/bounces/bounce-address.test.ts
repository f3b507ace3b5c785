import fc from 'fast-check'
import { expect, test } from 'vitest'
import { envelopeSender, readReturnAddress } from '../../src/bounces/bounce-address.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'

const key = (name: string) => `${name} is a key of tests, of 32 characters and more`
const mail = { bounceDomain: 'bounces.example.org' }
const withKeys = (...names: [string, ...string[]]) => {
  const [first, ...others] = names
  return { mail, signer: createLinkSigner([key(first), ...others.map(key)]) }
}
const config = withKeys('one')

test('an envelope sender says which message it is of, also in another case', () => {
  const address = envelopeSender(config, 'd12')
  expect(address).toMatch(/^bounces\+d12\.[0-9a-f]{20}@bounces\.example\.org$/)
  for (const seen of [address, address.toUpperCase(), address.replace('bounces+d', 'Bounces+D')])
    expect(readReturnAddress(config, seen)).toBe('d12')
})

test('the random part of an edition is part of the message that it tells', () => {
  const address = envelopeSender(config, 'd12-3f9c02ab')
  expect(readReturnAddress(config, address.toUpperCase())).toBe('d12-3f9c02ab')
  expect(readReturnAddress(config, address.replace('-3f9c02ab', ''))).toBeNull()
  expect(readReturnAddress(config, address.replace('-3f', '-3e'))).toBeNull()
})

test('it is read after the keys were changed, until the old one is gone', () => {
  const address = envelopeSender(config, 't7')
  expect(readReturnAddress(withKeys('two', 'one'), address)).toBe('t7')
  expect(readReturnAddress(withKeys('two'), address)).toBeNull()
})

test('none can be forged: for another message, by another key, for another domain, or made up', () => {
  const address = envelopeSender(config, 'd12')
  const forged = [
    address.replace('d12', 'd13'),
    address.replace('d12', 't12'),
    address.replace('d12', 'd012'),
    address.replace('@bounces.', '@'),
    `${address}.evil.example`,
    address.replace('bounces+', ''),
    ` ${address}`,
    `${address}\n`,
    envelopeSender(withKeys('other'), 'd12'),
    'bounces+d12.@bounces.example.org',
    '',
  ]
  for (const one of forged) expect({ one, key: readReturnAddress(config, one) }).toEqual({ one, key: null })
  const right = address.slice(12, 32)
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{20}$/), (mac) => {
      fc.pre(mac !== right)
      expect(readReturnAddress(config, `bounces+d12.${mac}@bounces.example.org`)).toBeNull()
    }),
  )
})
