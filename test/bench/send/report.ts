import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import type { Operations } from './operations.ts'
import type { Sending } from './product.ts'
import type { Relays } from './relays.ts'
import type { ByWorkers } from './workers.ts'

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
  /** The same to people who all get the same page. */
  same: Sending[]
  /** The same to 10,000 subscribers. */
  small: Sending[]
  composes: Sending[]
  embedded: Sending[]
  operations: Operations
  byWorkers: ByWorkers
  relays: Relays
  /** Of the distant relay. */
  roundTripMs: number
  /** The same for the first edition of an installation; none where `historyDays` is 0. */
  withoutPast: { sends: Sending[]; composes: Sending[]; embedded: Sending[] }
}

type Figure = { name: string; values: Values; goal: string; floor: string; digits: number }
/** Of the runs, in their order. */
type Values = readonly number[]

const perSecond = (sending: Sending) => sending.messages / sending.totalSeconds
const composedPerSecond = (sending: Sending) => sending.subscribers / sending.composedSeconds
const perMessage = (sending: Sending) => sending.totalSeconds / sending.messages

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const above = sorted[Math.floor(sorted.length / 2)]
  const below = sorted[Math.ceil(sorted.length / 2) - 1]
  return above === undefined || below === undefined ? null : (above + below) / 2
}

/** The figures with their goals, each with the values of its runs: none where it was not measured. */
function figuresOf(measured: Measured): Figure[] {
  const { sends, source, naive, small, composes, embedded } = measured
  const rates = sends.map(perSecond)
  const memory = sends.map((one) => one.workerMemoryMb)
  const people = measured.subscribers.toLocaleString('en')
  const forMillion = (goal: string) => (measured.subscribers === 1_000_000 ? goal : `${goal} for 1 M`)
  return [
    figure('messages/s', rates, 0),
    figure('messages/s of smtp-source', source, 0),
    figure('messages/s of the naive pipeline', naive, 0),
    figure('messages/s ÷ smtp-source', ratios(rates, source), 2, '1.3', '1.0'),
    figure('messages/s ÷ naive pipeline', ratios(rates, naive), 0),
    figure(
      `${people} subscribers, wall time, s`,
      sends.map((one) => one.totalSeconds),
      1,
      forMillion('150'),
      forMillion('190'),
    ),
    figure(
      `CPU per message of ${people}: workers, PostgreSQL and Redis, with Node’s warming up, µs`,
      sends.map(cpuPerMessage),
      0,
      '200',
      '250',
    ),
    figure(
      'CPU of one message more, µs (from those of 10,000 and of all)',
      measured.subscribers > 10_000 ? cpuOfOneMore(sends, small) : [],
      0,
      '200',
      '250',
    ),
    figure(
      `CPU per message of ${people}, the same page for all, µs (listmonk 249)`,
      measured.same.map(cpuPerMessage),
      0,
      '200',
    ),
    figure(
      'of it, PostgreSQL, µs',
      sends.map(({ cpuSeconds, messages }) => perMillion(cpuSeconds.postgres, messages)),
      0,
    ),
    figure(`peak memory of a worker at ${people}, MB`, memory, 0, forMillion('180'), forMillion('220')),
    figure(
      `the same ÷ that at 10,000`,
      ratios(
        memory,
        small.map((one) => one.workerMemoryMb),
      ),
      2,
      '1.1',
      '1.3',
    ),
    figure('compose alone, subscribers/s', composes.map(composedPerSecond), 0, '60,000', '40,000'),
    figure(
      `time until the first of ${people} messages is sent, s`,
      sends.map((one) => one.firstMessageSeconds),
      2,
      forMillion('2'),
      forMillion('5'),
    ),
    figure(
      'embedded size, 10,000 subscribers, s',
      embedded.map((one) => one.totalSeconds),
      1,
      '4',
      '5',
    ),
    figure(
      'peak memory of the embedded size, MB',
      embedded.map((one) => one.workerMemoryMb),
      0,
      '250',
    ),
    figure(
      `time per message at ${people} ÷ that at 10,000`,
      ratios(sends.map(perMessage), small.map(perMessage)),
      2,
      '1.0',
      '1.0',
    ),
    ...relayFigures(measured),
    ...pastFigures(measured),
    ...operationFigures(measured),
    ...workerFigures(measured),
  ]
}

function relayFigures({ relays, roundTripMs }: Measured): Figure[] {
  const signed = ratios(relays.signed.map(perSecond), relays.plain.map(perSecond))
  const front = relays.front.map(perSecond)
  const tls = ratios(relays.tls.map(perSecond), front)
  const startTls = ratios(relays.startTls.map(perSecond), front)
  return [
    figure('signed (DKIM, RSA-2048) messages/s ÷ unsigned', signed, 2, '0.6', '0.45'),
    figure('messages/s over STARTTLS ÷ plain, through a front', startTls, 2, '0.8', '0.65'),
    figure('messages/s over TLS from the first byte on ÷ plain', tls, 2, '0.8', '0.65'),
    figure(`messages/s per connection at ${roundTripMs} ms round trip`, relays.distant, 1),
    figure('the same ÷ one command at a time', ratios(relays.distant, relays.distantInTurn), 2, '4', '3'),
    figure(`the same ÷ nodemailer's pool`, ratios(relays.distant, relays.distantPool), 2, '4', '3'),
  ]
}

