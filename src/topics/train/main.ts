import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { encodeModel } from '../weights.ts'
import { defaults } from './fit.ts'
import { readTrainingData, train } from './train.ts'

const usage = `npm run train -- --data DIR [--labels DIR] [--out FILE]

DIR/hf-daily/YYYY-MM-DD.json.gz   recorded digests
DIR/gold/train.tsv                labels: an arXiv id, a tab, topics with commas between
DIR/gold/topics.tsv               if there: papers to measure with, which training must not see

--labels DIR   labels.tsv and second.tsv to learn from besides; without it those that come with Paperboy.
               An empty folder leaves the labels above alone.
`

function main(): void {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, labels: { type: 'string' }, out: { type: 'string' } },
  })
  const folders = [values.data, values.labels].filter((folder) => folder !== undefined)
  const missing = folders.find((folder) => !existsSync(folder))
  if (missing) process.stderr.write(`There is no folder ${missing}.\n`)
  if (!values.data || missing) {
    process.stderr.write(usage)
    process.exitCode = 2
    return
  }
  const started = performance.now()
  const data = readTrainingData(values.data, values.labels)
  if (data.given.length === 0) {
    process.stderr.write(`${values.data}/gold/train.tsv labels none of the papers recorded in hf-daily.\n`)
    process.exitCode = 1
    return
  }
  const text = encodeModel(train(data, defaults))
  const file = values.out ?? fileURLToPath(new URL('../weights.json', import.meta.url))
  writeFileSync(file, text)
  const labels = data.given.length + data.own.length
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(
    `${file}: ${Math.round(text.length / 1000)} kB from ${labels} labels in ${seconds} s\n`,
  )
}

main()
