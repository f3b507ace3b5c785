import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { baselines, measuringPools, paperboy, profiles, quality } from '../bench/relevance-ranking.ts'
import { lacks, need } from '../helpers/requirements.ts'
import { classify } from '../../src/topics/classify.ts'

// The goals of docs/relevance.md, by topics as shipped: learning them anew from earlier months takes too long here.
describe.skipIf(lacks('recordings'))('on replayed weeks of labelled papers', () => {
  let read: ReturnType<typeof measuringPools> | undefined
  const pools = () => (read ??= measuringPools(dirname(need('recordings'))))

  test.each(['single', 'mixed'] as const)(
    'readers of %s topics get what they follow, the best first',
    { timeout: 120_000 },
    (kind) => {
      const ours = quality(paperboy(classify), pools(), profiles[kind])
      expect(ours.days).toBeGreaterThan(100)
      expect(ours.precision).toBeGreaterThan(0.9)
      expect(ours.ndcg).toBeGreaterThan(0.85)
      for (const order of Object.values(baselines)) {
        const theirs = quality(order, pools(), profiles[kind])
        expect(ours.ndcg).toBeGreaterThan(1.5 * theirs.ndcg)
        expect(ours.rawNdcg).toBeGreaterThan(1.5 * theirs.rawNdcg)
      }
    },
  )
})
