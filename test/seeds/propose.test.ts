import { expect, test } from 'vitest'
import type { Seed } from '../../src/marks/seeds.ts'
import { isStrong, proposeInterests } from '../../src/seeds/propose.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'

function seed(own: Partial<Seed>): Seed {
  return { paper: 'x', title: 'X', authors: [], topics: [], terms: [], addedAt: new Date(0), ...own }
}

const seeds = [
  seed({
    topics: ['robotics', 'agents'],
    terms: ['diffusion policy', 'laundry'],
    authors: ['Ada Lovelace', 'Émile Borel'],
  }),
  seed({
    topics: ['robotics'],
    terms: ['policy', 'diffusion policy'],
    authors: ['Emile Borel', 'Emile Borel'],
  }),
  seed({ topics: ['robotics', 'code'], terms: ['diffusion', 'laundry', 'policy'], authors: [] }),
  seed({ topics: ['code'], terms: ['shirt'], authors: ['Alan Turing'] }),
]

test('what at least two papers have in common is proposed, with how many of them speak for it', () => {
  expect(proposeInterests(seeds, defaultPreferences)).toEqual({
    of: 4,
    topics: [
      { value: 'robotics', papers: 3 },
      { value: 'code', papers: 2 },
    ],
    // "policy" is in "diffusion policy" already.
    keywords: [
      { value: 'diffusion policy', papers: 2 },
      { value: 'laundry', papers: 2 },
    ],
    authors: [{ value: 'Émile Borel', papers: 2 }],
  })
})

test('of one or two papers everything is proposed, and nothing is strong that one says', () => {
  const proposals = proposeInterests(seeds.slice(0, 1), defaultPreferences)
  expect(proposals.topics).toHaveLength(2)
  expect(proposals.topics.some((one) => isStrong(one, proposals))).toBe(false)
  expect(proposeInterests([], defaultPreferences)).toEqual({ topics: [], keywords: [], authors: [], of: 0 })
})

test('what is followed or muted is not proposed', () => {
  const stated = {
    ...defaultPreferences,
    topics: ['robotics'],
    mutedTopics: ['code'],
    keywords: ['Diffusion Policy'],
    mutedKeywords: ['laundry', 'policy'],
    authors: ['emile borel'],
  }
  const { topics, keywords, authors } = proposeInterests(seeds, stated)
  expect([topics, keywords, authors]).toEqual([[], [], []])
})
