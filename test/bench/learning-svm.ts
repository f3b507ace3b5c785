import type { DescribedFields } from '../../src/select/latent-terms.ts'
import { runsOf } from '../../src/select/latent-terms.ts'
import { latentFeatures, type LatentSpace } from '../../src/select/latent-space.ts'
import { randomNumbers } from '../../src/topics/train/random.ts'

/** tf-idf of words and pairs of words at unit length. */
export type Sparse = { columns: number[]; values: number[] }
export type Example = { features: Sparse; label: 1 | -1 }

export function featuresOf(space: LatentSpace, paper: DescribedFields): Sparse {
  return latentFeatures(space, runsOf(paper))
}

const epochs = 30
const strength = 0.01

/**
 * A linear support vector machine by Pegasos (Shalev-Shwartz et al. 2011), both classes weighted alike: what arxiv-sanity
 * learns from tags.
 *
 * @returns the weight of each column
 */
export function fitSvm(examples: readonly Example[], columns: number, seed: number): Float64Array {
  const random = randomNumbers(seed)
  const weights = new Float64Array(columns)
  const positives = examples.filter(({ label }) => label === 1).length
  const share = (label: 1 | -1) =>
    examples.length / 2 / Math.max(1, label === 1 ? positives : examples.length - positives)
  let scale = 1
  for (let step = 1; step <= epochs * examples.length; step += 1) {
    const one = examples[Math.floor(random() * examples.length)]
    if (!one) break
    const rate = 1 / (strength * (step + 100))
    const margin = one.label * scale * decide(weights, one.features)
    scale *= Math.max(1e-9, 1 - rate * strength)
    if (margin >= 1) continue
    for (const [nth, column] of one.features.columns.entries()) {
      const change = (rate * share(one.label) * one.label * (one.features.values[nth] ?? 0)) / scale
      weights[column] = (weights[column] ?? 0) + change
    }
  }
  return weights.map((weight) => weight * scale)
}

export function decide(weights: Float64Array, { columns, values }: Sparse): number {
  return columns.reduce((sum, column, nth) => sum + (weights[column] ?? 0) * (values[nth] ?? 0), 0)
}
