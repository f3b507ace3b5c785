/**
 * Measures what marks cost while an edition is composed: the same installation where a tenth of the subscribers have marked
 * twenty papers each, and where nobody has. The two take turns.
 *
 * npm run bench:marks -- [--subscribers N] [--runs N] [--history DAYS] [--every N]
 */
import { parseArgs } from 'node:util'
import { openInstallations } from './send/installations.ts'
import { sendByProduct } from './send/product.ts'
import { median } from './send/report.ts'

const { values: options } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '60000' },
    runs: { type: 'string', default: '5' },
    history: { type: 'string', default: '10' },
    every: { type: 'string', default: '10' },
  },
})
const size = { subscribers: Number(options.subscribers), historyDays: Number(options.history) }
const runs = Number(options.runs)
const markedBy = Number(options.every)
const say = () => undefined

await using stack = new AsyncDisposableStack()
const installations = await openInstallations(say)
stack.defer(() => installations.close())
const seconds = { with: [] as number[], without: [] as number[] }
for (let run = 1; run <= runs; run++) {
  // Neither is always the warmer one.
  const order = run % 2 === 1 ? (['without', 'with'] as const) : (['with', 'without'] as const)
  for (const which of order) {
    const one = { ...size, marks: { every: which === 'with' ? markedBy : null } }
    // Nothing is sent.
    const { composedSeconds } = await sendByProduct({ installations, smtpPort: 9, say }, one, 'compose')
    seconds[which].push(composedSeconds)
    process.stderr.write(
      `run ${run} of ${runs}, ${which} marks: composed after ${composedSeconds.toFixed(2)} s\n`,
    )
  }
}
const [marked, plain] = [median(seconds.with), median(seconds.without)]
const ratio = marked !== null && plain !== null ? (marked / plain).toFixed(2) : '–'
process.stdout.write(
  [
    `${size.subscribers} subscribers after ${size.historyDays} days of mail, medians of ${runs} runs:`,
    `composed in ${plain?.toFixed(2)} s where nobody has marked anything,`,
    `in ${marked?.toFixed(2)} s where one in ${markedBy} has marked 20 papers: ${ratio} times as long (goal 1.3).`,
    '',
  ].join('\n'),
)
