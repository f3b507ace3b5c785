import { expect, test } from 'vitest'
import { isWithdrawn } from '../../src/papers/withdrawn.ts'

const paper = { title: 'A study', abstract: 'We study a thing.', comment: null }

test.each([
  'This paper has been withdrawn by the author due to a crucial sign error in equation 1.',
  'This paper has been withdrawn.',
  'The paper has been withdrawn\nby the authors.',
  'This submission has been withdrawn by arXiv administrators due to disputed authorship.',
  'This article is withdrawn because of an error in Lemma 2.',
  'Our manuscript was withdrawn pending further experiments.',
  'Withdrawn by the authors.',
  'Withdrawn.',
  'Paper withdrawn due to a flaw in the proof',
  'We withdraw this paper, since Theorem 1 is wrong.',
  'The authors have withdrawn this submission.',
  'This work has been retracted by the authors.',
  'We prove a bound. [This paper has been withdrawn, as the bound is wrong.]',
  'We prove a bound. This paper has been withdrawn from arXiv.',
])('an abstract or a comment that says so: %s', (text) => {
  expect(isWithdrawn({ ...paper, abstract: text })).toBe(true)
  expect(isWithdrawn({ ...paper, comment: text })).toBe(true)
})

test.each([
  'withdrawn',
  'Withdrawn: superseded by arXiv:2605.01234',
  'arXiv admin note: This submission has been withdrawn by arXiv due to copyright',
  '12 pages. This paper has been withdrawn by the author',
])('a comment that says so: %s', (comment) => {
  expect(isWithdrawn({ ...paper, comment })).toBe(true)
})

test('a prefix to the title says so', () => {
  expect(isWithdrawn({ ...paper, title: 'WITHDRAWN: A study of knots' })).toBe(true)
  expect(isWithdrawn({ ...paper, title: '[Retracted] A study of knots' })).toBe(true)
  expect(isWithdrawn({ ...paper, title: 'Withdrawn apex in dental implants' })).toBe(false)
})

test.each([
  'We study alcohol withdrawal in mice.',
  'Withdrawal symptoms are predicted by a language model.',
  'Withdrawn apex geometry improves the blade; the withdrawn state is stable.',
  'Withdrawn students are found by a classifier.',
  'We analyse papers that have been withdrawn from arXiv and the reasons given.',
  'Notices such as “this paper has been withdrawn by the authors” are classified.',
  'The drug was withdrawn from the market in 2004.',
  'The first paper has been withdrawn; this one has a correct proof.',
  'Replaces the withdrawn arXiv:2501.01234',
  'An earlier version of this paper was withdrawn because of an error, which is corrected here.',
  'Withdrawn from ICLR 2026, resubmitted to ICML',
  'This paper was withdrawn from NeurIPS to be extended.',
  'We retract the needle by 2 mm and withdraw the catheter.',
  'The work withdrawn from a heat bath is bounded.',
  'This work withdraws the assumption of convexity.',
  'Funds can be withdrawn by anyone who holds the key.',
])('a paper about something else: %s', (text) => {
  expect(isWithdrawn({ ...paper, abstract: text })).toBe(false)
  expect(isWithdrawn({ ...paper, comment: text })).toBe(false)
})
