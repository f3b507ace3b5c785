import type { TopicScores } from '../papers/paper.ts'
import { topics } from './catalogue.ts'
import { segments, type ClassifiedFields } from './features.ts'
import { decide, type Model } from './model.ts'
import { shippedModel } from './weights.ts'

/** A paper has the topics that score at least this. */
export const topicThreshold = 0.5

/** Scores below this are not worth a place in a record. */
const floor = 0.2

/** Rounding in records; finer differences mean nothing. */
const digits = 3

let shipped: Model | undefined

/**
 * How likely each topic is a main subject of the paper, from 0 to 1, the best first. Topics below 0.2 are left out. Each topic's
 * scale is shifted so that 0.5 is where it is best given or not: what precision and recall that buys stands in
 * docs/relevance.md.
 */
export function classify(paper: ClassifiedFields): TopicScores {
  shipped ??= shippedModel()
  return classifyWith(shipped, paper)
}

/** As `classify`, by other weights. */
export function classifyWith(model: Model, paper: ClassifiedFields): TopicScores {
  const decisions = decide(model, segments(paper))
  const scored = topics.map(({ slug }, topic) => [slug, score(model, decisions[topic] ?? 0)] as const)
  const kept = scored.filter(([, value]) => value >= floor)
  return Object.fromEntries(kept.sort(([, a], [, b]) => b - a))
}

/** Rounds down, so that no paper gains a topic by rounding. */
function score({ slope }: Model, decision: number): number {
  return Math.floor(10 ** digits / (1 + Math.exp(-slope * decision))) / 10 ** digits
}
