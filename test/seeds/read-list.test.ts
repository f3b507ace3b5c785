import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bibtexOf, risOf } from '../../src/papers/citation.ts'
import { isOrcid } from '../../src/seeds/reference-lines.ts'
import { mostEntries, type SeedProblem } from '../../src/seeds/entry.ts'
import { readSeedList } from '../../src/seeds/read-list.ts'
import { candidate } from '../helpers/candidates.ts'
import { startCpuTimer } from '../helpers/cpu-time.ts'

const ids = (text: string) => readSeedList(text).entries.map(({ id }) => id)
const told = ({ line, reason }: SeedProblem) => `${line} ${reason}`
const problems = (text: string) => readSeedList(text).problems.map(told)

describe('lines', () => {
  test('hold numbers of arXiv, links and DOIs, alone, several in a line or in a citation', () => {
    const text = `1706.03762
https://arxiv.org/abs/2005.14165v4, https://huggingface.co/papers/2401.00001
Vaswani et al. Attention is all you need. arXiv:1706.03762v7 [cs.CL] (2017).
hep-th/9901001; <https://doi.org/10.1000/ABC.1>
doi:10.48550/arXiv.2303.08774`
    expect(ids(text)).toEqual([
      'arxiv:1706.03762',
      'arxiv:2005.14165',
      'arxiv:2401.00001',
      'arxiv:hep-th/9901001',
      'doi:10.1000/abc.1',
      'arxiv:2303.08774',
    ])
    expect(problems(text)).toEqual([])
  })

  test('that say nothing are told of by their number, beside the others', () => {
    const text = '1706.03762\n\nAttention is all you need\n2005.141, 2005.14165\nhttps://example.org/x'
    expect(ids(text)).toEqual(['arxiv:1706.03762', 'arxiv:2005.14165'])
    expect(problems(text)).toEqual(['3 not understood', '4 not understood', '5 not understood'])
  })

  test('name an ORCID with its check digit, and libraries of Zotero by their number', () => {
    const text = `https://orcid.org/0000-0002-1825-0097
0000-0002-1694-233x
0000-0002-1825-0098
https://www.zotero.org/groups/4711/reading_list/library
https://www.zotero.org/ada
https://api.zotero.org/users/12`
    const { lookups, entries } = readSeedList(text)
    expect(lookups).toEqual([
      { kind: 'orcid', number: '0000-0002-1825-0097', line: 1 },
      { kind: 'orcid', number: '0000-0002-1694-233X', line: 2 },
      { kind: 'zotero groups', number: '4711', line: 4 },
    ])
    expect(entries).toEqual([])
    expect(problems(text)).toEqual(['3 wrong check digit', '5 a Zotero page by name', '6 too many libraries'])
    expect(isOrcid('0000-0001-5109-3700')).toBe(true)
    expect(isOrcid('../../etc')).toBe(false)
  })
})

const shared = `@string{conf = "Proceedings of " # {ICML}}
@comment{ nothing here }
@article{vaswani2017attention,
  title={Attention Is All You Need: {GAN}s for M{\\"u}ller and Erd{\\H o}s},
  author={Vaswani, Ashish and {Barnes and Noble} and Noam Shazeer and others},
  journal={arXiv preprint arXiv:1706.03762},
  abstract = "We propose a {new} network,
     the Transformer.",
  keywords = {attention, translation; networks},
  year=2017
}
@inproceedings(other, title = conf # " 2020", doi = {10.1000/XYZ})
@misc{lm, eprint = {2005.14165}, archivePrefix = "arXiv", title = {Few-Shot}}@misc{dblp, title={D}, journal={CoRR}, volume={abs/2401.00001}}
`