/** The first edition of an installation, beside one that has a past. */
function pastFigures({ sends, composes, embedded, withoutPast: empty }: Measured): Figure[] {
  const seconds = (values: Sending[]) => values.map((one) => one.totalSeconds)
  const composing = (values: Sending[]) => values.map((one) => one.composedSeconds)
  const cpu = (values: Sending[]) => values.map(({ cpuSeconds: { workers, postgres } }) => workers + postgres)
  const times = (name: string, past: Values, first: Values) =>
    figure(`with the past ÷ without: ${name}`, ratios(past, first), 2, '1.1', '1.3')
  return [
    figure('without a past: messages/s', empty.sends.map(perSecond), 0),
    figure('without a past: compose alone, subscribers/s', empty.composes.map(composedPerSecond), 0),
    figure(
      'without a past: peak memory of a worker, MB',
      empty.sends.map((one) => one.workerMemoryMb),
      0,
    ),
    figure('without a past: embedded size, 10,000 subscribers, s', seconds(empty.embedded), 1),
    times('compose alone', composing(composes), composing(empty.composes)),
    times('whole edition', seconds(sends), seconds(empty.sends)),
    times('whole edition, CPU of workers and PostgreSQL', cpu(sends), cpu(empty.sends)),
    times('embedded size', seconds(embedded), seconds(empty.embedded)),
  ]
}

/** What is asked beside sending, after many days of mail and after one. */
function operationFigures({ operations }: Measured): Figure[] {
  return Object.entries(operations).flatMap(([name, { long, short }]) => [
    figure(`${name}, ms`, long, long.some((ms) => ms >= 100) ? 0 : 2),
    figure(`with the past ÷ with one day: ${name}`, ratios(long, short), 2, '1.1', '1.3'),
  ])
}

function workerFigures({ byWorkers }: Measured): Figure[] {
  return Object.entries(byWorkers).flatMap(([workers, sendings]) => [
    figure(`${workers} workers, a distant relay: messages/s`, sendings.map(sendingRate), 0),
    figure(
      `${workers} workers, a distant relay: CPU of PostgreSQL per message, µs`,
      sendings.map(({ cpuSeconds, messages }) => perMillion(cpuSeconds.postgres, messages)),
      0,
    ),
    figure(
      `${workers} workers, a distant relay: messages per transaction`,
      sendings.map(({ messages, commits }) => messages / commits),
      1,
    ),
  ])
}

/** Without the time until the first message. */
const sendingRate = ({ messages, totalSeconds, firstMessageSeconds }: Sending) =>
  messages / (totalSeconds - firstMessageSeconds)

const cpuOf = ({ cpuSeconds: { workers, postgres, redis } }: Sending) => workers + postgres + redis
const cpuPerMessage = (sending: Sending) => perMillion(cpuOf(sending), sending.messages)

/** What starting and warming up cost is in both, so the difference is without it. */
function cpuOfOneMore(sends: readonly Sending[], small: readonly Sending[]): number[] {
  return sends.flatMap((send, run) => {
    const few = small[run]
    return few ? [perMillion(cpuOf(send) - cpuOf(few), send.messages - few.messages)] : []
  })
}

function figure(name: string, values: Values, digits: number, goal = '', floor = ''): Figure {
  return { name, values, goal, floor, digits }
}

/** Run by run, because a shared machine is not as fast at all times. */
function ratios(values: Values, others: Values): number[] {
  return values.flatMap((value, run) => {
    const other = others[run]
    return other === undefined ? [] : [value / other]
  })
}

const perMillion = (seconds: number, messages: number) => (seconds / messages) * 1e6

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
  const rows = figures.flatMap(({ name, values, goal, floor, digits }) => {
    const middle = median(values)
    if (middle === null) return []
    const of = (value: number) => format(value, digits)
    const range = values.length > 1 ? `${of(Math.min(...values))} to ${of(Math.max(...values))}` : ''
    return [`| ${name} | ${of(middle)} | ${range} | ${goal} | ${floor} |`]
  })
  return ['| figure | median | range | goal | floor |', '|---|---|---|---|---|', ...rows]
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
  const conditions = `${day}, ${machine}, Node ${process.versions.node}, load average ${(loadavg()[1] ?? 0).toFixed(0)}; ${runs}, ${pastOf(measured.historyDays)}, messages of ${measured.bytes} bytes.`
  writeFileSync(
    page,
    [before + from, '', conditions, '', ...table(figuresOf(measured)), '', to + after].join('\n'),
  )
}
