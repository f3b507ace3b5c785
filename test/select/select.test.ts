import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candidate } from '../../src/papers/paper.ts'
import type { Profile } from '../../src/select/profile.ts'
import { reasonPhrase } from '../../src/render/paper-view.ts'
import { popularityByAge } from '../../src/select/popularity.ts'
import { rank } from '../../src/select/rank.ts'
import { rate } from '../../src/select/rate.ts'
import { mailedAmong, selectPapers } from '../../src/select/select.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { candidate } from '../helpers/candidates.ts'

const day = '2026-05-20'
const slugs = topics.map((topic) => topic.slug)
const people = ['Ada Lovelace', 'Émile Borel', 'Grace Hopper'] as const
const places = ['Foo, Inc.', 'Institute for Patient Machines'] as const

const candidates = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 9999 }).map((n) => `arxiv:2605.${String(n).padStart(5, '0')}`),
    topics: fc.dictionary(fc.constantFrom(...slugs), fc.double({ min: 0, max: 1, noNaN: true }), {
      maxKeys: 3,
    }),
    upvotes: fc.nat(500),
    daysAgo: fc.integer({ min: 0, max: 13 }),
    title: fc.lorem({ maxCount: 6 }),
    author: fc.constantFrom(...people),
    organization: fc.constantFrom(null, ...places),
  }),
  { selector: (one) => one.id, maxLength: 60 },
)
const profiles: fc.Arbitrary<Profile> = fc.record({
  topics: fc.uniqueArray(fc.constantFrom(...slugs), { maxLength: 4 }),
  keywords: fc.uniqueArray(fc.constantFrom('lorem', 'dolor sit'), { maxLength: 1 }),
  authors: fc.uniqueArray(fc.constantFrom(...people), { maxLength: 1 }),
  organizations: fc.uniqueArray(fc.constantFrom(...places), { maxLength: 1 }),
  mutedTopics: fc.uniqueArray(fc.constantFrom(...slugs), { maxLength: 3 }),
  mutedKeywords: fc.uniqueArray(fc.constantFrom('ipsum', 'amet'), { maxLength: 1 }),
  mutedAuthors: fc.uniqueArray(fc.constantFrom(...people, ...places), { maxLength: 1 }),
  withDiscovery: fc.boolean(),
  cadence: fc.constantFrom('daily', 'weekdays', 'weekly'),
  maxPapers: fc.integer({ min: 1, max: 20 }),
})

type Given = {
  id: string
  topics: Record<string, number>
  upvotes: number
  daysAgo: number
  title: string
  author: string
  organization: string | null
}

function make(given: Given): Candidate {
  const { id, topics, title, organization } = given
  const listed = new Date(Date.parse(day) - given.daysAgo * 86_400_000).toISOString().slice(0, 10)
  const signals = { upvotes: given.upvotes, comments: 0, stars: null }
  const authors = [given.author]
  return candidate({ id, topics, title, organization, authors, signals, firstListedOn: listed })
}

function choose(some: Candidate[], profile: Partial<Profile>, mailed: string[] = []) {
  const whole: Profile = { ...defaultPreferences, ...profile }
  const rated = rate(withPopularity(some), day)
  return selectPapers(rank(rated, whole), mailedAmong(rated, new Set(mailed)), whole.maxPapers)
}

/** As popular as their votes of this moment make them. */
function withPopularity(some: Candidate[]): Candidate[] {
  const at = new Date(`${day}T07:00:00Z`)
  const votes = some.map(({ id, firstListedOn, signals: { upvotes } }) => ({ id, firstListedOn, upvotes }))
  const counts = votes.map(({ id, firstListedOn, upvotes }) => {
    return { paper: id, listedOn: firstListedOn, source: 'huggingface', at, upvotes }
  })
  const popularity = popularityByAge(votes, counts, at)
  return some.map((one) => ({ ...one, popularity: popularity.get(one.id) ?? 0 }))
}

function ageDays({ firstListedOn }: Candidate): number {
  return (Date.parse(day) - Date.parse(firstListedOn)) / 86_400_000
}