describe('BibTeX', () => {
  test('is read as reference managers write it', () => {
    const { entries, problems: found } = readSeedList(shared)
    expect(found).toEqual([])
    expect(entries).toMatchObject([
      {
        line: 3,
        id: 'arxiv:1706.03762',
        title: 'Attention Is All You Need: GANs for Müller and Erdős',
        abstract: 'We propose a new network, the Transformer.',
        authors: ['Ashish Vaswani', 'Barnes and Noble', 'Noam Shazeer'],
        keywords: ['attention', 'translation', 'networks'],
      },
      { line: 12, id: 'doi:10.1000/xyz', title: 'Proceedings of ICML 2020' },
      { line: 13, id: 'arxiv:2005.14165', title: 'Few-Shot' },
      { line: 13, id: 'arxiv:2401.00001', title: 'D' },
    ])
  })

  test.each([
    ['@article{b, title={Never {closed}, author={X}\n', 'a brace is missing'],
    ['@article{b, title={Closed}} twice}}, author={X}}\n', 'a brace is too many'],
    ['@article{b, title={X} author}\n', 'a field has no value'],
    ['@article{b, title=}\n', 'a value is empty'],
    ['@article{b, title="X\n', 'a quote is missing'],
    ['@article{b, title={X}, year=20{1}7}\n', 'braces in a number'],
  ])('with broken braces loses that entry alone: %s', (broken) => {
    const text = `@misc{a, title={First}}\n${broken}@misc{c, title={Third}}\n`
    const { entries, problems: found } = readSeedList(text)
    expect(entries.map(({ title }) => title)).toEqual(expect.arrayContaining(['First', 'Third']))
    const isTold = found.map(told).includes('2 broken entry')
    // What is too many behind an entry is no entry: it is passed over, as BibTeX does.
    expect(isTold || entries.length === 3).toBe(true)
  })

  test('that Paperboy wrote reads the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ maxLength: 60 }), (a, b) => {
        const title = `A ${a} title ${b}`.replace(/[\s\p{C}]+/gu, ' ').trim()
        const paper = candidate({ id: 'arxiv:2605.00001', title, authors: ['Ada Lovelace'] })
        for (const text of [bibtexOf(paper), risOf(paper)]) {
          expect(readSeedList(text)).toMatchObject({
            problems: [],
            entries: [{ id: paper.id, authors: ['Ada Lovelace'] }],
          })
        }
      }),
    )
  })

  test('without a title and a number is told of', () => {
    expect(problems('@misc{a, author={X}}\n@misc{b}\n@misc{, title={Fine}}')).toEqual([
      '1 nothing to know it by',
      '2 nothing to know it by',
    ])
  })
})

describe('RIS', () => {
  test('is read as Google Scholar, Zotero and publishers write it', () => {
    const text = `\uFEFFTY  - JOUR\r
T1  - Attention is all you need\r
A1  - Vaswani, Ashish\r
A1  - Shazeer, Noam\r
JO  - arXiv preprint arXiv:1706.03762\r
ER  - \r
\r
TY  - CPAPER\r
TI  - Deep residual\r
  learning\r
AB  - Deeper networks\r
are harder to train.\r
AU  - He, Kaiming\r
KW  - vision\r
KW  - residual\r
DO  - 10.1109/CVPR.2016.90\r
TY  - GEN\r
AU  - Nobody\r
ER  -`
    const { entries, problems: found } = readSeedList(text)
    expect(entries).toMatchObject([
      {
        line: 1,
        id: 'arxiv:1706.03762',
        title: 'Attention is all you need',
        authors: ['Ashish Vaswani', 'Noam Shazeer'],
      },
      {
        line: 8,
        id: 'doi:10.1109/cvpr.2016.90',
        title: 'Deep residual learning',
        abstract: 'Deeper networks are harder to train.',
        authors: ['Kaiming He'],
        keywords: ['vision', 'residual'],
      },
    ])
    expect(found.map(told)).toEqual(['17 nothing to know it by'])
  })
})

