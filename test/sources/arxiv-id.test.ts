import { expect, test } from 'vitest'
import { findArxivId, versionlessArxivId } from '../../src/sources/arxiv-id.ts'

test.each([
  ['2512.01234', '2512.01234'],
  ['2512.01234v12', '2512.01234'],
  ['0704.0001', '0704.0001'],
  ['hep-th/9901001v2', 'hep-th/9901001'],
  ['math.AG/0306001', 'math.AG/0306001'],
  ['2512.012345', null],
  ['12.01234', null],
  ['hep-th/99010012', null],
  ['2512.01234 ', null],
  ['', null],
])('the id %j names the paper %j', (id, paper) => {
  expect(versionlessArxivId(id)).toBe(paper)
})

test.each([
  ['https://arxiv.org/abs/2512.01234', '2512.01234'],
  ['http://export.arxiv.org/abs/2512.01234v3', '2512.01234'],
  ['https://arxiv.org/pdf/2512.01234v1.pdf#page=3', '2512.01234'],
  ['https://arxiv.org/html/2512.01234?x=1', '2512.01234'],
  ['http://arxiv.org/abs/hep-th/9901001v2', 'hep-th/9901001'],
  ['https://huggingface.co/papers/2512.01234', '2512.01234'],
  ['https://www.alphaxiv.org/abs/2512.01234', '2512.01234'],
  ['https://doi.org/10.48550/arXiv.2512.01234', '2512.01234'],
  ['oai:arXiv.org:2508.13426v1', '2508.13426'],
  ['arXiv:2508.13426v1 Announce Type: new', '2508.13426'],
  ['https://arxiv.org/list/cs.CL/recent', null],
  ['https://example.org/2512.01234', null],
  ['https://arxiv.org/abs/2512.0123456', null],
  ['https://doi.org/10.1000/xyz', null],
])('%j leads to the paper %j', (text, paper) => {
  expect(findArxivId(text)).toBe(paper)
})
