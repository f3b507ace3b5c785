/**
 * Measures how fast editions are sent, beside Postfix's smtp-source and the pipeline that one would write first, in the
 * same run, on private servers.
 *
 * npm run bench -- [--subscribers N] [--runs N] [--history DAYS] [--latency MS]
 *   [--only naive,send,same,compose,embedded,growth,past,workers,relays] [--json] [--write]
 */
import { parseArgs } from 'node:util'
import { startRedisServer } from '../../helpers/servers.ts'
import { openInstallations, type Size } from './installations.ts'
import { sendNaively } from './naive.ts'
import { startSink, startWeighingSink, runSmtpSource } from './processes.ts'
import { measureOperations, measureStarts } from './operations.ts'
import { connectionsPerWorker, sendByProduct, sendEmbedded, type Sending, type Stage } from './product.ts'
import { measureRelays, noRelays } from './relays.ts'
import { measureWorkers } from './workers.ts'
import { pastOf, printFigures, writePerformance, type Measured } from './report.ts'

const parts = ['naive', 'send', 'same', 'compose', 'embedded', 'growth', 'past', 'workers', 'relays'] as const
const { values: options } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '60000' },
    runs: { type: 'string', default: '3' },
    history: { type: 'string', default: '60' },
    latency: { type: 'string', default: '30' },
    only: { type: 'string', default: parts.join() },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const subscribers = Number(options.subscribers)
const runs = Number(options.runs)
const historyDays = Number(options.history)
const roundTripMs = Number(options.latency)
const only = new Set(options.only.split(','))
const unknown = [...only].find((name) => !(parts as readonly string[]).includes(name))
if (unknown !== undefined || !(subscribers > 0) || !(runs > 0) || !(historyDays >= 0) || !(roundTripMs > 0)) {
  process.stderr.write(
    `There is --subscribers N, --runs N, --history DAYS, --latency MS, --only some of ${parts.join()}, --json and --write.\n`,
  )
  process.exit(1)
}

const small = 10_000
/** Far enough for eight workers to wait most of the time on two cores. */
const distantMs = 100
const naiveMessages = 300
const say = (progress: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${progress}`)
}
const step = (name: string) => process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}${name}\n`)

await using stack = new AsyncDisposableStack()
const redis = await startRedisServer()
stack.defer(() => redis.remove())
const sink = await startSink()
stack.defer(() => sink.stop())
const installations = await openInstallations(say)
stack.defer(() => installations.close())
const stage: Stage = { installations, smtpPort: sink.port, say }
const bytes = await weigh()
/** With the past, and an installation that sends its first edition. */
const [past, empty] = [{ historyDays }, { historyDays: 0 }]
/** Each with the past first in every other run, so that neither is always the warmer one. */
const inTurns = (run: number) => (historyDays === 0 ? [past] : run % 2 === 1 ? [past, empty] : [empty, past])
const measured: Measured = {
  subscribers,
  historyDays,
  bytes,
  source: [],
  naive: [],
  sends: [],
  small: [],
  composes: [],
  embedded: [],
  same: [],
  operations: {},
  byWorkers: {},
  relays: noRelays(),
  roundTripMs,
  withoutPast: { sends: [], composes: [], embedded: [] },
}