describe('any list', () => {
  test('is cut after so many papers, and says how many more there were', () => {
    const lines = Array.from({ length: mostEntries + 7 }, (_, nth) => `2401.${String(10_000 + nth)}`).join(
      ', ',
    )
    const { entries, problems: found } = readSeedList(lines)
    expect(entries).toHaveLength(mostEntries)
    expect(found).toEqual([{ line: null, label: '', reason: 'too many', more: 7 }])
    const wrong = readSeedList('nothing\n'.repeat(mostEntries + 3)).problems
    expect(wrong).toHaveLength(mostEntries)
    expect(wrong.at(-1)?.more).toBe(3)
  })

  test('never fails, whatever is cut out of it or put into it', () => {
    const bases = [
      shared,
      'TY  - JOUR\nTI  - A\nAU  - B, C\nER  - \n',
      '1706.03762\n10.1000/x, 0000-0002-1825-0097',
    ]
    const pieces = fc.constantFrom(
      '@',
      '{',
      '}',
      '"',
      '#',
      '=',
      ',',
      '\n',
      '\\',
      '@article{',
      'TY  - ',
      '\u0000',
      '\ud800',
      '{\\"',
    )
    fc.assert(
      fc.property(fc.constantFrom(...bases), fc.nat(), fc.nat(40), pieces, (base, place, length, piece) => {
        const at = place % base.length
        const list = readSeedList(base.slice(0, at) + piece + base.slice(at + length))
        for (const { title, authors } of list.entries)
          expect([title, ...authors].join('')).not.toMatch(/[\n\0]/)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['entries that never end', '@a{b,t={'.repeat(200_000)],
    ['entries that never end, in lines', '@a{b,t={\n'.repeat(200_000)],
    ['entries on one line', '@a{b,title={x}}'.repeat(130_000)],
    ['braces in braces', `@a{b,title=${'{'.repeat(1_000_000)}${'}'.repeat(1_000_000)}}`],
    ['fields without end', `@a{b,${'title={x},'.repeat(200_000)}}`],
    [
      'abbreviations of abbreviations',
      `@string{a={${'x'.repeat(1000)}}}\n${'@string{a=a#a#a#a}\n'.repeat(100_000)}@a{b,title=a}`,
    ],
    ['joints without end', `@a{b,title=x${'#x'.repeat(900_000)}}`],
    ['names without end', `@a{b,title={x},author={${'A and '.repeat(300_000)}}}`],
    ['spaces without end', `@a${' '.repeat(1_000_000)}{b,title${' '.repeat(1_000_000)}={x}}`],
    ['LaTeX without end', `@a{b,title={${'{\\"'.repeat(300_000)}${'}'.repeat(300_000)}}}`],
    ['a key of spaces', `@a{${' '.repeat(2_000_000)}`],
    ['keys of spaces', `@a{${' '.repeat(1000)}\n`.repeat(2000)],
    [
      'abbreviations that stand for long values, in entries without end',
      `@string{a={${'x'.repeat(20_000)}}}\n${'@a{,title=a,abstract=a,author=a}\n'.repeat(60_000)}`,
    ],
    [
      'abbreviations of LaTeX in entries without end',
      `@string{a={${String.raw`\"{o}$x^{2}$ and `.repeat(1200)}}}\n${'@a{,title=a,author=a}\n'.repeat(90_000)}`,
    ],
    ['titles of nothing', `@a{,title={${String.raw`\,`.repeat(900)}}}\n`.repeat(1000)],
    ['a record without end', `TY  - JOUR\n${'AU  - A, B\n'.repeat(180_000)}`],
    ['a value without end', `TY  - JOUR\nTI  - A\n${'more of it\n'.repeat(180_000)}`],
    ['lines of nothing', 'x\n'.repeat(1_000_000)],
    ['a line of links', 'https://arxiv.org/abs/'.repeat(90_000)],
    ['a line of numbers', '10.1000/1,'.repeat(200_000)],
  ])('of 2 MB is read in a second: %s', (_, text) => {
    const usedMs = startCpuTimer()
    readSeedList(text)
    expect(usedMs()).toBeLessThan(1500)
  })
})
