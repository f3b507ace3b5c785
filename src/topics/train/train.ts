import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Paper } from '../../paper.ts'
import type { Model } from '../model.ts'
import { calibrate, holdOut } from './calibrate.ts'
import { readCorpus, readLabels, readRows, type Labelled } from './corpus.ts'
import { fit, type Options } from './fit.ts'

/** Labels that came with Paperboy for papers of the same digests: ids and topics, chosen to be rich in rare topics. */
const ownLabels = fileURLToPath(new URL('./labels.tsv', import.meta.url))

export type TrainingData = {
  /** A fair sample of the digests: thresholds are chosen on it. */
  judged: Labelled[]
  /** Not a fair sample: only learned from. */
  extra: Labelled[]
  /** All papers, labelled or not. */
  corpus: Paper[]
}

/** @param folder with hf-daily/, gold/train.tsv and perhaps gold/topics.tsv, whose papers are left out everywhere */
export function readTrainingData(folder: string): TrainingData {
  const papers = readCorpus(join(folder, 'hf-daily'))
  const measuring = join(folder, 'gold', 'topics.tsv')
  for (const [id] of existsSync(measuring) ? readRows(measuring) : []) papers.delete(`arxiv:${id}`)
  const judged = readLabels(join(folder, 'gold', 'train.tsv'), papers)
  const known = new Set(judged.map(({ paper }) => paper.id))
  const extra = readLabels(ownLabels, papers).filter(({ paper }) => !known.has(paper.id))
  return { judged, extra, corpus: [...papers.values()] }
}

/** A model whose thresholds come from cross-validation in five parts. */
export function train({ judged, extra, corpus }: TrainingData, options: Options): Model {
  const heldOut = holdOut(judged, extra, corpus, options, 5)
  return calibrate(fit([...judged, ...extra], corpus, options), heldOut, shrinkage)
}

/** Positives that a topic needs for its own best threshold to count as much as the common one. */
export const shrinkage = 20
