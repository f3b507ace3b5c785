import { expect, test } from 'vitest'
import type { Paper } from '../../src/paper.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { classifyWith } from '../../src/topics/classify.ts'
import { thresholds } from '../../src/topics/train/calibrate.ts'
import { defaults } from '../../src/topics/train/fit.ts'
import { f1, report } from '../../src/topics/train/metrics.ts'
import { minimize } from '../../src/topics/train/minimize.ts'
import { train, type TrainingData } from '../../src/topics/train/train.ts'
import { decodeModel, encodeModel } from '../../src/topics/weights.ts'

const small = { ...defaults, minPapers: 1, terms: 400, subspace: 3 }

/** Invented papers on two subjects that no cue speaks for, so that only what was learned can tell them apart. */
function inventedData(): TrainingData {
  const judged = Array.from({ length: 60 }, (_, at) => {
    const isTea = at % 2 === 0
    const title = isTea ? `Kettle ${at} and oolong` : `Gearbox ${at} and sprocket`
    return {
      paper: paper(`arxiv:2501.${10_000 + at}`, title),
      slugs: new Set([isTea ? 'science' : 'theory']),
    }
  })
  return { judged, extra: [], corpus: judged.map((one) => one.paper) }
}

function paper(id: string, title: string): Paper {
  return {
    id,
    title,
    abstract: `${title} again.`,
    authors: [],
    organization: null,
    summary: null,
    keywords: [],
    thumbnailUrl: null,
    codeUrl: null,
    projectUrl: null,
    pageUrl: null,
    categories: [],
    comment: null,
    publishedOn: null,
  }
}

test('training learns what labels say, and twice the same gives the same bytes', () => {
  const text = encodeModel(train(inventedData(), small))
  expect(encodeModel(train(inventedData(), small))).toBe(text)
  const model = decodeModel(text)
  expect(Object.keys(classifyWith(model, paper('arxiv:1', 'An oolong kettle')))[0]).toBe('science')
  expect(Object.keys(classifyWith(model, paper('arxiv:2', 'A sprocket for a gearbox')))[0]).toBe('theory')
})

test('weights for other topics are refused', () => {
  const text = encodeModel(train(inventedData(), small))
  expect(() => decodeModel(text.replace('"pretraining ', '"gardening '))).toThrow('other topics')
})

test('minimize finds the minimum of a badly scaled bowl', () => {
  const point = new Float64Array([5, -3])
  minimize(
    (x, gradient) => {
      const [a = 0, b = 0] = x
      gradient[0] = 2 * (a - 1)
      gradient[1] = 200 * (b - 2)
      return (a - 1) ** 2 + 100 * (b - 2) ** 2
    },
    point,
    100,
    1e-9,
  )
  expect(point[0]).toBeCloseTo(1, 5)
  expect(point[1]).toBeCloseTo(2, 5)
})

test('a topic with many positives gets its own threshold, one with few the common one', () => {
  const labels = Array.from({ length: 400 }, (_, at) =>
    Uint8Array.from(topics, (_none, t) => (t > 0 ? at % 2 : at === 1 ? 1 : 0)),
  )
  const decisions = labels.map((row) =>
    Float64Array.from(row, (label, t) => (t === 1 ? 2 : 0) + (label === 1 ? 0.8 : -0.8)),
  )
  const [rare = 0, shifted = 0, common = 0] = thresholds({ decisions, labels }, 10)
  expect(shifted).toBeGreaterThan(common + 1)
  expect(Math.abs(rare - common)).toBeLessThan(0.5)
})

test('what only one annotator gave counts neither for nor against', () => {
  const truths = [
    [1, -1],
    [0, -1],
    [1, 0],
  ]
  const { perTopic } = report(truths, (row, topic) => topic === 1 || row === 0)
  expect(perTopic).toEqual([
    { hits: 1, falseAlarms: 0, misses: 1 },
    { hits: 0, falseAlarms: 1, misses: 0 },
  ])
  expect(perTopic.map(f1)).toEqual([2 / 3, 0])
})
