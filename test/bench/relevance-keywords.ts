import { readFileSync } from 'node:fs'
import type { Candidate } from '../../src/papers/paper.ts'
import { indexText, keywordColumn, mutedColumn } from '../../src/select/keywords.ts'
import { shippedSpace, type LatentSpace } from '../../src/select/latent-space.ts'
import { likenessFloor, nearnessMeter } from '../../src/select/likeness.ts'
import { rank } from '../../src/select/rank.ts'
import type { Column } from '../../src/select/relevance.ts'
import { rate, tunedWeights } from '../../src/select/rate.ts'
import { fitSpace } from '../../src/select/train/fit-space.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { popularityOf, readListed, type Listed } from './relevance-ranking.ts'

/** The judged papers are those first listed from this day on, 59 digests. */
const firstDay = '2026-03-10'
const lastDay = '2026-05-29'
const places = 10

/** What a reader of one keyword would say of papers: 2 about it, 1 related, 0 not. By id. */
export type Judgement = { keyword: string; grades: ReadonlyMap<string, number> }

export function readJudgements(): Judgement[] {
  const text = readFileSync(new URL('./keyword-judgements.tsv', import.meta.url), 'utf8')
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
export function judgedCandidates(listed: readonly Listed[]): Candidate[] {
  const recent = listed.filter(({ listedOn }) => listedOn >= firstDay)
  const onOneDay = recent.map((one) => ({ ...one, listedOn: lastDay }))
  const popularity = popularityOf(onOneDay, lastDay)
  return onOneDay.map(({ paper, signals, listedOn }) => {
    return {
      ...paper,
      topics: {},
      signals,
      firstListedOn: listedOn,
      popularity: popularity.get(paper.id) ?? 0,
    }
  })
}

/** As Paperboy ranks for someone with this keyword alone. */
export function paperboyOrder(candidates: readonly Candidate[], space: () => LatentSpace): KeywordOrder {
  const rated = rate(candidates, lastDay, tunedWeights, space)
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
    const near = measure(keyword, { papers: [], values: [] })
    const order = [...near.keys()].sort((a, b) => (near[b] ?? 0) - (near[a] ?? 0))
    return order.flatMap((paper) => candidates[paper] ?? [])
  }
}

function wordsIn(candidates: readonly Candidate[]): (word: string) => Column {
  const index = indexText(candidates)
  return (word) => mutedColumn(index, word)
}

/** Of judged papers that do not say their keyword: how many are wanted, by nearness. */
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
    return [...near.entries()]
      .filter(([paper]) => !said.papers.includes(paper))
      .map(([paper, value]) => ({ near: value, grade: grades.get(candidates[paper]?.id ?? '') ?? 0 }))
  })
  const wanted = found.filter(({ grade }) => grade > 0).length
  return [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6].map((floor) => {
    const above = found.filter(({ near }) => near >= floor)
    const hits = above.filter(({ grade }) => grade > 0).length
    const about = above.filter(({ grade }) => grade === 2).length
    const cells = [
      floor.toFixed(2),
      above.length,
      two(hits / above.length),
      two(about / above.length),
      two(hits / wanted),
    ]
    return `| ${cells.map((cell) => (floor === likenessFloor ? `**${cell}**` : cell)).join(' | ')} |`
  })
}

/** @returns the section for docs/relevance.md */
export function measureKeywords(folder: string): string {
  const listed = readListed(folder)
  const candidates = judgedCandidates(listed)
  const judgements = readJudgements()
  const earlier = fitSpace(listed.filter(({ listedOn }) => listedOn < firstDay).map(({ paper }) => paper))
  const { byRelevance, byScore } = phraseOrders(candidates)
  const rows: [string, KeywordOrder][] = [
    ['**Paperboy**, likeness learned from earlier papers', paperboyOrder(candidates, () => earlier)],
    ['Paperboy as released (learned from these papers too)', paperboyOrder(candidates, shippedSpace)],
    ['likeness alone, learned from earlier papers', latentOrder(candidates, () => earlier)],
    ['the phrase alone', byRelevance],
    ['the phrase alone, with the weight of popularity that topics have (before)', byScore],
  ]
  const judged = judgements.reduce((sum, { grades }) => sum + grades.size, 0)
  return `## Keywords

${judgements.length} readers with one keyword each, over the ${candidates.length} papers that were first listed from ${firstDay} to
${lastDay}. For each keyword we pooled the best papers of several methods (the phrase, stems, likeness),
and graded these ${judged} pairs by title: about it, related, or not (\`test/bench/keyword-judgements.tsv\`,
ids and grades alone). One reader graded, so differences of 0.02 mean little. nDCG@10 has the gains 3
and 1; a paper without a grade counts as not wanted.

| | nDCG@10 |
|---|---|
${rows.map(([name, order]) => `| ${name} | ${two(keywordQuality(order, judgements))} |`).join('\n')}

The goal is 0.80. A paper that does not say a keyword comes where it is near enough. By the space that
was learned from earlier papers:

| nearness from | papers | wanted | of them about it | found of all wanted |
|---|---|---|---|---|
${likenessRows(candidates, judgements, () => earlier).join('\n')}`
}

function two(value: number): string {
  return value.toFixed(2)
}
