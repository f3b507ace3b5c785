import { expect, test } from 'vitest'
import { decodeSpace, encodeSpace, nearness, paperVector } from '../../src/select/latent-space.ts'
import { rank } from '../../src/select/rank.ts'
import { rate, tunedWeights } from '../../src/select/rate.ts'
import { fitSpace } from '../../src/select/train/fit-space.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { candidate } from '../helpers/candidates.ts'

const small = { terms: 500, dimensions: 2, iterations: 3, minPapers: 2, minPairPapers: 2 }

/** Papers on two subjects. Those on tea say "oolong" or "kettle", seldom both. */
function inventedPapers() {
  return Array.from({ length: 40 }, (_, at) => {
    const tea = at % 4 < 2 ? 'oolong leaves brewed slowly' : 'kettle of leaves brewed hot'
    const gears = at % 4 < 2 ? 'sprocket wheels turn a gearbox' : 'gearbox wheels and bearings turn'
    const title = at % 2 === 0 ? tea : gears
    return candidate({ id: `arxiv:2501.${10_000 + at}`, title, abstract: `${title} number ${at}.` })
  })
}

const space = fitSpace(inventedPapers(), small)

const papers = [
  candidate({ id: 'arxiv:2605.00001', title: 'Kettle, leaves and how they are brewed', abstract: '' }),
  candidate({ id: 'arxiv:2605.00002', title: 'Bearings of a gearbox', abstract: '' }),
  candidate({ id: 'arxiv:2605.00003', title: 'Oolong leaves, brewed', abstract: '' }),
]

function choose(keyword: string, some = papers) {
  const rated = rate(some, '2026-05-20', tunedWeights, () => space)
  const { matches, winners, interests } = rank(
    rated,
    { ...defaultPreferences, keywords: [keyword], withDiscovery: false },
    10_000,
  )
  return matches.map((paper, nth) => [rated.papers[paper]?.id, interests[winners[nth] ?? -1]?.reason.kind])
}

test('the same papers give the same space, and it is read as it was written', () => {
  const bytes = encodeSpace(space)
  expect(encodeSpace(fitSpace(inventedPapers(), small)).equals(bytes)).toBe(true)
  const read = decodeSpace(bytes)
  expect(read).toEqual(space)
  expect(() => decodeSpace(bytes.subarray(0, -1))).toThrow('cut off')
})

test('papers on one subject are near, and papers on different subjects are not', () => {
  const [tea, gears, oolong] = papers.map((paper) => paperVector(space, paper))
  if (!tea || !gears || !oolong) throw new Error('three papers are made')
  expect(nearness(tea, oolong)).toBeGreaterThan(0.8)
  expect(nearness(tea, gears)).toBeLessThan(0.5)
})

test('a paper that is close to a keyword comes after those that say it, with its own reason', () => {
  expect(choose('oolong')).toEqual([
    ['arxiv:2605.00003', 'keyword'],
    ['arxiv:2605.00001', 'likeness'],
  ])
})

test('several keywords that a paper is close to are one weak hint, not agreement', () => {
  const rated = rate(papers, '2026-05-20', tunedWeights, () => space)
  const relevanceFor = (keywords: string[]) => {
    const { matches, relevance } = rank(rated, { ...defaultPreferences, keywords }, 10_000)
    return relevance[matches.findIndex((paper) => rated.papers[paper]?.id === 'arxiv:2605.00001')] ?? 0
  }
  expect(relevanceFor(['oolong', 'slowly'])).toBeCloseTo(
    Math.max(relevanceFor(['oolong']), relevanceFor(['slowly'])),
    6,
  )
})

test('a paper about something else that says a keyword in passing does not match, unless its title does or the words are in quotes', () => {
  const gearbox = { title: 'Bearings of a gearbox', abstract: 'Wheels turn. Bearings turn. As in oolong.' }
  const passing = candidate({ id: 'arxiv:2605.00004', ...gearbox })
  const titled = candidate({ id: 'arxiv:2605.00005', ...gearbox, title: 'Bearings, gearbox and oolong' })
  const found = (keyword: string) => choose(keyword, [...papers, passing, titled]).map(([id]) => id)
  expect(found('oolong')).toContain(titled.id)
  expect(found('oolong')).not.toContain(passing.id)
  expect(found('"oolong"')).toContain(passing.id)
})

test('a keyword in quotes, with AND or with a minus finds only papers that say it', () => {
  for (const keyword of ['"oolong"', 'oolong AND leaves', 'oolong -kettle'])
    expect(choose(keyword)).toEqual([['arxiv:2605.00003', 'keyword']])
})

test('a word that the space does not know is like nothing', () => {
  expect(choose('zeppelin')).toEqual([])
  expect(choose('oolong zeppelin')).toEqual([])
})
