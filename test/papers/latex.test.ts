import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readable } from '../../src/papers/latex.ts'
import { startCpuTimer } from '../helpers/cpu-time.ts'
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
  ["``quoted'' and `quoted'", `"quoted" and 'quoted'`],
  // Sources drop dollar signs and backslashes.
  [
    '1.45times faster at 256times256, 64 times 288 and 8timesH100',
    '1.45× faster at 256×256, 64 × 288 and 8×H100',
  ],
  ['360^circ views (360^{circ}times180^circ)', '360° views (360°×180°)'],
  ['of {sim}20%, {approx}0.6, (R^2{=}0.86) in 1{,}879 runs', 'of ~20%, ≈0.6, (R²=0.86) in 1,879 runs'],
  ['ρapprox 0.10, geq 90%, leq2B, 0.73rightarrow0.90', 'ρ≈ 0.10, ≥ 90%, ≤2B, 0.73→0.90'],
  ['pi_{RL}, pi_0.5, nabla^2DFT, ell_1, λ^star', 'π_RL, π_0.5, ∇²DFT, ℓ_1, λ*'],
  ['A^* in O(T^K), W^+, 10^-4, UI2Code^N: pass^k', 'A* in O(Tᴷ), W⁺, 10⁻⁴, UI2Codeᴺ: passᵏ'],
  [String.raw`MLLM\'s and GPT-4o\'s na\"ive guess, \etc.`, "MLLM's and GPT-4o's naïve guess, etc."],
  [String.raw`\color{redD}ecoupled (\color{redDT})`, 'Decoupled (DT)'],
  [String.raw`see alignment.\url{https://a.example}`, 'see alignment. https://a.example'],
  [String.raw`\href{https://a.example{here}}`, 'here'],
  [
    '**Bold**, *slanted words* and `code` at [Git](https://a.example/b)',
    'Bold, slanted words and code at Git (https://a.example/b)',
  ],
  ['[https://a.example](https://a.example)', 'https://a.example'],
  ['A world -- a pair--of 5--10 tests---and more', 'A world – a pair–of 5–10 tests—and more'],
  ['We propose , a model', 'We propose, a model'],
])('%j reads %j', (text, read) => {
  expect(readable(text)).toBe(read)
})

test.each([
  'It costs between $5 and $10, or US$5-$10',
  String.raw`$5M vs $6M`,
  'snake_case, __init__ and ^_^',
  'p < q, {0, 1} and ~5 of 5~10 at /home/~me',
  'Ünïcode, 大 and 🙂',
  'three times as often, 3 times a day, sim2real, to 5, approx. 35',
  'run it with --fast or at https://a.example/b--c*d*',
  'a * b * c, 5*x*y and C*-algebras',
  "rock 'n' roll: the '90s, models' own",
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

/** A command, an index in braces, a formula in dollars, a command without its backslash, Markdown. */
const noise =
  /\\|[\^_]\{|\$(?!\s|\d)[^$\s]{1,60}\$|\dtimes\b|\^\{?circ|\b(?:[lg]eq|rightarrow)\b|\*\*\w|\]\(http/

test.each(['^2', 'a^2', '$x^{2}$(', String.raw`\,`, ' ,', String.raw`\"{o}$x^{2}$ and `])(
  'is read in time that grows with its length alone: %j',
  (piece) => {
    const cpuMs = startCpuTimer()
    readable(piece.repeat(40_000 / piece.length))
    expect(cpuMs()).toBeLessThan(1000)
  },
)

test('macros that nobody has tables of cost nothing to speak of, however many there are', () => {
  const macros = Array.from({ length: 5000 }, (_, nth) => `\\m${nth.toString(26).replace(/\d/g, 'Q')}x`)
  const cpuMs = startCpuTimer()
  readable(macros.join(' '))
  expect(cpuMs()).toBeLessThan(1000)
})

const Entries = z.array(
  z.object({
    paper: z.object({ title: z.string(), summary: z.string(), ai_summary: z.string().optional() }),
  }),
)

describe.skipIf(lacks('recordings'))('of all recorded titles, summaries and abstracts', () => {
  test(
    'none is left with LaTeX, whole or without its backslashes, or with Markdown',
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
            if (noise.test(read)) left.add(read)
          }
        }
      }
      expect(count).toBeGreaterThan(20_000)
      expect([...left]).toEqual([])
    },
  )
})
