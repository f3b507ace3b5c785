import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { topics } from '../../src/topics/catalogue.ts'
import { readCorpus, readLabels } from '../../src/topics/train/corpus.ts'
import { f1 } from '../../src/topics/train/metrics.ts'
import { words } from '../../src/topics/tokens.ts'
import type { Paper } from '../../src/papers/paper.ts'

/** A reader's first idea: a paper has a topic whose name or description has a phrase in its title, keywords or abstract. */
export function keywordMatch(): (paper: Paper) => Set<string> {
  const phrases = topics.map(({ slug, name, about }) => ({
    slug,
    phrases: [name, ...about.split(/, | and /)].map((phrase) => ` ${words(phrase).join(' ')} `),
  }))
  return (paper) => {
    const text = ` ${[paper.title, ...paper.keywords, paper.abstract].map((part) => words(part).join(' ')).join(' . ')} `
    const found = phrases.filter((one) => one.phrases.some((phrase) => text.includes(phrase)))
    return new Set(found.map(({ slug }) => slug))
  }
}

const Categories = z.object({ id: z.string(), categories: z.array(z.string()) })

/** For each topic the one arXiv category with the best F1 on the training labels. */
export function categoryMatch(folder: string): (paper: Paper) => Set<string> {
  const lines = readFileSync(join(folder, 'arxiv-categories.jsonl'), 'utf8').trim().split('\n')
  const byId = new Map(
    lines.map((line) => Categories.parse(JSON.parse(line))).map((one) => [`arxiv:${one.id}`, one.categories]),
  )
  const labelled = readLabels(join(folder, 'gold', 'train.tsv'), readCorpus(join(folder, 'hf-daily')))
  const all = new Set([...byId.values()].flat())
  const best = topics.map(({ slug }) => {
    const scored = [...all].map((category) => {
      const counts = { hits: 0, falseAlarms: 0, misses: 0 }
      for (const { paper, slugs } of labelled) {
        const given = byId.get(paper.id)?.includes(category) ?? false
        if (given) counts[slugs.has(slug) ? 'hits' : 'falseAlarms'] += 1
        else if (slugs.has(slug)) counts.misses += 1
      }
      return { category, score: f1(counts) }
    })
    return { slug, category: scored.sort((a, b) => b.score - a.score)[0]?.category ?? '' }
  })
  return ({ id }) => {
    const categories = byId.get(id) ?? []
    return new Set(best.filter(({ category }) => categories.includes(category)).map(({ slug }) => slug))
  }
}
