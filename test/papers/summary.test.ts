import { describe, expect, test } from 'vitest'
import { sentencesOf } from '../../src/papers/sentences.ts'
import { bestSentences, summaryOf } from '../../src/papers/summary.ts'

test.each([
  [['We build on it, e.g. Large models, i.e. those of Smith et al. and others.', 'More follows.']],
  [
    [
      'See Fig. 3 and Eq. 4 for the 1.5B model (cf. Sec. 2.1), by J. Smith and Dr. Who.',
      'It gains 3.5 points!',
    ],
  ],
  [['We train on A, B, etc. and test on some.', 'This works.']],
  [['It follows Smith et al.', 'We differ.']],
  [['Is it so?', 'It is: v2.0 vs. v1.0 on No. 5 shows it.']],
])('%j are sentences', (sentences) => {
  expect(sentencesOf(sentences.join(' '))).toEqual(sentences)
})

test('no text is lost between sentences', () => {
  const text = 'A b. C d! (E f. g) "H." i? J. K. Smith et al. L'
  expect(sentencesOf(text).join(' ')).toBe(text)
})

describe('the best of an abstract', () => {
  test('is what the paper contributes, not what was there before', () => {
    const abstract =
      'Large language models have advanced quickly in recent years. However, they forget what they were told. ' +
      'In this paper, we propose Elephant, a memory that keeps what matters across sessions and throws away the rest. ' +
      'It is trained in two stages. Experiments on five benchmarks show gains. Code is available at https://a.example.'
    expect(bestSentences(abstract)).toBe(
      'In this paper, we propose Elephant, a memory that keeps what matters across sessions and throws away the rest.',
    )
  })

  test('may be two short ones, in their order', () => {
    const abstract =
      'Robots drop cups. We introduce Grip, a hand with a sense of touch. This matters. ' +
      'We show that it drops half as many cups as before in kitchens.'
    expect(bestSentences(abstract)).toBe(
      'We introduce Grip, a hand with a sense of touch. We show that it drops half as many cups as before in kitchens.',
    )
  })

  test('is the first where none says more', () => {
    expect(
      bestSentences(
        'Cups are dropped by robots all over the world. Cups are dropped by people, too, in kitchens.',
      ),
    ).toBe('Cups are dropped by robots all over the world.')
  })

  test('is cut where it has no end, and empty where there is nothing', () => {
    const endless = bestSentences('word '.repeat(500))
    expect(endless.length).toBeLessThanOrEqual(401)
    expect(endless).toMatch(/word…$/)
    expect(bestSentences('')).toBe('')
  })

  test('is found in text that tries to take long', () => {
    expect(bestSentences(`We ${'introduc we '.repeat(5000)}`)).toMatch(/…$/)
  })
})

test('what the source says of a paper counts first, with its LaTeX made readable', () => {
  expect(summaryOf({ summary: 'It is $O(n^2)$.', abstract: 'We propose it.' })).toBe('It is O(n²).')
  expect(
    summaryOf({ summary: null, abstract: String.raw`We propose SL$^{2}$A, \ie a layer that learns.` }),
  ).toBe('We propose SL²A, i.e. a layer that learns.')
})
