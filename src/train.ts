import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { encodeSpace } from './select/latent-space.ts'
import { fitSpace } from './select/train/fit-space.ts'
import { readCorpus } from './topics/train/corpus.ts'
import { defaults } from './topics/train/fit.ts'
import { readTrainingData, train } from './topics/train/train.ts'
import { encodeModel } from './topics/weights.ts'

const usage = `npm run train -- --data DIR [--only topics|likeness] [--labels DIR] [--out FILE]

DIR/hf-daily/YYYY-MM-DD.json.gz   recorded digests
DIR/gold/train.tsv                labels: an arXiv id, a tab, topics with commas between
DIR/gold/topics.tsv               if there: papers to measure with, which the classifier must not see

--only WHAT    the topic classifier or the space of likeness alone
--labels DIR   labels.tsv and second.tsv to learn from besides; without it those that come with Paperboy.
               An empty folder leaves the labels above alone.
--out FILE     where to write what --only names (without it, the classifier), in place of the file that comes with Paperboy
`

const places = {
  topics: fileURLToPath(new URL('./topics/weights.json', import.meta.url)),
  likeness: fileURLToPath(new URL('./select/latent-space.bin', import.meta.url)),
}
type What = keyof typeof places

function main(): void {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      labels: { type: 'string' },
      out: { type: 'string' },
      only: { type: 'string' },
    },
  })
  const folders = [values.data, values.labels].filter((folder) => folder !== undefined)
  const missing = folders.find((folder) => !existsSync(folder))
  if (missing) process.stderr.write(`There is no folder ${missing}.\n`)
  const { data, only } = values
  if (!data || missing || !(only === undefined || isWhat(only))) {
    process.stderr.write(usage)
    process.exitCode = 2
    return
  }
  // With --out alone nothing else is written: so it was before there were two files.
  const what: What[] = only ? [only] : values.out ? ['topics'] : ['topics', 'likeness']
  for (const one of what) {
    const file = values.out ?? places[one]
    if (one === 'topics') trainTopics(data, values.labels, file)
    else trainLikeness(data, file)
  }
}

function isWhat(text: string): text is What {
  return text in places
}

function trainTopics(folder: string, labelsFolder: string | undefined, file: string): void {
  const started = performance.now()
  const data = readTrainingData(folder, labelsFolder)
  if (data.given.length === 0) {
    process.stderr.write(`${folder}/gold/train.tsv labels none of the papers recorded in hf-daily.\n`)
    process.exitCode = 1
    return
  }
  const text = encodeModel(train(data, defaults))
  writeFileSync(file, text)
  tell(file, text.length, `${data.given.length + data.own.length} labels`, started)
}

function trainLikeness(folder: string, file: string): void {
  const started = performance.now()
  const papers = [...readCorpus(join(folder, 'hf-daily')).values()]
  const bytes = encodeSpace(fitSpace(papers))
  writeFileSync(file, bytes)
  tell(file, bytes.length, `${papers.length} papers`, started)
}

function tell(file: string, bytes: number, from: string, started: number): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(`${file}: ${Math.round(bytes / 1000)} kB from ${from} in ${seconds} s\n`)
}

main()
