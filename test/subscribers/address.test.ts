import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskEmail, parseAddress } from '../../src/subscribers/address.ts'
import { tellProblem } from '../../src/subscribers/problems.ts'

test.each([
  ['ada@example.org', 'ada@example.org'],
  [' Ada.Lovelace+papers@Example.ORG\t', 'Ada.Lovelace+papers@example.org'],
  ['o’neill@example.org'.replace('’', "'"), "o'neill@example.org"],
  ['info@bücher.example', 'info@xn--bcher-kva.example'],
  ['info@xn--bcher-kva.example', 'info@xn--bcher-kva.example'],
  ['info@BÜCHER.example', 'info@xn--bcher-kva.example'],
  ['info@bu\u0308cher.example', 'info@xn--bcher-kva.example'],
  ['info@例え。テスト', 'info@xn--r8jz45g.xn--zckzah'],
  ['info@ｅｘａｍｐｌｅ.org', 'info@example.org'],
])('%j is %s', (typed, email) => {
  expect(parseAddress(typed)).toEqual({ ok: true, address: { email, emailKey: email.toLowerCase() } })
})

test.each([
  ['', /Write your email address/],
  ['ada', /Write one address/],
  ['@example.org', /Write one address/],
  ['a@b@example.org', /Write one address/],
  ['ada@localhost', /Write one address/],
  ['ada lovelace@example.org', /Write one address/],
  ['ada@example.org, bob@example.org', /not a domain|Write one/],
  ['"ada"@example.org', /Write one address/],
  ['ada@[127.0.0.1]', /not a domain/],
  ['ada@127.0.0.1', /not a domain/],
  ['ada@0x7f.1', /not a domain/],
  ['ada@ex%61mple.org', /not a domain/],
  ['ada@example.org\r\nBcc: bob@example.org', /invisible/],
  ['ada\u200b@example.org', /invisible/],
  ['ada@exam\u00adple.org', /invisible/],
  ['ada@example.org\u202e', /invisible/],
  ['ada\u0000@example.org', /invisible/],
  ['ada\u007f@example.org', /invisible/],
  ['ada\u200d@example.org', /invisible/],
  ['ada\u2060@example.org', /invisible/],
  ['\ufeffada@example.org', /invisible/],
  ['ada@example\u3164.org', /invisible/],
  ['ada@exam\u034fple.org', /invisible/],
  ['ada@example.org\u0085', /invisible/],
  ['ada@example.org\u2028', /invisible/],
  ['ada@xn--.example', /not a domain/],
  ['ada@xn--a.example', /not a domain/],
  ['ada@exa⁄mple.org', /not a domain|Write one/],
  ['ada@example.org⁎', /not a domain|Write one/],
  ['ada@\u202eexample.org', /invisible/],
  ['jörg@example.org', /without accents/],
  [`${'a'.repeat(65)}@example.org`, /too long/],
  [`a@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(20)}`, /too long/],
])('%j is refused in words', (typed, problem) => {
  const parsed = parseAddress(typed)
  if (parsed.ok) throw new Error('it was taken')
  expect(tellProblem(parsed.problem)).toMatch(problem)
})

test('what is taken is plain, short, and the same when taken again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' }), fc.webUrl()), (typed) => {
      const checked = parseAddress(typed)
      if (!checked.ok) return
      expect(checked.address.email).toMatch(/^[\x21-\x7e]{3,254}$/)
      expect(parseAddress(checked.address.email)).toEqual(checked)
      expect(parseAddress(checked.address.emailKey)).toMatchObject({
        address: { emailKey: checked.address.emailKey },
      })
    }),
  )
})

test('a mask tells one letter of each part and no length', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      const masked = maskEmail(email)
      expect(masked).toMatch(/^.?•••@.?•••\.[^.@]+$/)
      expect(masked).not.toContain(email.slice(0, Math.max(email.lastIndexOf('@'), 2)))
    }),
  )
  expect(maskEmail('ada@mail.example.org')).toBe('a•••@m•••.org')
  expect(maskEmail('a@b.org')).toBe('•••@•••.org')
})
