import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bibtexOf, risOf } from '../../src/papers/citation.ts'
import { candidate } from '../helpers/candidates.ts'

const paper = candidate({
  id: 'arxiv:2605.01234',
  title: 'On $SL^{2}A$: 100% of {braces} & more',
  authors: ['Zoë Müller', 'Alan Turing'],
  abstract: 'One.\nTwo.',
  publishedOn: '2026-05-18',
  categories: ['cs.RO', 'cs.LG'],
})

test('an entry of BibTeX has the fields that arXiv’s own has, with TeX’s characters escaped', () => {
  expect(bibtexOf(paper)).toBe(`@misc{muller2026braces,
  title = {{On SL²A: 100\\% of \\{braces\\} \\& more}},
  author = {Zoë Müller and Alan Turing},
  year = {2026},
  month = {05},
  eprint = {2605.01234},
  archivePrefix = {arXiv},
  primaryClass = {cs.RO},
  url = {https://arxiv.org/abs/2605.01234},
}
`)
})

test('a record of RIS has one line for each fact', () => {
  expect(risOf({ ...paper, id: 'doi:10.1000/182', pageUrl: null }).split('\r\n')).toEqual([
    'TY  - UNPB',
    'TI  - On SL²A: 100% of {braces} & more',
    'AU  - Zoë Müller',
    'AU  - Alan Turing',
    'PY  - 2026',
    'DA  - 2026/05/18',
    'AB  - One. Two.',
    'DO  - 10.1000/182',
    'UR  - https://doi.org/10.1000/182',
    'ER  - ',
    '',
  ])
})

test('no text ends its field: the braces of every entry pair up, and a record’s lines are its own', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('{', '}', '\\', '%', 'a', ' ', '\n', '\r', 'T', 'Y', '-', '"', ','),
  })
  fc.assert(
    fc.property(hostile, hostile, hostile, (title, author, abstract) => {
      const hostilePaper = { ...paper, title, authors: [author], abstract }
      const entry = bibtexOf(hostilePaper).replace(/\\[{}]/g, '')
      let depth = 0
      const closings: number[] = []
      for (const [at, character] of [...entry].entries()) {
        if (character === '{') depth++
        if (character === '}' && --depth === 0) closings.push(at)
      }
      expect([depth, closings]).toEqual([0, [entry.trimEnd().length - 1]])
      for (const line of risOf(hostilePaper).split('\r\n').slice(0, -1))
        expect(line).toMatch(/^[A-Z\d]{2} {2}- [^\r\n]*$/)
    }),
  )
})
