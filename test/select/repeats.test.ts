import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findRepeats, type Described } from '../../src/select/repeats.ts'

const words = Array.from({ length: 400 }, (_, i) => `w${i}`)
const abstracts = fc.uniqueArray(fc.constantFrom(...words), { minLength: 25, maxLength: 60 })
const described = (overrides: Partial<Described>): Described => ({
  title: 'A title of its own',
  abstract: 'We study a thing.',
  authors: ['Ada Example'],
  ...overrides,
})

describe('two papers', () => {
  test('are the same work where their abstracts share most words, whatever they are called', () => {
    const first = words.slice(0, 50)
    const second = [...words.slice(3, 50), 'new', 'and', 'newer']
    const papers = [
      described({ title: 'One name', abstract: first.join(' ') }),
      described({ title: 'Another name of it', abstract: second.join(' '), authors: ['Ben Sample'] }),
    ]
    expect(findRepeats(papers)).toEqual([[1], [0]])
  })

  test('are not the same work for titles that are merely alike', () => {
    const papers = [
      described({ title: 'Qwen-Image-2.0 Technical Report', abstract: words.slice(0, 50).join(' ') }),
      described({ title: 'Qwen-Image-VAE-2.0 Technical Report', abstract: words.slice(40, 90).join(' ') }),
    ]
    expect(findRepeats(papers)).toEqual([null, null])
  })

  test('are the same work under one title where an author is the same, or none is told', () => {
    const title = 'How to fold a boat'
    const by = (authors: string[], spelled = title) => described({ title: spelled, authors })
    expect(findRepeats([by(['Émile Borel', 'X Y']), by(['Emile Borel'], 'How to Fold a Boat.')])).toEqual([
      [1],
      [0],
    ])
    expect(findRepeats([by(['A B']), by([])])).toEqual([[1], [0]])
    expect(findRepeats([by(['A B']), by(['C D'])])).toEqual([null, null])
  })

  test('are found exactly where comparing every pair of abstracts finds them', () => {
    const papers = fc.array(
      fc.tuple(abstracts, fc.nat(30)).chain(([own, cut]) => {
        const near = fc.constantFrom(
          own,
          [...own.slice(cut), ...words.slice(0, cut)],
          [...own, ...words.slice(0, cut)],
        )
        return fc.tuple(fc.constant(own), near)
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(papers, (pairs) => {
        const sets = pairs.flat().map((list) => new Set(list))
        const some = sets.map((set, i) => described({ title: `t${i}`, abstract: [...set].join(' ') }))
        const found = findRepeats(some)
        for (const [a, one] of sets.entries()) {
          const same = [...sets.entries()].filter(
            ([b, other]) => b !== a && one.intersection(other).size / one.union(other).size >= 0.6,
          )
          expect((found[a] ?? []).toSorted((x, y) => x - y)).toEqual(same.map(([b]) => b))
        }
      }),
    )
  })
})
