import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fitted } from '../../src/papers/clauses.ts'
import { withoutAddress, withoutOpening } from '../../src/papers/openings.ts'
import { sentencesOf } from '../../src/papers/sentences.ts'
import { bestSentences, summaryOf } from '../../src/papers/summary.ts'
import { lacks, need } from '../helpers/requirements.ts'
import { startCpuTimer } from '../helpers/cpu-time.ts'

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
      'We propose Elephant, a memory that keeps what matters across sessions and throws away the rest.',
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

  test('is how it works, where the first sentence says only what it is for', () => {
    const abstract =
      'We present Grip, a method for holding cups. Cups are often dropped by robots in kitchens and elsewhere. ' +
      'Grip measures pressure with four hundred sensors and corrects the force of each finger within a millisecond.'
    expect(bestSentences(abstract)).toMatch(/^Grip measures pressure .* millisecond\.$/)
  })

  test('is the first where none says more', () => {
    expect(
      bestSentences(
        'Cups are dropped by robots all over the world. Cups are dropped by people, too, in kitchens.',
      ),
    ).toBe('Cups are dropped by robots all over the world.')
  })

  test('never starts with a word for something that is not shown', () => {
    const abstract =
      'It outperforms all others by 12%. These methods achieve state-of-the-art results. Cups are dropped daily.'
    expect(bestSentences(abstract)).toBe('Cups are dropped daily.')
  })

  test('is neither a wish for the future nor a place where the code is', () => {
    const abstract =
      'We train a hand to hold cups. We hope our release will inspire further research on robots that hold cups. ' +
      'We believe that our hand can offer a foundation. We release all code, models and data. Our dataset is publicly available at https://a.example/b.'
    expect(bestSentences(abstract)).toBe('We train a hand to hold cups.')
  })

  test('may tell of open-source models, which is no announcement of code', () => {
    const abstract =
      'Hands drop cups every day. Other hands break the cups that they hold. ' +
      'To hold cups, we propose Grip, a hand that learns from open-source models of five hundred cups.'
    expect(bestSentences(abstract)).toMatch(/we propose Grip, a hand/)
  })

  test('starts a sentence where the space before it is missing', () => {
    const abstract =
      'Hands drop cups in every kitchen.We propose Grip, a hand that feels the cups that it holds.'
    expect(bestSentences(abstract)).toBe('We propose Grip, a hand that feels the cups that it holds.')
  })

  test('ends where a clause ends, if the whole is too long', () => {
    const abstract = `We propose Grip, a robot hand that senses how firmly it holds a cup, which ${'never drops it and '.repeat(9)}stays dry.`
    expect(bestSentences(abstract)).toBe(
      'We propose Grip, a robot hand that senses how firmly it holds a cup.',
    )
  })

  test('is cut where it has no end, and empty where there is nothing', () => {
    const endless = bestSentences('word '.repeat(500))
    expect(endless.length).toBeLessThanOrEqual(220)
    expect(endless).toMatch(/word…$/)
    expect(bestSentences('')).toBe('')
  })

  test.each(['We introduc we ', 'and, ', 'our results ', '(A', 'introduce A', 'to the '])(
    'is found in text of %j that tries to take long',
    (piece) => {
      const cpuMs = startCpuTimer()
      expect(bestSentences(piece.repeat(10_000 / piece.length)).length).toBeLessThanOrEqual(220)
      expect(cpuMs()).toBeLessThan(1000)
    },
  )
})

test.each([
  ['To this end, we propose Grip.', 'We propose Grip.'],
  ['In this work we propose Grip.', 'We propose Grip.'],
  ['Moreover, in this paper, we propose Grip.', 'We propose Grip.'],
  ['To address these challenges, we propose Grip.', 'We propose Grip.'],
  ['To bridge the knowledge gap, this paper proposes Grip.', 'This paper proposes Grip.'],
  ['Motivated by this observation, we propose Grip.', 'We propose Grip.'],
  ['Extensive experiments demonstrate that Grip drops fewer cups.', 'Grip drops fewer cups.'],
  ['Specifically, mT5 drops fewer cups.', 'mT5 drops fewer cups.'],
  ['(iii) We propose Grip.', 'We propose Grip.'],
])('%j without its opening is %j', (sentence, rest) => {
  expect(withoutOpening(sentence)).toBe(rest)
})

test.each([
  'To hold cups, we propose Grip.',
  'Our results suggest that Grip drops fewer cups.',
  'Experiments on ten cups show that Grip drops fewer of them.',
  'Here is a cup.',
])('%j keeps its opening', (sentence) => {
  expect(withoutOpening(sentence)).toBe(sentence)
})

test.each([
  ['We release Grip (https://a.example).', 'We release Grip.'],
  ['We release Grip at https://a.example/b.', 'We release Grip.'],
  ['We release 14% of Grip', 'We release 14% of Grip.'],
  ['Is it Grip?', 'Is it Grip?'],
])('%j is shown as %j', (sentence, shown) => {
  expect(withoutAddress(sentence)).toBe(shown)
})

