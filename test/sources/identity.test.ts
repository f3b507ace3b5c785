import { expect, test } from 'vitest'
import { findDoi, identify, idOfTyped } from '../../src/sources/identity.ts'

test.each([
  ['2605.01234', 'arxiv:2605.01234'],
  [' 2605.01234v3 ', 'arxiv:2605.01234'],
  ['math.GT/0309136', 'arxiv:math.GT/0309136'],
  ['arXiv:2605.01234v1', 'arxiv:2605.01234'],
  ['arxiv: 2605.01234', 'arxiv:2605.01234'],
  ['https://arxiv.org/abs/2605.01234v2', 'arxiv:2605.01234'],
  ['arxiv.org/pdf/2605.01234', 'arxiv:2605.01234'],
  ['https://huggingface.co/papers/2605.01234', 'arxiv:2605.01234'],
  ['https://papers.example.org/papers/arxiv:2605.01234', 'arxiv:2605.01234'],
  ['https://papers.example.org/papers/arxiv:math.GT%2F0309136', 'arxiv:math.GT/0309136'],
  ['https://papers.example.org/papers/doi:10.1000%2FABC?x=1', 'doi:10.1000/abc'],
  ['doi:10.1000/ABC', 'doi:10.1000/abc'],
  ['10.1101/2026.05.01.123456v2', 'doi:10.1101/2026.05.01.123456'],
  ['https://doi.org/10.1000/abc', 'doi:10.1000/abc'],
  ['url:0123456789abcdef0123456789abcdef', 'url:0123456789abcdef0123456789abcdef'],
  ['', null],
  ['robots that fold paper', null],
  ['arxiv:nonsense', null],
  ['https://papers.example.org/papers/arxiv:%ZZ', null],
])('%j names the paper %s', (typed, id) => {
  expect(idOfTyped(typed)).toBe(id)
})

test('any other link names the paper that a feed had under it', () => {
  const link = 'https://blog.example.org/2026/a-paper/'
  expect(idOfTyped(link)).toBe(identify({ links: [link], id: null, doi: null }))
})

test('a DOI has no control character and ends with a whole one, so that every database takes it', () => {
  const long = `10.1000/${'a'.repeat(199)}😀b`
  expect(findDoi(long)).toBe(long.slice(0, -1))
  expect(findDoi('10.1000/a\u0000b')).toBe('10.1000/a')
  expect(findDoi('10.1000/a\ud800b')).toBe('10.1000/a')
})