describe('a selection', () => {
  test('is no larger than asked for, has no paper twice, none mailed before and none beyond the horizon', () => {
    fc.assert(
      fc.property(candidates, profiles, fc.integer({ min: 1, max: 5 }), (given, profile, nth) => {
        const some = given.map(make)
        const mailed = some.filter((_, i) => i % nth === 0).map((one) => one.id)
        const picks = choose(some, profile, mailed)
        const ids = picks.map((pick) => pick.candidate.id)
        expect(picks.length).toBeLessThanOrEqual(profile.maxPapers)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.filter((id) => mailed.includes(id))).toEqual([])
        const horizon = profile.cadence === 'weekly' ? 14 : 7
        expect(picks.every((pick) => ageDays(pick.candidate) < horizon)).toBe(true)
      }),
    )
  })

  test('has a true reason for every paper', () => {
    fc.assert(
      fc.property(candidates, profiles, (given, profile) => {
        for (const { candidate: paper, reason } of choose(given.map(make), profile)) {
          if (reason.kind === 'topic') {
            expect(profile.topics).toContain(reason.topic)
            const score = paper.topics[reason.topic] ?? 0
            expect(score).toBeGreaterThanOrEqual(0.5)
            expect(Math.max(...profile.topics.map((topic) => paper.topics[topic] ?? 0))).toBe(score)
          }
          if (reason.kind === 'keyword') {
            expect(`${paper.title} ${paper.abstract}`.toLowerCase()).toContain(reason.keyword)
          }
          if (reason.kind === 'author') {
            expect(profile.authors).toContain(reason.author)
            expect(paper.authors).toContain(reason.author)
          }
          if (reason.kind === 'organization') {
            expect(profile.organizations).toContain(reason.organization)
            expect(paper.organization).toBe(reason.organization)
          }
          if (reason.kind === 'discovery') {
            expect(profile.withDiscovery).toBe(true)
            expect(profile.topics.every((topic) => (paper.topics[topic] ?? 0) < 0.5)).toBe(true)
            expect(profile.authors).not.toContain(paper.authors[0])
            expect(profile.organizations).not.toContain(paper.organization)
            const said = ` ${paper.title} ${paper.abstract} `.toLowerCase()
            for (const keyword of profile.keywords) expect(said).not.toMatch(new RegExp(`\\b${keyword}\\b`))
            const peers = given.map(make).filter((one) => one.firstListedOn <= paper.firstListedOn)
            const less = peers.filter(({ signals }) => signals.upvotes <= paper.signals.upvotes)
            expect(less.length).toBeGreaterThanOrEqual(0.9 * peers.length)
          }
          if (reason.kind === 'trending') {
            const { topics, keywords, authors, organizations } = profile
            expect([...topics, ...keywords, ...authors, ...organizations]).toEqual([])
          }
        }
      }),
    )
  })

  test('never has what is muted, whoever wrote it and however popular it is', () => {
    fc.assert(
      fc.property(candidates, profiles, (given, profile) => {
        for (const { candidate: paper } of choose(given.map(make), profile)) {
          for (const topic of profile.mutedTopics) expect(paper.topics[topic] ?? 0).toBeLessThan(0.5)
          for (const name of profile.mutedAuthors) {
            expect([...paper.authors, paper.organization]).not.toContain(name)
          }
          const said = ` ${paper.title} ${paper.abstract} `.toLowerCase()
          for (const keyword of profile.mutedKeywords)
            expect(said).not.toMatch(new RegExp(`\\b${keyword}\\b`))
        }
      }),
    )
  })

  test('has every new paper of those who are followed first, as far as there is room', () => {
    fc.assert(
      fc.property(candidates, fc.constantFrom(...people), (given, author) => {
        const some = given.map(make)
        const picks = choose(some, { authors: [author], maxPapers: 20, withDiscovery: false })
        const theirs = some.filter((one) => ageDays(one) < 7 && one.authors.includes(author))
        const kept = new Set(picks.map((pick) => pick.candidate.id))
        // What is left out has the title of another.
        for (const one of picks.length < 20 ? theirs.filter(({ id }) => !kept.has(id)) : []) {
          expect(picks.some((pick) => pick.candidate.title === one.title)).toBe(true)
        }
        expect(picks.every((pick) => pick.reason.kind === 'author')).toBe(true)
      }),
    )
  })

  test('knows names in any case and spelling of accents, and whole ones only', () => {
    const papers = [
      candidate({ id: 'arxiv:1', title: 'one', authors: ['Emile Borel'] }),
      candidate({ id: 'arxiv:2', title: 'two', authors: ['ÉMILE  BOREL', 'Ada Lovelace'] }),
      candidate({ id: 'arxiv:3', title: 'three', authors: ['Emile Borelli'] }),
      candidate({ id: 'arxiv:4', title: 'four', organization: 'Foo Inc' }),
    ]
    const picks = choose(papers, { authors: ['Émile Borel'], organizations: ['foo, inc.'] })
    expect(picks.map(({ candidate: { id }, reason }) => [id, reason.kind])).toEqual([
      ['arxiv:1', 'author'],
      ['arxiv:2', 'author'],
      ['arxiv:4', 'organization'],
    ])
  })

  test('does not depend on the order of the candidates', () => {
    fc.assert(
      fc.property(candidates, profiles, (given, profile) => {
        const some = given.map(make)
        const ids = (list: Candidate[]) => choose(list, profile).map((pick) => pick.candidate.id)
        expect(ids(some.toReversed())).toEqual(ids(some))
      }),
    )
  })

  test('takes at most half from one topic while others have matches, and fills up where they have none', () => {
    const robots = Array.from({ length: 10 }, (_, i) =>
      candidate({ id: `arxiv:1.${i}`, title: `robot arm number ${i}`, topics: { robotics: 0.9 } }),
    )
    const code = Array.from({ length: 3 }, (_, i) =>
      candidate({ id: `arxiv:2.${i}`, title: `program ${i} of its kind`, topics: { code: 0.6 } }),
    )
    const count = (picks: ReturnType<typeof choose>, topic: string) =>
      picks.filter(({ reason }) => reason.kind === 'topic' && reason.topic === topic).length
    const both = choose([...robots, ...code], { topics: ['robotics', 'code'], maxPapers: 6 })
    expect([count(both, 'robotics'), count(both, 'code')]).toEqual([3, 3])
    const one = choose(robots, { topics: ['robotics', 'code'], maxPapers: 6 })
    expect(count(one, 'robotics')).toBe(6)
  })

  test('leaves out the same work under another name, also where it was mailed before', () => {
    const title = 'Learning to fold paper boats with a robot hand and one camera'
    const papers = [
      candidate({ id: 'arxiv:1', title, topics: { robotics: 0.9 } }),
      candidate({ id: 'blog:2', title: `${title}.`, topics: { robotics: 0.8 } }),
      candidate({ id: 'arxiv:3', title: `${title}, continued`, topics: { robotics: 0.7 } }),
    ]
    const ids = (mailed: string[]) =>
      choose(papers, { topics: ['robotics'] }, mailed).map((pick) => pick.candidate.id)
    expect(ids([])).toEqual(['arxiv:1', 'arxiv:3'])
    expect(ids(['blog:2'])).toEqual(['arxiv:3'])
  })

  test('tells what a paper says for a keyword where it is another form of the words', () => {
    const papers = [
      candidate({ id: 'arxiv:1', title: 'Quantized nets' }),
      candidate({ id: 'arxiv:2', title: 'Two Quantization nets' }),
    ]
    const reasons = choose(papers, { keywords: ['quantization net'] }).map(({ reason }) => reason)
    const other = { kind: 'keyword' as const, keyword: 'quantization net', matched: 'Quantized nets' }
    expect(reasons).toHaveLength(2)
    expect(reasons).toContainEqual(other)
    expect(reasons).toContainEqual({ kind: 'keyword', keyword: 'quantization net' })
    expect(reasonPhrase(other)).toBe('Matches your keyword “quantization net” as “Quantized nets”')
  })

  test('calls nothing popular outside that nearly has a topic, or has hardly a vote', () => {
    const robots = ['a robot', 'a crane', 'a rover'].map((title, i) =>
      candidate({ id: `arxiv:2.${i}`, title, topics: { robotics: 0.9 } }),
    )
    const votes = (upvotes: number) => ({ signals: { upvotes, comments: 0, stars: null } })
    const crowd = (some: Partial<Candidate>) =>
      choose(
        [
          ...robots,
          ...Array.from({ length: 9 }, (_, i) => candidate({ id: `arxiv:3.${i}` })),
          candidate({ id: 'arxiv:1', ...some }),
        ],
        { topics: ['robotics'], withDiscovery: true },
      ).some(({ reason }) => reason.kind === 'discovery')
    expect(crowd({ ...votes(300), topics: { code: 0.9 } })).toBe(true)
    expect(crowd({ ...votes(300), topics: { robotics: 0.4 } })).toBe(false)
    expect(crowd(votes(0))).toBe(false)
  })

  test('ends with what is popular outside, but is never that alone', () => {
    const others = Array.from({ length: 12 }, (_, i) =>
      candidate({
        id: `arxiv:1.${i}`,
        title: `language topic ${i}`,
        topics: { code: 0.9 },
        signals: { upvotes: i * 9, comments: 0, stars: null },
      }),
    )
    const robots = ['a robot', 'a crane', 'a rover'].map((title, i) =>
      candidate({ id: `arxiv:2.${i}`, title, topics: { robotics: 0.9 - i / 10 } }),
    )
    const wish = { topics: ['robotics'], withDiscovery: true }
    const picks = choose([...others, ...robots], wish)
    expect(picks.map(({ candidate: { id }, reason }) => [id, reason.kind])).toEqual([
      ['arxiv:2.0', 'topic'],
      ['arxiv:2.1', 'topic'],
      ['arxiv:2.2', 'topic'],
      ['arxiv:1.11', 'discovery'],
    ])
    const few = choose([...others, ...robots.slice(1)], wish)
    expect(few.map(({ reason }) => reason.kind)).toEqual(['topic', 'topic'])
    expect(choose(others, wish)).toEqual([])
  })

  test('has no discovery unless it was asked for', () => {
    const others = Array.from({ length: 12 }, (_, i) =>
      candidate({ id: `arxiv:1.${i}`, signals: { upvotes: i * 9, comments: 0, stars: null } }),
    )
    const robots = [1, 2, 3].map((i) => candidate({ id: `arxiv:2.${i}`, topics: { robotics: 0.9 } }))
    const kinds = choose([...others, ...robots], { topics: ['robotics'] }).map(({ reason }) => reason.kind)
    expect(kinds).toEqual(['topic', 'topic', 'topic'])
  })

  test('begins with a strong match, though a weaker one is more popular', () => {
    const papers = [
      candidate({
        id: 'arxiv:1',
        topics: { robotics: 0.55 },
        signals: { upvotes: 900, comments: 0, stars: null },
      }),
      candidate({ id: 'arxiv:2', topics: { robotics: 0.8 } }),
      candidate({ id: 'arxiv:3', topics: { robotics: 0.5 } }),
    ]
    const ids = (some: Candidate[]) => choose(some, { topics: ['robotics'] }).map((pick) => pick.candidate.id)
    expect(ids(papers)).toEqual(['arxiv:2', 'arxiv:1', 'arxiv:3'])
    // Without a strong one, the most relevant.
    expect(ids(papers.filter(({ id }) => id !== 'arxiv:2'))[0]).toBe('arxiv:1')
  })

  test('gives who chose nothing the most voted for at first, and later also what is new', () => {
    const votes = (upvotes: number) => ({ signals: { upvotes, comments: 0, stars: null } })
    const papers = [
      candidate({ id: 'arxiv:1', firstListedOn: '2026-05-20', ...votes(90) }),
      candidate({ id: 'arxiv:2', firstListedOn: '2026-05-15', ...votes(100) }),
    ]
    const ids = (mailed: string[]) => choose(papers, {}, mailed).map((pick) => pick.candidate.id)
    expect(ids([])).toEqual(['arxiv:2', 'arxiv:1'])
    expect(ids(['arxiv:9'])).toEqual(['arxiv:1', 'arxiv:2'])
  })

  test('finds a keyword in any case and number, and only as whole words side by side', () => {
    const papers = [
      candidate({ id: 'arxiv:1', title: 'On Sparse Autoencoders' }),
      candidate({ id: 'arxiv:2', title: 'Sparse and dense autoencoders' }),
      candidate({ id: 'arxiv:3', title: 'Nothing', abstract: 'We train a sparse autoencoder.' }),
    ]
    const picks = choose(papers, { keywords: ['sparse autoencoder'] })
    const saying = picks.filter(({ reason }) => reason.kind === 'keyword')
    expect(saying.map((pick) => pick.candidate.id)).toEqual(['arxiv:1', 'arxiv:3'])
    // It is about the same, and says so.
    expect(picks.at(-1)).toMatchObject({ candidate: { id: 'arxiv:2' }, reason: { kind: 'likeness' } })
  })

  test('prefers, of two equal matches, the more popular of the same day', () => {
    const signals = (upvotes: number) => ({ upvotes, comments: 0, stars: null })
    const papers = [
      candidate({ id: 'arxiv:1', title: 'one arm', topics: { robotics: 0.9 }, signals: signals(2) }),
      candidate({ id: 'arxiv:2', title: 'two legs', topics: { robotics: 0.9 }, signals: signals(200) }),
    ]
    expect(choose(papers, { topics: ['robotics'] })[0]?.candidate.id).toBe('arxiv:2')
  })
})
