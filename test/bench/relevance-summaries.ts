import { parse } from 'csv-parse/sync'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readable } from '../../src/papers/latex.ts'
import { sentencesOf } from '../../src/papers/sentences.ts'
import { summaryOf } from '../../src/papers/summary.ts'

const labels = ['problem', 'task', 'idea', 'result'] as const
type Label = (typeof labels)[number]

const Rows = z.array(
  z.object({
    abstract: z.string(),
    start_idx: z.coerce.number(),
    end_idx: z.coerce.number(),
    label: z.enum(labels),
  }),
)

type Word = { text: string; start: number; end: number }
type Mark = { label: Label; words: ReadonlySet<number> }
type Marked = { abstract: string; words: Word[]; marks: Mark[] }

/** Which mark a summary falls on, or null where it falls on none. */
type Rule = (held: ReadonlySet<number>, marks: readonly Mark[]) => Label | null

/** @returns the section for docs/relevance.md */
export function measureSummaries(folder: string): string {
  const papers = readMarked(folder)
  const summaries = papers.map(({ abstract }) => summaryOf({ summary: null, abstract }))
  const lengths = summaries.map(({ length }) => length)
  const parts = [0, 1, 2, 3, 4].map((part) =>
    counted(
      papers.filter((_, at) => at % 5 === part),
      summaries.filter((_, at) => at % 5 === part),
      mostOfMark,
    ),
  )
  const shares = parts.map(shareOf).toSorted((a, b) => a - b)
  return `## Summaries

A paper without a summary of its source's shows the best one or two sentences of its abstract. Readers
marked parts of ${papers.length} abstracts as problem, task, idea or result. A summary falls on a mark if it holds at
least half of the mark's words; of several such marks, the one with most words in the summary counts. In
the last column, any common word suffices.

| | falls on a mark | idea | result | task | problem | **idea or result** | by any common word |
|---|---|---|---|---|---|---|---|
${row('**Paperboy**', papers, summaries)}
| Paperboy until November 28, 2026 | 298 | 165 | 42 | 82 | 9 | **0.69** | 0.74 |
${row('the first sentence', papers, papers.map(sentenceAt(0)))}
${row('the last sentence', papers, papers.map(sentenceAt(-1)))}

The goal is 0.85. On five parts of the abstracts the share is ${shares[0]?.toFixed(2)} to ${shares.at(-1)?.toFixed(2)}. Cues and points
(\`src/papers/sentence-score.ts\`) were written by hand with these marks and recorded digests in view, so
new papers may be a little worse; nothing is fitted by a program. Summaries have
${mean(lengths).toFixed(0)} characters on average and ${Math.max(...lengths)} at most (before: 399). One core makes about
${perSecond(papers)} a second.

The last sentence would score best, but it says of nearly every paper that it outperforms others. We show
what is new, with a result where there is room. Where an abstract starts with "We present", the readers
marked that sentence as the task, which the title names too, so a later sentence is preferred.`
}

function readMarked(folder: string): Marked[] {
  const text = readFileSync(join(folder, 'abstract-sentences.csv'), 'utf8')
  const rows = Rows.parse(parse(text, { columns: true, relax_quotes: true }))
  return [...Map.groupBy(rows, ({ abstract }) => abstract)].map(([abstract, marks]) => {
    const words = wordsOf(abstract)
    return {
      abstract: abstract.replace(/\s+/g, ' ').trim(),
      words,
      marks: marks.map(({ label, start_idx, end_idx }) => ({
        label,
        words: new Set(
          words.flatMap(({ start, end }, at) => (start < end_idx && end > start_idx ? [at] : [])),
        ),
      })),
    }
  })
}

function row(name: string, papers: readonly Marked[], summaries: readonly string[]): string {
  const counts = counted(papers, summaries, mostOfMark)
  const { idea, result, task, problem } = counts
  const falls = idea + result + task + problem
  const any = shareOf(counted(papers, summaries, anyWord))
  return `| ${name} | ${falls} | ${idea} | ${result} | ${task} | ${problem} | **${shareOf(counts).toFixed(2)}** | ${any.toFixed(2)} |`
}

function counted(papers: readonly Marked[], summaries: readonly string[], rule: Rule): Record<Label, number> {
  const counts = { problem: 0, task: 0, idea: 0, result: 0 }
  papers.forEach(({ words, marks }, at) => {
    const label = rule(heldWords(summaries[at] ?? '', words), marks)
    if (label) counts[label] += 1
  })
  return counts
}

function shareOf({ idea, result, task, problem }: Record<Label, number>): number {
  return (idea + result) / (idea + result + task + problem)
}

function mostOfMark(held: ReadonlySet<number>, marks: readonly Mark[]): Label | null {
  return anyWord(
    held,
    marks.filter(({ words }) => held.intersection(words).size * 2 >= words.size),
  )
}

function anyWord(held: ReadonlySet<number>, marks: readonly Mark[]): Label | null {
  const counts = new Map<Label, number>()
  for (const { label, words } of marks) {
    const common = held.intersection(words).size
    if (common > 0) counts.set(label, (counts.get(label) ?? 0) + common)
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

/** Which of an abstract's words a summary holds: each sentence lies where most of its words agree. */
function heldWords(summary: string, words: readonly Word[]): Set<number> {
  const held = new Set<number>()
  for (const sentence of sentencesOf(summary)) {
    const own = wordsOf(sentence)
    let best = { at: 0, same: 0 }
    for (let at = 0; at < words.length; at += 1) {
      const same = own.filter(({ text }, index) => text === words[at + index]?.text).length
      if (same > best.same) best = { at, same }
    }
    if (best.same * 2 < own.length) continue
    for (let at = best.at; at < Math.min(best.at + own.length, words.length); at += 1) held.add(at)
  }
  return held
}

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), ({ 0: word, index }) => ({
    text: word.toLowerCase(),
    start: index,
    end: index + word.length,
  }))
}

function sentenceAt(at: number): (paper: Marked) => string {
  return ({ abstract }) => sentencesOf(readable(abstract)).at(at) ?? ''
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** By processor time of the fastest of some rounds, so that other processes of the machine count little. */
function perSecond(papers: readonly Marked[]): number {
  const times = Array.from({ length: 20 }, () => {
    const before = process.cpuUsage()
    for (const { abstract } of papers) summaryOf({ summary: null, abstract })
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.round((papers.length * 1e6) / Math.min(...times) / 100) * 100
}