describe('a sentence that is too long', () => {
  const tail = `${'and so on and so forth '.repeat(10)}for ever.`

  test.each([
    [
      `While cups are dropped ${'by robots '.repeat(20)}all day, we propose Grip, a hand that feels how firmly it holds a cup.`,
      'We propose Grip, a hand that feels how firmly it holds a cup.',
    ],
    [
      `We propose Grip, a hand that feels how firmly it holds each cup; ${tail}`,
      'We propose Grip, a hand that feels how firmly it holds each cup.',
    ],
    [
      `We propose Grip, a hand with sensors for the weight and for the heat of a cup, to improve ${tail}`,
      'We propose Grip, a hand with sensors for the weight and for the heat of a cup.',
    ],
    [
      `We propose Grip, a framework for hands of robots that hold hot cups, that (i) feels how firmly, (ii) feels how hot, and ${tail}`,
      'We propose Grip, a framework for hands of robots that hold hot cups.',
    ],
    [
      `Grip drops half as many cups as the best of the other five hands, making it useful ${tail}`,
      'Grip drops half as many cups as the best of the other five hands.',
    ],
  ])('%s becomes a shorter one', (sentence, shorter) => {
    expect(fitted(sentence, 220)?.text).toBe(shorter)
  })

  test.each([
    // In the middle of brackets, of a pair, of a list, or before the main verb.
    `We propose Grip, a hand that feels how firmly it holds a cup (of tea, with milk ${tail})`,
    `We propose Grip for hands that hold both cups of tea at breakfast, which drop ${tail}`,
    `We propose Grip with these parts of a hand: (1) a thumb that feels, which moves ${tail}`,
    `We propose Grip, a model of hands that enables robots in kitchens and cafes to generate ${tail}`,
    `We study hands of three kinds, including thumbs that feel; fingers that bend, which ${tail}`,
    `The new hand of the robot that holds the cups in kitchens of the future, which ${tail}`,
  ])('%s is not cut', (sentence) => {
    expect(fitted(sentence, 220)).toBeNull()
  })
})

const plainSentence = fc
  .tuple(
    fc.constantFrom(
      'We propose',
      'Moreover, we show that',
      'However, cups resist',
      'It improves',
      'To this end, our hand holds',
      'Experiments show that Grip holds',
    ),
    fc.array(
      fc.constantFrom(
        'cups',
        'tea',
        'by 5%,',
        'which falls',
        'and',
        'the hand',
        'using force',
        'e.g. milk',
        '(A)',
      ),
      { minLength: 1, maxLength: 60 },
    ),
    fc.constantFrom('.', '!', '?'),
  )
  .map(([start, words, end]) => `${start} ${words.join(' ')}${end}`)

test('any abstract gives at most 220 characters of its own words that start and end as sentences do', () => {
  fc.assert(
    fc.property(fc.array(plainSentence, { minLength: 1, maxLength: 8 }), (sentences) => {
      const abstract = sentences.join(' ')
      const summary = bestSentences(abstract)
      expect(summary.length).toBeLessThanOrEqual(220)
      expect(summary).toMatch(/^\p{Lu}.*[.!?…]$/u)
      for (const shown of sentencesOf(summary)) {
        expect(abstract.toLowerCase()).toContain(shown.slice(0, -1).toLowerCase())
      }
    }),
  )
})

test('whatever an abstract is, its summary is short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), (abstract) => {
      expect(bestSentences(abstract).length).toBeLessThanOrEqual(220)
    }),
  )
})

test('what the source says of a paper counts first, with its LaTeX made readable', () => {
  expect(summaryOf({ summary: 'It is $O(n^2)$.', abstract: 'We propose it.' })).toBe('It is O(n²).')
  expect(
    summaryOf({ summary: null, abstract: String.raw`We propose SL$^{2}$A, \ie a layer that learns.` }),
  ).toBe('We propose SL²A, i.e. a layer that learns.')
})

const Entries = z.array(z.object({ paper: z.object({ summary: z.string() }) }))

describe.skipIf(lacks('recordings'))('of recorded abstracts', () => {
  test('each summary is short, starts and ends as a sentence, and refers to nothing that is not shown', () => {
    const folder = need('recordings')
    const days = readdirSync(folder).filter((name) => name.endsWith('.json.gz'))
    const odd: string[] = []
    for (const day of days.filter((_, at) => at % 20 === 0)) {
      const entries = Entries.parse(JSON.parse(gunzipSync(readFileSync(join(folder, day))).toString()))
      for (const { paper } of entries) {
        const shown = summaryOf({ summary: null, abstract: paper.summary.replace(/\s+/g, ' ').trim() })
        const isOdd =
          shown.length > 220 ||
          !/^["“'([]?(?:[\p{Lu}\p{N}]|\p{Ll}+\p{Lu}).*[.!?]["”')\]]?$/u.test(shown) ||
          /^(?:it|they|these|those|moreover|furthermore|however|specifically|to this end|in this paper)\b/i.test(
            shown,
          )
        if (isOdd) odd.push(shown)
      }
    }
    expect(odd).toEqual([])
  })
})
