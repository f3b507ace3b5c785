import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { topics } from '../../src/topics/catalogue.ts'
import { classify, topicThreshold } from '../../src/topics/classify.ts'
import { segments } from '../../src/topics/features.ts'
import { decide } from '../../src/topics/model.ts'
import { thresholds } from '../../src/topics/train/calibrate.ts'
import { monthOf, readCorpus, readRows, slugSet } from '../../src/topics/train/corpus.ts'
import { defaults, doubt, fit, labelRow } from '../../src/topics/train/fit.ts'
import { f1, precision, recall, report, type Report } from '../../src/topics/train/metrics.ts'
import { fairSample, readTrainingData, shrinkage, type TrainingData } from '../../src/topics/train/train.ts'
import type { Paper } from '../../src/papers/paper.ts'
import { categoryMatch, keywordMatch } from './relevance-baselines.ts'

const ownLabels = fileURLToPath(new URL('../../src/topics/train/labels.tsv', import.meta.url))

/** First and last months of each part of the cross-validation by time; all before a part is learned from. */
const parts: readonly [number, number][] = [
  [2511, 2512],
  [2601, 2602],
  [2603, 2603],
  [2604, 2604],
  [2605, 2605],
]

/** A measured paper; topics that only one of two annotators gave are −1 and count neither for nor against. */
export type Gold = { paper: Paper; truth: Int8Array }

export function readGold(folder: string): Gold[] {
  const papers = readCorpus(join(folder, 'hf-daily'))
  return readRows(join(folder, 'gold', 'topics.tsv')).flatMap(([id, twice, once]) => {
    const paper = papers.get(`arxiv:${id}`)
    const [sure, unsure] = [slugSet(twice), slugSet(once)]
    const truth = topics.map(({ slug }) => (sure.has(slug) ? 1 : unsure.has(slug) ? -1 : 0))
    return paper ? [{ paper, truth: Int8Array.from(truth) }] : []
  })
}

/** The report of what gives each paper its topics. */
export function measure(gold: readonly Gold[], give: (paper: Paper) => ReadonlySet<string>): Report {
  const given = gold.map(({ paper }) => give(paper))
  return report(
    gold.map(({ truth }) => truth),
    (row, topic) => given[row]?.has(topics[topic]?.slug ?? '') ?? false,
  )
}

/** The topics that a paper has. */
export function topicsOf(paper: Paper): Set<string> {
  const scores = Object.entries(classify(paper))
  return new Set(scores.filter(([, score]) => score >= topicThreshold).map(([slug]) => slug))
}

/** @returns the section for docs/relevance.md */
export function measureTopics(folder: string): string {
  const gold = readGold(folder)
  const data = readTrainingData(folder)
  // Before anything else fills the memory.
  const speed = Math.round(papersPerSecond(data) / 100) * 100
  const main = measure(gold, topicsOf)
  const bare = measure(gold, (paper) =>
    topicsOf({ ...paper, keywords: [], summary: null, organization: null }),
  )
  const short = measure(gold, (paper) =>
    topicsOf({ ...paper, keywords: [], summary: null, abstract: segmentsInShort(paper.abstract) }),
  )
  const byTime = crossValidate(data, readFirst(folder))
  const rows: [string, Report][] = [
    ['**classify**', main],
    ['classify, without keywords and summary', bare],
    ['classify, title and two sentences only', short],
    ['names and descriptions of the topics as keywords', measure(gold, keywordMatch())],
    ['the best arXiv category for each topic', measure(gold, categoryMatch(folder))],
    ['training labels by time', byTime.sure],
    ['training labels by time, first reading alone', byTime.first],
  ]
  return `${introduction(data, gold, byTime.papers)}

| | macro-F1 | precision | recall |
|---|---|---|---|
${rows.map(([name, one]) => `| ${name} | ${[one.macroF1, one.precision, one.recall].map(two).join(' | ')} |`).join('\n')}

One core classifies about ${speed} papers a second.

${perTopicTable(main, byTime.sure)}`
}

