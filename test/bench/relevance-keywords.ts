import { readFileSync } from 'node:fs'
import type { Candidate, Paper, TopicScores } from '../../src/papers/paper.ts'
import { indexText, keywordColumn, mutedColumn } from '../../src/select/keywords.ts'
import { shippedSpace, type LatentSpace } from '../../src/select/latent-space.ts'
import { topicAgreement } from '../../src/select/keyword-topics.ts'
import { likenessOf, matchFloor, nearnessMeter } from '../../src/select/likeness.ts'
import { rank } from '../../src/select/rank.ts'
import type { Column } from '../../src/select/relevance.ts'
import { rate, tunedWeights } from '../../src/select/rate.ts'
import { fitSpace } from '../../src/select/train/fit-space.ts'
import { classify, classifyWith } from '../../src/topics/classify.ts'
import type { Model } from '../../src/topics/model.ts'
import { readTrainingData } from '../../src/topics/train/train.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { modelsInTime, popularityOf, readListed, type Listed } from './relevance-ranking.ts'

/** The judged papers are those first listed from this day on, 59 digests. */
const firstDay = '2026-03-10'
const lastDay = '2026-05-29'
const places = 10

/** What a reader of one keyword would say of papers: 2 about it, 1 related, 0 not. By id. */
export type Judgement = { keyword: string; grades: ReadonlyMap<string, number> }

export function readJudgements(file = './keyword-judgements.tsv'): Judgement[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const [keyword = '', ...lists] = line.split('\t')
    const grades = lists.flatMap((list, nth) =>
      list
        .split(',')
        .filter(Boolean)
        .map((id) => [`arxiv:${id}`, 2 - nth] as const),
    )
    return { keyword, grades: new Map(grades) }
  })
}

/** Papers for a keyword, the best first. */
export type KeywordOrder = (keyword: string) => readonly Candidate[]

/** Mean nDCG@10 with the gains 3 and 1; papers that nobody judged count as not wanted. */
export function keywordQuality(order: KeywordOrder, judgements: readonly Judgement[]): number {
  const all = judgements.map(({ keyword, grades }) => {
    const gainOf = (grade: number) => 2 ** grade - 1
    const found = order(keyword).map(({ id }) => gainOf(grades.get(id) ?? 0))
    const ideal = [...grades.values()].map(gainOf).sort((a, b) => b - a)
    return dcg(found) / dcg(ideal)
  })
  return all.reduce((sum, one) => sum + one, 0) / all.length
}

function dcg(gains: readonly number[]): number {
  return gains.slice(0, places).reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0)
}

/** The judged papers, put on one day, as `rank` puts a file. */
export function judgedCandidates(
  listed: readonly Listed[],
  give: (paper: Paper) => TopicScores,
): Candidate[] {
  const recent = listed.filter(({ listedOn }) => listedOn >= firstDay)
  return toCandidates(recent, give, lastDay)
}

/** Papers as if all were listed on one day. */
export function toCandidates(
  listed: readonly Listed[],
  give: (paper: Paper) => TopicScores,
  day: string,
): Candidate[] {
  const onOneDay = listed.map((one) => ({ ...one, listedOn: day }))
  const popularity = popularityOf(onOneDay, day)
  return onOneDay.map(({ paper, signals, listedOn }) => {
    return {
      ...paper,
      topics: give(paper),
      signals,
      firstListedOn: listedOn,
      popularity: popularity.get(paper.id) ?? 0,
    }
  })
}

/** As Paperboy ranks for someone with this keyword alone. */
export function paperboyOrder(
  candidates: readonly Candidate[],
  space: () => LatentSpace,
  day = lastDay,
): KeywordOrder {
  const rated = rate(candidates, day, tunedWeights, space)
  return (keyword) => {
    const { matches } = rank(rated, { ...defaultPreferences, keywords: [keyword], withDiscovery: false })
    return matches.flatMap((paper) => rated.papers[paper] ?? [])
  }
}

/** Only papers that say the keyword: by how much they say it, and as they were ranked before, with the usual weights. */
function phraseOrders(candidates: readonly Candidate[]): {
  byRelevance: KeywordOrder
  byScore: KeywordOrder
} {
  const index = indexText(candidates)
  const sorted = (keyword: string, scoreOf: (value: number, paper: Candidate | undefined) => number) => {
    const { papers, values } = keywordColumn(index, keyword)
    return papers
      .map((paper, nth) => ({
        paper: candidates[paper],
        score: scoreOf(values[nth] ?? 0, candidates[paper]),
      }))
      .sort((a, b) => b.score - a.score)
      .flatMap(({ paper }) => paper ?? [])
  }
  const { relevance, popularity } = tunedWeights
  return {
    byRelevance: (keyword) => sorted(keyword, (value) => value),
    byScore: (keyword) =>
      sorted(keyword, (value, paper) => relevance * value + popularity * (paper?.popularity ?? 0)),
  }
}

