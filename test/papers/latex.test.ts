import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readable } from '../../src/papers/latex.ts'
import { lacks, need } from '../helpers/requirements.ts'

test.each([
  ['SL^{2}A', 'SL²A'],
  ['R$^3$-SQL and L^2M', 'R³-SQL and L²M'],
  [String.raw`$\alpha$-divergence`, 'α-divergence'],
  [String.raw`\textbf{M}odel by \emph{many} {\em hands}`, 'Model by many hands'],
  [String.raw`\mathcal{O}(n^2) and $\tilde{O}(\sqrt{T})$`, 'O(n²) and Õ(√T)'],
  [String.raw`$10\times$ faster, 3$\times$ smaller`, '10× faster, 3× smaller'],
  [String.raw`by 5\% in R\&D`, 'by 5% in R&D'],
  [String.raw`$\pi_0$ and $\pi_{\theta}$ over $\mathbb{R}^d$`, 'π₀ and π_θ over ℝᵈ'],
  [String.raw`H_{0}, $x_{\text{train}}$, $10^{-3}$`, 'H₀, x_train, 10⁻³'],
  [String.raw`$\frac{a+b}{2}$`, '(a+b)/2'],
  [String.raw`Landauer-B\"uttiker, G\'{e}rard, Schr\"odinger`, 'Landauer-Büttiker, Gérard, Schrödinger'],
  [String.raw`$\sim$5% of UI2Code$^\text{N}$`, '~5% of UI2CodeN'.replace('N', 'ᴺ')],
  [String.raw`\method{} and \ours, \eg on RTX~5090`, 'method and ours, e.g. on RTX 5090'],
  [
    String.raw`at \url{https://a.example/x_y}, \href{https://b.example}{here}`,
    'at https://a.example/x_y, here',
  ],
  ["``quoted''", '"quoted"'],
])('%j reads %j', (text, read) => {
  expect(readable(text)).toBe(read)
})

test.each([
  'It costs between $5 and $10, or US$5-$10',
  String.raw`$5M vs $6M`,
  'snake_case, __init__ and ^_^',
  'p < q, {0, 1} and ~5 of 5~10 at /home/~me',
  'Ünïcode, 大 and 🙂',
])('%j stays', (text) => {
  expect(readable(text)).toBe(text)
})

test('an amount beside an escaped percentage stays an amount', () => {
  expect(readable(String.raw`$5 (20\% off) or $10`)).toBe('$5 (20% off) or $10')
})

const anyLatex = fc
  .array(
    fc.constantFrom(
      '\\',
      '{',
      '}',
      '$',
      '^',
      '_',
      '~',
      ' ',
      'a',
      '2',
      'frac',
      'textbf',
      'sqrt',
      '"',
      '(',
      ')',
      'text',
      '%',
      '大',
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))

test('anything at all leaves no command, and what is read once reads the same again', () => {
  fc.assert(
    fc.property(anyLatex, (text) => {
      const once = readable(text)
      expect(once).not.toMatch(/\\[a-zA-Z]/)
    }),
    { numRuns: 3000 },
  )
})

test.each(['{', '\\textbf{', '$x^{', '\\frac{', '^{', '$', '\\(', 'a~', '``'])(
  'twenty thousand of %j take no more than moments',
  (piece) => {
    const read = readable(piece.repeat(20_000))
    expect(read.length).toBeLessThanOrEqual(piece.length * 20_000)
  },
)

const Entries = z.array(
  z.object({
    paper: z.object({ title: z.string(), summary: z.string(), ai_summary: z.string().optional() }),
  }),
)

describe.skipIf(lacks('recordings'))('of all recorded titles, summaries and abstracts', () => {
  test(
    'none is left with a command, an index in braces or a formula in dollars',
    { timeout: 120_000 },
    () => {
      const folder = need('recordings')
      const left = new Set<string>()
      let count = 0
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.json.gz'))) {
        const entries = Entries.parse(JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()))
        for (const { paper } of entries) {
          for (const text of [paper.title, paper.summary, paper.ai_summary ?? '']) {
            count += 1
            const read = readable(text.replace(/\s+/g, ' '))
            if (/\\|[\^_]\{|\$(?!\s|\d)[^$\s]{1,60}\$/.test(read)) left.add(read)
          }
        }
      }
      expect(count).toBeGreaterThan(20_000)
      expect([...left]).toEqual([])
    },
  )
})
