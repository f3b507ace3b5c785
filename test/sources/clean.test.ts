import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanLine, cleanPhrases, cleanUrl } from '../../src/sources/clean.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\n',
      '\r',
      '\t',
      ' ',
      '\0',
      '\u200b',
      '\u202e',
      '\ud83d',
      '\u00ad',
      'e',
      '\u0301',
      '🙂',
    ),
  }),
)

describe('any text becomes one line', () => {
  test('without line breaks, control or invisible characters, doubled or outer spaces', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = cleanLine(text, 1000)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect(line).not.toMatch(/^\s|\s$|\s\s/)
        expect(line.isWellFormed()).toBe(true)
      }),
    )
  })

  test('no longer than asked for, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, maxLength) => {
        const line = cleanLine(text, maxLength)
        expect(line.length).toBeLessThanOrEqual(maxLength)
        expect(cleanLine(line, maxLength)).toBe(line)
      }),
    )
  })

  test('whose words, markup and formulas stay', () => {
    expect(cleanLine('A  <b>Study</b> of\n  $SL^{2}A$ & 🙂\u0000 by \u202eAda\u2028', 100)).toBe(
      'A <b>Study</b> of $SL^{2}A$ & 🙂 by Ada',
    )
  })
})

test('keywords are trimmed, and each is there once', () => {
  expect(cleanPhrases([' RL ', 'rl', '', '\n', 'world  models'], { count: 10, length: 50 })).toEqual([
    'RL',
    'world models',
  ])
  expect(cleanPhrases(['a', 'b', 'c'], { count: 2, length: 50 })).toEqual(['a', 'b'])
})

describe('a link', () => {
  const links: [string, string | null][] = [
    ['https://github.com/\nexample/code', 'https://github.com/example/code'],
    [' https://example.org/page ', 'https://example.org/page'],
    ['https://github.com/exam\nple', null],
    ['https://example.org/two words', null],
    ['javascript:alert(1)', null],
    ['data:text/html,<script>', null],
    ['ftp://example.org/', null],
    ['/avatars/relative.svg', null],
    ['github.com/example/code', null],
    ['https://trusted.example@elsewhere.example/', null],
    ['https://example.org/"onmouseover="x', 'https://example.org/%22onmouseover=%22x'],
    ['', null],
  ]

  test.for(links)('%j becomes %j', ([text, link]) => {
    expect(cleanUrl(text)).toBe(link)
  })

  test('is http or https on one line, or nothing', () => {
    const almostUrl = fc.oneof(
      anyText,
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      anyText.map((text) => `https://example.org/${text}`),
    )
    fc.assert(
      fc.property(almostUrl, (text) => {
        const link = cleanUrl(text)
        if (link === null) return
        expect(link).toMatch(/^https?:\/\/[^\s<>"]+$/)
        expect(cleanUrl(link)).toBe(link)
      }),
    )
  })
})
