import { topics } from '../catalogue.ts'
import type { Paper } from '../../papers/paper.ts'
import { segments } from '../features.ts'
import { decide, type Model } from '../model.ts'
import type { Labelled } from './corpus.ts'
import { doubt, fit, labelRow, type Options } from './fit.ts'
import { randomNumbers } from './random.ts'
import { f1 } from './metrics.ts'

/** Decisions on papers that the deciding model has not seen, and their labels as `labelRow` makes them. */
export type HeldOut = { decisions: Float64Array[]; labels: Float32Array[] }

/** Cross-validated decisions for `judged`; `extra` papers are only learned from. */
export function holdOut(
  judged: readonly Labelled[],
  extra: readonly Labelled[],
  corpus: readonly Paper[],
  options: Options,
  folds: number,
): HeldOut {
  const random = randomNumbers(11)
  const foldOf = judged.map(() => Math.floor(random() * folds))
  const decisions: Float64Array[] = []
  for (let fold = 0; fold < folds; fold += 1) {
    const kept = judged.filter((_, at) => foldOf[at] !== fold)
    const model = fit([...kept, ...extra], corpus, options)
    for (const [at, { paper }] of judged.entries()) {
      if (foldOf[at] === fold) decisions[at] = decide(model, segments(paper))
    }
  }
  return { decisions, labels: judged.map(labelRow) }
}

/** Moves each topic's decision to its threshold, and scales the distances so that scores are probabilities there. */
export function calibrate(model: Model, heldOut: HeldOut, shrinkage: number): Model {
  const limits = thresholds(heldOut, shrinkage)
  return { ...model, limits: Float32Array.from(limits), slope: bestSlope(heldOut, limits) }
}

/**
 * The threshold with the best F1 per topic, as a log-odds. The F1 of a few positives is mostly noise: it is smoothed
 * over neighbouring thresholds, and the threshold is drawn towards the one that serves all topics together. Then all
 * are raised by `caution`. Doubtful labels count neither for nor against.
 *
 * @param shrinkage how many positives a topic needs for its own threshold to count half
 */
export function thresholds({ decisions, labels }: HeldOut, shrinkage: number): number[] {
  const curves = topics.map((_, t) =>
    f1Curve(
      decisions.map((row) => row[t] ?? 0),
      labels.map((row) => row[t] ?? 0),
    ),
  )
  const together = grid.map((_, at) => curves.reduce((sum, curve) => sum + (curve[at] ?? 0), 0))
  const common = grid[peak(together)] ?? 0
  return curves.map((curve, t) => {
    const positives = labels.filter((row) => row[t] === 1).length
    return (positives * (grid[peak(curve)] ?? 0) + shrinkage * common) / (positives + shrinkage) + caution
  })
}

/**
 * How much more than the best F1 asks for, as a log-odds. The F1 is flat there, and readers mind a wrong topic more than
 * a missing one: by time this adds a point of precision for a point of recall.
 */
const caution = 0.2

const grid = Array.from({ length: 81 }, (_, at) => -4 + at * 0.1)

function f1Curve(decisions: readonly number[], labels: readonly number[]): number[] {
  const raw = grid.map((limit) => {
    const counts = { hits: 0, falseAlarms: 0, misses: 0 }
    for (const [at, decision] of decisions.entries()) {
      if (labels[at] === doubt) continue
      if (decision >= limit) counts[labels[at] === 1 ? 'hits' : 'falseAlarms'] += 1
      else if (labels[at] === 1) counts.misses += 1
    }
    return f1(counts)
  })
  return raw.map((_, at) => {
    const near = raw.slice(Math.max(0, at - 4), at + 5)
    return near.reduce((sum, one) => sum + one, 0) / near.length
  })
}

function peak(curve: readonly number[]): number {
  return curve.indexOf(Math.max(...curve))
}

/** One factor for all distances, by likelihood: Platt 1999 with the offsets held where the thresholds put them. */
function bestSlope({ decisions, labels }: HeldOut, limits: readonly number[]): number {
  const candidates = Array.from({ length: 40 }, (_, at) => 0.5 + at * 0.05)
  const losses = candidates.map((slope) =>
    decisions.reduce((sum, row, at) => {
      for (const [t, decision] of row.entries()) {
        if (labels[at]?.[t] === doubt) continue
        const margin = slope * (decision - (limits[t] ?? 0)) * (labels[at]?.[t] === 1 ? 1 : -1)
        sum += Math.log1p(Math.exp(-margin))
      }
      return sum
    }, 0),
  )
  return candidates[losses.indexOf(Math.min(...losses))] ?? 1
}