function introduction({ given, own, corpus }: TrainingData, gold: readonly Gold[], judged: number): string {
  const periods = parts.map(([from, to]) => (from === to ? from : `${from} to ${to}`)).join(', ')
  return `## Topics

\`classify\` is one logistic regression per topic, on words, word pairs and a lexicon of cues. It was
trained on ${given.length} papers with given labels and ${own.length} papers with labels of our own
(\`src/topics/train/labels.tsv\`), with a latent subspace of all ${corpus.length} papers. The upper rows were
measured on ${gold.length} papers that were labelled twice and are never used in training. A topic that was
given only once is ignored. The two labellings of these papers agree at macro-F1 0.96.

All choices were made by cross-validation in time: learn from the earlier months, including the
words of unlabelled papers, and test on the later ones (${periods}).
The thresholds of each part come from the other parts. The test labels are ${judged} papers that were
read a second time (\`src/topics/train/second.tsv\`). Again, a topic that was given only once is
ignored; only the last row counts the first reading alone.

The rows by time are slightly optimistic: some cues of the lexicon were written after reading the
errors of this cross-validation and the papers of these months, some of the second readings were
done after seeing the first, and all labels of our own were given with all months in view.`
}

function perTopicTable(main: Report, byTime: Report): string {
  const rows = topics.map(({ slug }, at) => {
    const [one, timed] = [main.perTopic[at], byTime.perTopic[at]]
    if (!one || !timed) return ''
    const cells = [one.hits + one.misses, two(precision(one)), two(recall(one)), two(f1(one))]
    return `| ${[slug, ...cells, timed.hits + timed.misses, two(precision(timed)), two(recall(timed)), two(f1(timed))].join(' | ')} |`
  })
  return `| topic | papers | precision | recall | F1 | by time: papers | precision | recall | F1 |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}`
}

function readFirst(folder: string): Map<string, Set<string>> {
  const rows = [...readRows(ownLabels), ...readRows(join(folder, 'gold', 'train.tsv'))]
  return new Map(rows.map(([id, slugs]) => [`arxiv:${id}`, slugSet(slugs)]))
}

/** Papers read twice, judged by models of earlier months: with doubtful topics left out, and by the first reading alone. */
function crossValidate(data: TrainingData, firstReading: ReadonlyMap<string, ReadonlySet<string>>) {
  const { fair, rest } = fairSample(data)
  const held = parts.map(([from, to]) => {
    const known = [...fair, ...rest].filter(({ paper }) => monthOf(paper) < from)
    const earlier = data.corpus.filter((paper) => monthOf(paper) < from)
    const model = fit(known, earlier, defaults)
    const later = fair.filter(({ paper }) => monthOf(paper) >= from && monthOf(paper) <= to)
    return {
      later,
      decisions: later.map(({ paper }) => decide(model, segments(paper))),
      labels: later.map(labelRow),
    }
  })
  const judged = held.flatMap((part) => {
    const others = held.filter((one) => one !== part)
    const limits = thresholds(
      { decisions: others.flatMap((one) => one.decisions), labels: others.flatMap((one) => one.labels) },
      shrinkage,
    )
    return part.later.flatMap((one, at) =>
      one.isReadTwice ? [{ ...one, decided: part.decisions[at]?.map((d, t) => d - (limits[t] ?? 0)) }] : [],
    )
  })
  const isGiven = (row: number, topic: number) => (judged[row]?.decided?.[topic] ?? -1) >= 0
  const sure = judged.map((one) => labelRow(one).map((label) => (label === doubt ? -1 : label)))
  const first = judged.map(({ paper }) =>
    topics.map(({ slug }) => (firstReading.get(paper.id)?.has(slug) ? 1 : 0)),
  )
  return { papers: judged.length, sure: report(sure, isGiven), first: report(first, isGiven) }
}

/** By the processor's time, as the machine may do other things meanwhile. */
function papersPerSecond({ corpus }: TrainingData): number {
  const rounds = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage()
    for (const paper of corpus) classify(paper)
    const { user, system } = process.cpuUsage(before)
    return (corpus.length * 1_000_000) / (user + system)
  })
  return Math.max(...rounds)
}

function segmentsInShort(abstract: string): string {
  return abstract
    .split(/(?<=[.!?])\s+/)
    .slice(0, 2)
    .join(' ')
}

function two(value: number): string {
  return value.toFixed(2)
}
