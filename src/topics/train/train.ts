import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Paper } from '../../papers/paper.ts'
import type { Model } from '../model.ts'
import { calibrate, holdOut } from './calibrate.ts'
import { monthOf, readAgain, readCorpus, readLabels, readRows, type Labelled } from './corpus.ts'
import { fit, type Options } from './fit.ts'

/** Labels that come with Paperboy for papers of the same digests, ids and topics only: docs/decisions/0008. */
const shippedLabels = fileURLToPath(new URL('.', import.meta.url))

export type TrainingData = {
  /** Labels from the data folder: a fair sample of the digests. */
  given: Labelled[]
  /** More labels, not a fair sample. */
  own: Labelled[]
  /** All papers, labelled or not. */
  corpus: Paper[]
}

/**
 * @param folder with hf-daily/, gold/train.tsv and perhaps gold/topics.tsv, whose papers are left out everywhere
 * @param more with labels.tsv, and second.tsv for a second reading of either; both may be missing
 */
export function readTrainingData(folder: string, more = shippedLabels): TrainingData {
  const papers = readCorpus(join(folder, 'hf-daily'))
  const measuring = join(folder, 'gold', 'topics.tsv')
  for (const [id] of readRows(measuring)) papers.delete(`arxiv:${id}`)
  const labels = (file: string) => readAgain(readLabels(file, papers), join(more, 'second.tsv'))
  const given = labels(join(folder, 'gold', 'train.tsv'))
  const known = new Set(given.map(({ paper }) => paper.id))
  const own = labels(join(more, 'labels.tsv')).filter(({ paper }) => !known.has(paper.id))
  return { given, own, corpus: [...papers.values()] }
}

/** A model whose thresholds come from cross-validation in five parts. */
export function train(data: TrainingData, options: Options): Model {
  const { judged, rest } = surestSample(data)
  const heldOut = holdOut(judged, rest, data.corpus, options, 5)
  return calibrate(fit([...judged, ...rest], data.corpus, options), heldOut, shrinkage)
}

/**
 * What to choose thresholds on: of the fair sample those read twice, if any, as their labels are the surest and of the
 * latest months.
 */
export function surestSample(data: TrainingData): { judged: Labelled[]; rest: Labelled[] } {
  const { fair } = fairSample(data)
  const readTwice = fair.filter((one) => one.isReadTwice)
  const judged = new Set(readTwice.length > 0 ? readTwice : fair)
  return { judged: [...judged], rest: [...data.given, ...data.own].filter((one) => !judged.has(one)) }
}

/**
 * Thresholds depend on how common a topic is, so they are chosen on fair samples only: the labels given, and our own of
 * months in which every paper is labelled.
 */
export function fairSample({ given, own, corpus }: TrainingData): { fair: Labelled[]; rest: Labelled[] } {
  const labelled = new Set([...given, ...own].map(({ paper }) => paper.id))
  const incomplete = new Set(corpus.filter((paper) => !labelled.has(paper.id)).map(monthOf))
  const isFair = ({ paper }: Labelled) => !incomplete.has(monthOf(paper))
  return { fair: [...given, ...own.filter(isFair)], rest: own.filter((one) => !isFair(one)) }
}

/** Positives that a topic needs for its own best threshold to count as much as the common one. */
export const shrinkage = 20
