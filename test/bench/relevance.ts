/**
 * Measures how accurate topics, ranking and summaries are, prints it, and writes it into docs/relevance.md. Each section of
 * that page is between markers and belongs to one measurement.
 *
 * npm run bench:relevance [-- topics | keywords | weeks | ranking | summaries]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { need } from '../helpers/requirements.ts'
import { measureKeywords } from './relevance-keywords.ts'
import { measureRanking } from './relevance-ranking.ts'
import { measureSummaries } from './relevance-summaries.ts'
import { measureTopics } from './relevance-topics.ts'
import { measureWeeks } from './relevance-weeks.ts'

const page = fileURLToPath(new URL('../../docs/relevance.md', import.meta.url))

function writeSection(name: string, text: string): void {
  const begin = `<!-- ${name}: written by npm run bench:relevance -->`
  const end = `<!-- end of ${name} -->`
  const section = `${begin}\n\n${text.trim()}\n\n${end}`
  const before = existsSync(page)
    ? readFileSync(page, 'utf8')
    : '# Accuracy of topics, ranking and summaries\n'
  const from = before.indexOf(begin)
  const to = before.indexOf(end)
  const after =
    from >= 0 && to > from
      ? before.slice(0, from) + section + before.slice(to + end.length)
      : `${before.trimEnd()}\n\n${section}\n`
  writeFileSync(page, after)
}

const measurements = {
  topics: measureTopics,
  keywords: measureKeywords,
  weeks: measureWeeks,
  ranking: measureRanking,
  summaries: measureSummaries,
}
const only = process.argv[2]
if (only !== undefined && !(only in measurements)) throw new Error(`there is no measurement “${only}”`)
for (const [name, measure] of Object.entries(measurements)) {
  if (only !== undefined && name !== only) continue
  const text = measure(dirname(need('recordings')))
  console.log(text)
  writeSection(name, text)
}
