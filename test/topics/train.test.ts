import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Paper } from '../../src/papers/paper.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { classifyWith } from '../../src/topics/classify.ts'
import { cueFeatureCount, segments } from '../../src/topics/features.ts'
import { decide, toVocabulary } from '../../src/topics/model.ts'
import { thresholds } from '../../src/topics/train/calibrate.ts'
import { readAgain } from '../../src/topics/train/corpus.ts'
import { defaults } from '../../src/topics/train/fit.ts'
import { f1, report } from '../../src/topics/train/metrics.ts'
import { minimize } from '../../src/topics/train/minimize.ts'
import { fairSample, surestSample, train, type TrainingData } from '../../src/topics/train/train.ts'
import { decodeModel, encodeModel } from '../../src/topics/weights.ts'
import { temporaryDir } from '../helpers/context.ts'
import { paper } from '../helpers/paper.ts'

const small = { ...defaults, minPapers: 1, terms: 400, subspace: 3 }

/** Invented papers on two subjects that no cue speaks for, so that only what was learned can tell them apart. */
function inventedData(): TrainingData {
  const given = Array.from({ length: 60 }, (_, at) => {
    const isTea = at % 2 === 0
    const title = isTea ? `Kettle ${at} and oolong` : `Gearbox ${at} and sprocket`
    return {
      paper: titled(`arxiv:2501.${10_000 + at}`, title),
      slugs: new Set([isTea ? 'science' : 'theory']),
      doubtful: new Set<string>(),
      isReadTwice: false,
    }
  })
  return { given, own: [], corpus: given.map((one) => one.paper) }
}

function titled(id: string, title: string): Paper {
  return paper({ id, title, abstract: `${title} again.` })
}

test('training learns what labels say, and twice the same gives the same bytes', () => {
  const text = encodeModel(train(inventedData(), small))
  expect(encodeModel(train(inventedData(), small))).toBe(text)
  const model = decodeModel(text)
  expect(Object.keys(classifyWith(model, titled('arxiv:1', 'An oolong kettle')))[0]).toBe('science')
  expect(Object.keys(classifyWith(model, titled('arxiv:2', 'A sprocket for a gearbox')))[0]).toBe('theory')
})

test('weights for other topics are refused', () => {
  const text = encodeModel(train(inventedData(), small))
  expect(() => decodeModel(text.replace('"pretraining ', '"gardening '))).toThrow('other topics')
})

test('other topics that a paper probably has speak against one', () => {
  const text = segments(titled('arxiv:1', 'Oolong sprocket'))
  const [low = 0, high = 0] = [0, 9].map((oolong) => {
    const weights = new Float32Array((2 + cueFeatureCount) * topics.length)
    weights.set([oolong, 0], 0)
    weights.set([0, 1], topics.length)
    const perTopic = new Float32Array(topics.length)
    const vocabulary = toVocabulary(['oolong', 'sprocket'], Float32Array.of(1, 1))
    return decide({ ...vocabulary, weights, bias: perTopic, limits: perTopic, slope: 1 }, text)[1]
  })
  expect(high).toBeLessThan(low - 0.2)
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

test('a topic that only one of two readings gave is doubtful', async () => {
  const file = join(await temporaryDir(), 'second.tsv')
  await writeFile(file, '# a remark\n2501.10000\tscience,safety\n2501.10001\tnone\n')
  const [both, none, once] = readAgain(inventedData().given, file)
  expect([...(both?.slugs ?? [])]).toEqual(['science'])
  expect([...(both?.doubtful ?? [])]).toEqual(['safety'])
  expect([...(none?.slugs ?? [])]).toEqual([])
  expect([...(none?.doubtful ?? [])]).toEqual(['theory'])
  expect([...(once?.slugs ?? [])]).toEqual(['science'])
  expect([both, none, once].map((one) => one?.isReadTwice)).toEqual([true, true, false])
})

test('our own labels are a fair sample only of months that are labelled completely', () => {
  const [first, second, third] = inventedData().given
  if (!first || !second || !third) throw new Error('too few papers')
  const moved = { ...third, paper: { ...third.paper, id: 'arxiv:2502.10000' } }
  const unlabelled = titled('arxiv:2502.10001', 'A kettle that nobody read')
  const data = {
    given: [first],
    own: [second, moved],
    corpus: [first.paper, second.paper, moved.paper, unlabelled],
  }
  expect(fairSample(data)).toEqual({ fair: [first, second], rest: [moved] })
})

test('where papers were read twice, thresholds are chosen on those alone', () => {
  const [first, second, third] = inventedData().given
  if (!first || !second || !third) throw new Error('too few papers')
  const again = { ...second, isReadTwice: true }
  const data = { given: [first, again], own: [third], corpus: [first.paper, again.paper, third.paper] }
  expect(surestSample(data)).toEqual({ judged: [again], rest: [first, third] })
})

test('doubtful labels do not move a threshold', () => {
  const labels = Array.from({ length: 200 }, (_, at) =>
    Float32Array.from(topics, () => (at % 2 === 0 ? 1 : 0)),
  )
  const decisions = labels.map((row) => Float64Array.from(row, (label) => (label === 1 ? 1 : -1)))
  const doubtful = labels.map(() => Float32Array.from(topics, () => 0.5))
  const high = doubtful.map((row) => Float64Array.from(row, () => 3))
  const sure = thresholds({ decisions, labels }, 10)
  const both = { decisions: [...decisions, ...high], labels: [...labels, ...doubtful] }
  expect(thresholds(both, 10)).toEqual(sure)
})

test('a topic with many positives gets its own threshold, one with few the common one', () => {
  const labels = Array.from({ length: 400 }, (_, at) =>
    Float32Array.from(topics, (_none, t) => (t > 0 ? at % 2 : at === 1 ? 1 : 0)),
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
