import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, nearness, toUnitLength, vectorOf, type Vector } from '../../src/select/latent-space.ts'
import { rank } from '../../src/select/rank.ts'
import { rate } from '../../src/select/rate.ts'
import { relevanceFloor } from '../../src/select/relevance.ts'
import { liftOf, mostLiftOf, tasteOf, withoutDirections } from '../../src/select/taste.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { candidate } from '../helpers/candidates.ts'

const dimensions = 8
const vector = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: dimensions, maxLength: dimensions })
  .filter((values) => values.some((value) => value !== 0))
  .map((values) => toUnitLength(Float32Array.from(values)))

const marksOf = (count: number, one: Vector) =>
  Array.from({ length: count }, () => ({ opinion: 'more' as const, vector: one }))

test('a stored vector comes back in its direction, at unit length', () => {
  fc.assert(
    fc.property(vector, (one) => {
      const back = vectorOf(bytesOf(one))
      expect(nearness(back, back)).toBeCloseTo(1, 5)
      expect(nearness(back, one)).toBeGreaterThan(0.999)
    }),
  )
  expect([...vectorOf(Buffer.alloc(4))]).toEqual([0, 0, 0, 0])
})

test('three marks move little, many move a topic further, and none moves what was typed far', () => {
  const confidenceOf = (count: number) => tasteOf(marksOf(count, Float32Array.of(1, 0)))?.confidence ?? 0
  const [three, ten, hundred] = [3, 10, 100].map((count) => ({ confidence: confidenceOf(count) }))
  if (!three || !ten || !hundred) throw new Error('nothing was learned')
  expect(mostLiftOf(three)).toBeLessThanOrEqual(0.06)
  expect(mostLiftOf(ten)).toBeGreaterThan(0.3)
  expect(mostLiftOf(hundred)).toBeLessThanOrEqual(0.62)
  for (const taste of [three, ten, hundred]) {
    expect(mostLiftOf(taste, 'typed')).toBeLessThanOrEqual(0.12)
    for (const near of [-1, 0, 0.15, 0.3, 1]) {
      for (const match of ['wide', 'typed'] as const) {
        expect(Math.abs(liftOf(near, taste, match))).toBeLessThanOrEqual(mostLiftOf(taste, match))
      }
    }
  }
  expect(liftOf(0.15, hundred)).toBeCloseTo(0)
})

test('a taste without some directions is at a right angle to each, whatever their order', () => {
  fc.assert(
    fc.property(vector, fc.array(vector, { maxLength: 4 }), (taste, directions) => {
      const left = withoutDirections(taste, directions)
      const other = withoutDirections(taste, directions.toReversed())
      expect(left === null).toBe(other === null)
      if (!left || !other) return
      expect(nearness(left, other)).toBeCloseTo(1, 2)
      for (const direction of directions) expect(nearness(left, direction)).toBeCloseTo(0, 2)
    }),
  )
  expect(withoutDirections(Float32Array.of(1, 0), [Float32Array.of(1, 0)])).toBeNull()
})

test('however much was marked, what matches a stated interest still matches', () => {
  const papers = ['robot arms fold laundry', 'protein structure prediction', 'video diffusion'].map(
    (title, nth) => candidate({ id: `arxiv:2605.0000${nth}`, title, topics: { robotics: 0.5 + nth / 10 } }),
  )
  const rated = rate(papers, '2026-05-20')
  const profile = { ...defaultPreferences, topics: ['robotics'], keywords: ['protein structure'] }
  const before = new Set(rank(rated, profile).matches)
  for (const [at] of papers.entries()) {
    const place = rated.place(at).slice()
    for (const sign of [1, -1]) {
      const taste = { vector: place.map((value) => sign * value), confidence: 0.99, liked: [] }
      const { matches, relevance } = rank(rated, profile, undefined, taste)
      expect(new Set(matches)).toEqual(before)
      expect(Math.min(...relevance)).toBeGreaterThanOrEqual(relevanceFloor)
    }
  }
})
