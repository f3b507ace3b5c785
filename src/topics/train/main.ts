import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { encodeModel } from '../weights.ts'
import { defaults } from './fit.ts'
import { readTrainingData, train } from './train.ts'

const usage = `npm run train -- --data DIR [--out FILE]

DIR/hf-daily/YYYY-MM-DD.json.gz   recorded digests
DIR/gold/train.tsv                labels: an arXiv id, a tab, topics with commas between
DIR/gold/topics.tsv               if there: papers to measure with, which training must not see
`

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' } } })
  if (!values.data) {
    process.stderr.write(usage)
    process.exitCode = 2
    return
  }
  const started = performance.now()
  const data = readTrainingData(values.data)
  const text = encodeModel(train(data, defaults))
  const file = values.out ?? fileURLToPath(new URL('../weights.json', import.meta.url))
  writeFileSync(file, text)
  const labels = data.judged.length + data.extra.length
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(
    `${file}: ${Math.round(text.length / 1000)} kB from ${labels} labels in ${seconds} s\n`,
  )
}

main()
