import { shippedSpace } from '../../src/select/latent-space.ts'
import { classify } from '../../src/topics/classify.ts'
import {
  keywordRow,
  paperboyOrder,
  readJudgements,
  toCandidates,
  type Judgement,
} from './relevance-keywords.ts'
import { readListed, type Listed } from './relevance-ranking.ts'

/** Weeks of which every paper was judged for every keyword. */
const weeks = [
  ['2026-04-20', '2026-04-24'],
  ['2026-05-18', '2026-05-22'],
] as const

/** @returns the section for docs/relevance.md */
export function measureWeeks(folder: string): string {
  const listed = readListed(folder)
  const judgements = readJudgements('./week-judgements.tsv')
  const rows = weeks.map(([from, to]) => weekRow(listed, judgements, from, to))
  return `## Whole weeks

${judgements.length} readers with one keyword each, over all papers of two weeks, each judged by its title and keywords
(\`test/bench/week-judgements.tsv\`, ids and grades alone), so that here nothing is missing. One reader judged, strictly:
whatever only uses what the keyword names is not wanted. Measured as released, which has learned from these papers too;
the columns are those of the table above.

| week | nDCG@10 | wanted | found |
|---|---|---|---|
${rows.join('\n')}`
}

/** Only keywords for which the week has something. */
function weekRow(
  listed: readonly Listed[],
  judgements: readonly Judgement[],
  from: string,
  to: string,
): string {
  const papers = listed.filter(({ listedOn }) => listedOn >= from && listedOn <= to)
  const ids = new Set(papers.map(({ paper }) => paper.id))
  const own = judgements
    .map(({ keyword, grades }) => ({ keyword, grades: new Map([...grades].filter(([id]) => ids.has(id))) }))
    .filter(({ grades }) => grades.size > 0)
  const order = paperboyOrder(toCandidates(papers, classify, to), shippedSpace, to)
  return keywordRow(`${from} to ${to}: ${papers.length} papers, ${own.length} keywords`, order, own)
}
