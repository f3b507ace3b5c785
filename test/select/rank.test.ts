import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Candidate } from '../../src/papers/paper.ts'
import { discoveryAt, matchAt, rank, type Ranked, type Ranking } from '../../src/select/rank.ts'
import { rate } from '../../src/select/rate.ts'
import type { Profile } from '../../src/select/profile.ts'
import { candidate } from '../helpers/candidates.ts'
import { rankPlainly } from './rank-oracle.ts'

const day = '2026-05-20'
const slugs = ['robotics', 'agents', 'vision'] as const
const people = ['Ada Lovelace', 'Émile Borel'] as const
const words = ['lorem', 'ipsum', 'dolor sit'] as const

// Few different values, so that many scores are equal or nearly so.
const papers: fc.Arbitrary<Candidate[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.nat(99).map((number) => `arxiv:2605.${number}`),
      topics: fc.dictionary(fc.constantFrom(...slugs), fc.constantFrom(0.2, 0.4, 0.5, 0.500_000_4, 0.9)),
      popularity: fc.constantFrom(0, 0.5, 0.5 + 2e-7, 0.95, 1),
      firstListedOn: fc.integer({ min: 4, max: 20 }).map((one) => `2026-05-${String(one).padStart(2, '0')}`),
      title: fc.constantFrom(...words, 'Lorems and dolor sits', 'nothing'),
      authors: fc.subarray([...people]),
      organization: fc.constantFrom(null, 'Foo, Inc.'),
    }),
    { selector: ({ id }) => id, maxLength: 25 },
  )
  .map((some) => some.map(candidate))

const some = <Value extends string>(...values: Value[]) => fc.shuffledSubarray(values)
const profiles: fc.Arbitrary<Profile> = fc.record({
  topics: some(...slugs),
  keywords: some(...words),
  authors: some(...people, 'Nobody'),
  organizations: some('foo inc'),
  mutedTopics: fc.oneof(fc.constant([]), some(...slugs)),
  mutedKeywords: fc.oneof(fc.constant([]), some(...words)),
  mutedAuthors: fc.oneof(fc.constant([]), some(...people, 'FOO INC')),
  withDiscovery: fc.boolean(),
  cadence: fc.constantFrom('daily', 'weekly'),
  maxPapers: fc.constant(10),
})

test('a ranking is what sorting the papers plainly gives, whatever was ranked before it', () => {
  fc.assert(
    fc.property(
      papers,
      fc.array(profiles, { minLength: 1, maxLength: 4 }),
      fc.nat(16),
      (given, wishes, horizon) => {
        const rated = rate(given, day)
        // All before any is looked at: they share arrays, and must not share what is in them.
        const rankings = wishes.map((profile) => rank(rated, profile, horizon))
        for (const [nth, profile] of wishes.entries()) {
          const ranking = rankings[nth]
          expect(ranking && matchesOf(ranking)).toEqual(rankPlainly(rated, profile, horizon))
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('the discovery place has what is popular and shown, and what no interest is near to', () => {
  fc.assert(
    fc.property(papers, profiles, (given, profile) => {
      const rated = rate(given, day)
      const ranking = rank(rated, { ...profile, withDiscovery: true }, 14)
      const near = new Set(
        rated.papers.filter(({ topics }) => profile.topics.some((topic) => (topics[topic] ?? 0) >= 0.3)),
      )
      for (const at of ranking.discovery) {
        const found = discoveryAt(ranking, at)?.candidate
        expect(found && found.popularity >= 0.9 && !near.has(found)).toBe(true)
      }
    }),
    { numRuns: 40 },
  )
})

function matchesOf(ranking: Ranking): Omit<Ranked, 'candidate'>[] {
  return ranking.matches.flatMap((_, nth) => {
    const match = matchAt(ranking, nth)
    if (!match) return []
    const { score, relevance, reason } = match
    return [{ score, relevance, reason }]
  })
}