for (let run = 1; run <= runs; run++) {
  if (only.has('send')) {
    step(`run ${run} of ${runs}: smtp-source and the naive pipeline`)
    const before = await sendByOthers()
    await measure(run, 'sends', `${subscribers} subscribers by the product`, (one) =>
      sendByProduct(stage, { subscribers, ...one }),
    )
    step(`run ${run} of ${runs}: smtp-source and the naive pipeline again`)
    const after = await sendByOthers()
    measured.source.push((before.source + after.source) / 2)
    if (only.has('naive')) measured.naive.push((before.naive + after.naive) / 2)
  }
  if (only.has('same')) {
    step(`run ${run} of ${runs}: the same page for all`)
    measured.same.push(await told(sendByProduct(stage, { subscribers, historyDays, isSameForAll: true })))
  }
  if (only.has('growth')) {
    step(`run ${run} of ${runs}: ${small} subscribers by the product`)
    measured.small.push(await told(sendByProduct(stage, { subscribers: small, historyDays })))
  }
  if (only.has('compose')) {
    await measure(run, 'composes', 'composing alone', (one) =>
      sendByProduct(stage, { subscribers, ...one }, { queues: 'compose' }),
    )
  }
  if (only.has('embedded')) {
    await measure(run, 'embedded', `${small} subscribers in the embedded size`, (one) =>
      sendEmbedded(stage, { subscribers: small, ...one }),
    )
  }
  if (only.has('past') && historyDays > 1) {
    const sizesOf = (people: number): [Size, Size] => [
      { subscribers: people, historyDays },
      { subscribers: people, historyDays: 1 },
    ]
    step(`run ${run} of ${runs}: what is asked beside sending`)
    await measureOperations(measured.operations, stage, sizesOf(subscribers))
    step(`run ${run} of ${runs}: starts of the embedded size`)
    await measureStarts(measured.operations, stage, sizesOf(small))
  }
  if (only.has('workers')) {
    step(`run ${run} of ${runs}: one to eight workers`)
    const size = { subscribers: Math.min(subscribers, small), historyDays }
    await measureWorkers(measured.byWorkers, stage, size, distantMs)
  }
  if (only.has('relays')) {
    step(`run ${run} of ${runs}: signed, over TLS, and to a distant relay`)
    await measureRelays(
      measured.relays,
      stage,
      { subscribers: Math.min(subscribers, small), historyDays },
      { roundTripMs, bytes },
    )
  }
}

if (options.json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`)
else printFigures(measured)
if (options.write) writePerformance(measured)

/** Measures one part with the past and without. */
async function measure(
  run: number,
  part: keyof Measured['withoutPast'],
  name: string,
  sendOne: (one: { historyDays: number }) => Promise<Sending>,
): Promise<void> {
  for (const one of inTurns(run)) {
    step(`run ${run} of ${runs}: ${name}, ${pastOf(one.historyDays)}`)
    const into = one === past ? measured : measured.withoutPast
    into[part].push(await told(sendOne(one)))
  }
}

/** What the product is compared with, before it and after it, since a shared machine is not as fast at all times. */
async function sendByOthers(): Promise<{ source: number; naive: number }> {
  const connections = 2 * connectionsPerWorker
  const source = await runSmtpSource(sink.port, Math.min(subscribers, 60_000), bytes, connections)
  const naive = only.has('naive')
    ? await sendNaively(redis.url, sink.port, naiveMessages, connections)
    : Number.NaN
  step(`  ${source.toFixed(0)} messages/s${naive > 0 ? `, ${naive.toFixed(0)} messages/s` : ''}`)
  return { source, naive }
}

async function told(sending: Promise<Sending>): Promise<Sending> {
  const one = await sending
  const sent =
    one.messages > 0
      ? `, first message after ${one.firstMessageSeconds.toFixed(2)} s, ${one.messages} after ${one.totalSeconds.toFixed(1)} s`
      : ''
  const { workers, postgres, redis: queue } = one.cpuSeconds
  const cpu = `CPU ${workers.toFixed(1)} + ${postgres.toFixed(1)} + ${queue.toFixed(1)} s`
  step(
    `  composed after ${one.composedSeconds.toFixed(1)} s${sent}, ${one.workerMemoryMb.toFixed(0)} MB, ${cpu}`,
  )
  return one
}

/** The mean size of the product's messages: smtp-source sends as much. */
async function weigh(): Promise<number> {
  const weighing = await startWeighingSink()
  try {
    await sendByProduct({ ...stage, smtpPort: weighing.port }, { subscribers: 300, historyDays })
    return weighing.weigh()
  } finally {
    await weighing.stop()
  }
}
