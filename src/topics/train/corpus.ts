import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Paper } from '../../papers/paper.ts'
import { readEntry } from '../../sources/huggingface-entry.ts'

/** A paper with the topics that whoever read it gave it, and the doubtful ones, which only one of two readings gave. */
export type Labelled = {
  paper: Paper
  slugs: ReadonlySet<string>
  doubtful: ReadonlySet<string>
  isReadTwice: boolean
}

/** @param folder recorded digests, one file `YYYY-MM-DD.json.gz` a day; the latest words on a paper win */
export function readCorpus(folder: string): Map<string, Paper> {
  const papers = new Map<string, Paper>()
  const files = readdirSync(folder).filter((name) => name.endsWith('.json.gz'))
  for (const file of files.sort()) {
    const entries: unknown = JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString())
    if (!Array.isArray(entries)) throw new Error(`${file} is not a list of entries`)
    for (const entry of entries) {
      const read = readEntry(entry)
      if (read.kind === 'paper') papers.set(read.paper.id, read.paper)
    }
  }
  return papers
}

/** Rows of a file of tab-separated values; none where there is no file. */
export function readRows(file: string): string[][] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'))
}

/** @param file rows of an arXiv id and its topics, `none` where nothing fits */
export function readLabels(file: string, papers: ReadonlyMap<string, Paper>): Labelled[] {
  return readRows(file).flatMap(([id, slugs]) => {
    const paper = papers.get(`arxiv:${id}`)
    return paper ? [{ paper, slugs: slugSet(slugs), doubtful: new Set<string>(), isReadTwice: false }] : []
  })
}

/** @param file rows as for `readLabels`, by someone who read some of the papers again */
export function readAgain(labelled: readonly Labelled[], file: string): Labelled[] {
  const again = new Map(readRows(file).map(([id, slugs]) => [`arxiv:${id}`, slugSet(slugs)]))
  return labelled.map((one) => {
    const slugs = again.get(one.paper.id)
    if (!slugs) return one
    return {
      paper: one.paper,
      slugs: one.slugs.intersection(slugs),
      doubtful: one.slugs.symmetricDifference(slugs),
      isReadTwice: true,
    }
  })
}

export function slugSet(text: string | undefined): Set<string> {
  return new Set((text ?? '').split(',').filter((slug) => slug !== '' && slug !== 'none'))
}

/** The month of an arXiv id, as a number that sorts: 2512 for `arxiv:2512.01234`. */
export function monthOf(paper: Pick<Paper, 'id'>): number {
  return Number(/^arxiv:(\d{4})\./.exec(paper.id)?.[1] ?? 0)
}