/** The nearest papers, whether they say the keyword or not. */
function latentOrder(candidates: readonly Candidate[], space: () => LatentSpace): KeywordOrder {
  const measure = nearnessMeter(space, candidates, wordsIn(candidates))
  return (keyword) => {
    const { toAll } = measure(keyword, { papers: [], values: [] })
    const order = [...toAll.keys()].sort((a, b) => (toAll[b] ?? 0) - (toAll[a] ?? 0))
    return order.flatMap((paper) => candidates[paper] ?? [])
  }
}

function wordsIn(candidates: readonly Candidate[]): (word: string) => Column {
  const index = indexText(candidates)
  return (word) => mutedColumn(index, word)
}

/** Of judged papers that do not say their keyword: how many are wanted, by likeness. */
export function likenessRows(
  candidates: readonly Candidate[],
  judgements: readonly Judgement[],
  space: () => LatentSpace,
): string[] {
  const index = indexText(candidates)
  const measure = nearnessMeter(space, candidates, wordsIn(candidates))
  const found = judgements.flatMap(({ keyword, grades }) => {
    const said = keywordColumn(index, keyword)
    const near = measure(keyword, said)
    const agreement = topicAgreement(keyword, candidates)
    return [...near.toAll.entries()]
      .filter(([paper]) => !said.papers.includes(paper))
      .map(([paper, value]) => ({
        likeness: value > 0 ? likenessOf(near, paper, agreement) : 0,
        grade: grades.get(candidates[paper]?.id ?? '') ?? 0,
      }))
  })
  const wanted = found.filter(({ grade }) => grade > 0).length
  return [0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8].map((floor) => {
    const above = found.filter(({ likeness }) => likeness >= floor)
    const hits = above.filter(({ grade }) => grade > 0).length
    const about = above.filter(({ grade }) => grade === 2).length
    const cells = [
      floor.toFixed(2),
      above.length,
      two(hits / above.length),
      two(about / above.length),
      two(hits / wanted),
    ]
    return `| ${cells.map((cell) => (floor === matchFloor ? `**${cell}**` : cell)).join(' | ')} |`
  })
}

/** @returns the section for docs/relevance.md */
export function measureKeywords(folder: string): string {
  return keywordSection(readListed(folder), modelsInTime(readTrainingData(folder))[1])
}

/** @param earlier topics learned before the first of the judged papers was listed */
export function keywordSection(listed: readonly Listed[], earlier: Model): string {
  const candidates = judgedCandidates(listed, (paper) => classifyWith(earlier, paper))
  const asReleased = judgedCandidates(listed, classify)
  const judgements = readJudgements()
  const space = fitSpace(listed.filter(({ listedOn }) => listedOn < firstDay).map(({ paper }) => paper))
  const { byRelevance, byScore } = phraseOrders(candidates)
  const rows: [string, KeywordOrder][] = [
    ['**Paperboy**, likeness and topics learned from earlier papers', paperboyOrder(candidates, () => space)],
    ['Paperboy as released (learned from these papers too)', paperboyOrder(asReleased, shippedSpace)],
    ['likeness alone, learned from earlier papers', latentOrder(candidates, () => space)],
    ['the phrase alone', byRelevance],
    ['the phrase alone, with the weight of popularity that topics have (before)', byScore],
  ]
  const judged = judgements.reduce((sum, { grades }) => sum + grades.size, 0)
  return `## Keywords

${judgements.length} readers with one keyword each, over the ${candidates.length} papers that were first listed from ${firstDay} to
${lastDay}. For each keyword we pooled the best papers of several methods (the phrase, stems, likeness),
and graded these ${judged} pairs by title: about it, related, or not (\`test/bench/keyword-judgements.tsv\`,
ids and grades alone). One reader graded, so differences of 0.02 mean little. nDCG@10 has the gains 3
and 1; a paper without a grade counts as not wanted. *Wanted* is the share of the first ten that are about
it or related, and *found* the share of those about it that come at all.

| | nDCG@10 | wanted | found |
|---|---|---|---|
${rows.map(([name, order]) => keywordRow(name, order, judgements)).join('\n')}

The goal is 0.80. A paper that does not say a keyword comes where it is near enough. By the space and the
topics that were learned from earlier papers:

| likeness from | papers | wanted | of them about it | found of all wanted |
|---|---|---|---|---|
${likenessRows(candidates, judgements, () => space).join('\n')}`
}

/** A row: nDCG@10, the share of the first ten that is wanted, and of those about it the share that comes at all. */
export function keywordRow(name: string, order: KeywordOrder, judgements: readonly Judgement[]): string {
  const counts = { shown: 0, wanted: 0, about: 0, found: 0 }
  for (const { keyword, grades } of judgements) {
    const all = order(keyword).map(({ id }) => id)
    const first = all.slice(0, places)
    const about = [...grades].filter(([, grade]) => grade === 2)
    counts.shown += first.length
    counts.wanted += first.filter((id) => (grades.get(id) ?? 0) > 0).length
    counts.about += about.length
    counts.found += about.filter(([id]) => all.includes(id)).length
  }
  const cells = [keywordQuality(order, judgements), counts.wanted / counts.shown, counts.found / counts.about]
  return `| ${[name, ...cells.map(two)].join(' | ')} |`
}

function two(value: number): string {
  return value.toFixed(2)
}
