import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Sending } from './product.ts'

/** Everything that one run of the benchmark has measured; rates in messages per second. */
export type Measured = {
  subscribers: number
  /** Days of mail that the installation has behind it. */
  historyDays: number
  /** Of a message. */
  bytes: number
  source: number[]
  naive: number[]
  sends: Sending[]
  /** The same to 10,000 subscribers. */
  small: Sending[]
  composes: Sending[]
  embedded: Sending[]
  /** The same for the first edition of an installation; none where `historyDays` is 0. */
  withoutPast: { sends: Sending[]; composes: Sending[]; embedded: Sending[] }
}

type Figure = { name: string; value: number | null; goal: string; floor: string; digits: number }

const perSecond = (sending: Sending) => sending.messages / sending.totalSeconds
const composedPerSecond = (sending: Sending) => sending.subscribers / sending.composedSeconds
const perMessage = (sending: Sending) => sending.totalSeconds / sending.messages

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

/** The figures with their goals, each the median of its runs, or null where it was not measured. */
function figuresOf(measured: Measured): Figure[] {
  const { sends, source, naive, small, composes, embedded } = measured
  const of = (values: number[]) => median(values)
  const rate = of(sends.map(perSecond))
  const ratio = (a: number | null, b: number | null) => (a === null || b === null ? null : a / b)
  const memory = of(sends.map((one) => one.workerMemoryMb))
  const people = measured.subscribers.toLocaleString('en')
  return [
    { name: 'messages/s', value: rate, goal: '', floor: '', digits: 0 },
    { name: 'messages/s of smtp-source', value: of(source), goal: '', floor: '', digits: 0 },
    { name: 'messages/s of the naive pipeline', value: of(naive), goal: '', floor: '', digits: 0 },
    {
      name: 'messages/s ÷ smtp-source',
      value: ratio(rate, of(source)),
      goal: '1.0',
      floor: '0.7',
      digits: 2,
    },
    {
      name: 'messages/s ÷ naive pipeline',
      value: ratio(rate, of(naive)),
      goal: '60',
      floor: '40',
      digits: 0,
    },
    {
      name: `${people} subscribers, wall time, s`,
      value: of(sends.map((one) => one.totalSeconds)),
      goal: '200 for 1 M',
      floor: '300 for 1 M',
      digits: 1,
    },
    { name: `peak memory of a worker at ${people}, MB`, value: memory, goal: '', floor: '250', digits: 0 },
    {
      name: `the same ÷ that at 10,000`,
      value: ratio(memory, of(small.map((one) => one.workerMemoryMb))),
      goal: '1.1',
      floor: '1.3',
      digits: 2,
    },
    {
      name: 'compose alone, subscribers/s',
      value: of(composes.map(composedPerSecond)),
      goal: '60,000',
      floor: '30,000',
      digits: 0,
    },
    {
      name: `time until the first of ${people} messages is sent, s`,
      value: of(sends.map((one) => one.firstMessageSeconds)),
      goal: '2 for 1 M',
      floor: '5 for 1 M',
      digits: 2,
    },
    {
      name: 'embedded size, 10,000 subscribers, s',
      value: of(embedded.map((one) => one.totalSeconds)),
      goal: '10',
      floor: '30',
      digits: 1,
    },
    {
      name: 'peak memory of the embedded size, MB',
      value: of(embedded.map((one) => one.workerMemoryMb)),
      goal: '',
      floor: '',
      digits: 0,
    },
    {
      name: `time per message at ${people} ÷ that at 10,000`,
      value: ratio(of(sends.map(perMessage)), of(small.map(perMessage))),
      goal: '1.0',
      floor: '1.15',
      digits: 2,
    },
    ...pastFigures(measured),
  ]
}

/** The first edition of an installation, beside one that has a past. */
function pastFigures({ sends, composes, embedded, withoutPast }: Measured): Figure[] {
  const seconds = (values: Sending[]) => median(values.map((one) => one.totalSeconds))
  const composing = (values: Sending[]) => median(values.map((one) => one.composedSeconds))
  const plain = (name: string, value: number | null, digits: number) => ({
    name: `without a past: ${name}`,
    value,
    goal: '',
    floor: '',
    digits,
  })
  const times = (name: string, past: number | null, empty: number | null) => ({
    name: `with the past ÷ without: ${name}`,
    value: past === null || empty === null ? null : past / empty,
    goal: '1.1',
    floor: '1.3',
    digits: 2,
  })
  const empty = withoutPast
  return [
    plain('messages/s', median(empty.sends.map(perSecond)), 0),
    plain('compose alone, subscribers/s', median(empty.composes.map(composedPerSecond)), 0),
    plain('peak memory of a worker, MB', median(empty.sends.map((one) => one.workerMemoryMb)), 0),
    plain('embedded size, 10,000 subscribers, s', seconds(empty.embedded), 1),
    times('compose alone', composing(composes), composing(empty.composes)),
    times('whole edition', seconds(sends), seconds(empty.sends)),
    times('embedded size', seconds(embedded), seconds(empty.embedded)),
  ]
}

/** Says what an installation has behind it. */
export function pastOf(historyDays: number): string {
  return historyDays === 0
    ? 'the first edition of an empty installation'
    : `after ${historyDays} days of mail`
}

export function printFigures(measured: Measured): void {
  process.stdout.write(`Measured ${pastOf(measured.historyDays)}, messages of ${measured.bytes} bytes.\n`)
  for (const line of table(figuresOf(measured))) process.stdout.write(`${line}\n`)
}

function table(figures: readonly Figure[]): string[] {
  const rows = figures.flatMap(({ name, value, goal, floor, digits }) =>
    value === null ? [] : [`| ${name} | ${format(value, digits)} | ${goal} | ${floor} |`],
  )
  return ['| figure | measured | goal | floor |', '|---|---|---|---|', ...rows]
}

function format(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

const page = new URL('../../../docs/performance.md', import.meta.url)
const [from, to] = ['<!-- figures: written by npm run bench -- --write -->', '<!-- end of figures -->']

/** Puts the figures into docs/performance.md, between its markers. */
export function writePerformance(measured: Measured): void {
  const text = readFileSync(page, 'utf8')
  const [before] = text.split(from)
  const [, after] = text.split(to)
  if (before === undefined || after === undefined)
    throw new Error('docs/performance.md has no markers for the figures')
  const day = new Date().toISOString().slice(0, 10)
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`
  const count = Math.max(measured.sends.length, measured.small.length, measured.composes.length)
  const runs = count === 1 ? 'one run' : `medians of ${count} runs`
  const conditions = `${day}, ${machine}, Node ${process.versions.node}; ${runs}, ${pastOf(measured.historyDays)}, messages of ${measured.bytes} bytes.`
  writeFileSync(
    page,
    [before + from, '', conditions, '', ...table(figuresOf(measured)), '', to + after].join('\n'),
  )
}
