/**
 * Measures how well papers are given to readers, prints it, and writes it into docs/relevance.md. Each section of that
 * page stands between markers and belongs to one measurement.
 *
 * npm run bench:relevance
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { need } from '../helpers/requirements.ts'
import { measureTopics } from './relevance-topics.ts'

const page = fileURLToPath(new URL('../../docs/relevance.md', import.meta.url))

function writeSection(name: string, text: string): void {
  const begin = `<!-- ${name}: written by npm run bench:relevance -->`
  const end = `<!-- end of ${name} -->`
  const section = `${begin}\n\n${text.trim()}\n\n${end}`
  const before = existsSync(page) ? readFileSync(page, 'utf8') : '# Relevance, measured\n'
  const from = before.indexOf(begin)
  const to = before.indexOf(end)
  const after =
    from >= 0 && to > from
      ? before.slice(0, from) + section + before.slice(to + end.length)
      : `${before.trimEnd()}\n\n${section}\n`
  writeFileSync(page, after)
}

const topics = measureTopics(dirname(need('recordings')))
console.log(topics)
writeSection('topics', topics)
