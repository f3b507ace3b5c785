import { Option, type Command } from 'commander'
import type { Context } from '../context.ts'
import { UserError } from '../errors.ts'
import { daysBetween, utcDay } from '../ingest/days.ts'
import { backfill, ingestRecent, type DayReport } from '../ingest/ingest.ts'
import type { Source } from '../sources/source.ts'
import { createSources } from '../sources/sources.ts'
import { scoreTopics } from '../topics/narrow.ts'
import { print, printJson, startProgress } from './output.ts'
import { parseDay, withContext } from './run.ts'

type Options = { source?: string; date?: string; from?: string; to?: string; json?: boolean }

export function configure(command: Command): void {
  command
    .option('--source <name>', 'from one source; by default from all')
    .addOption(new Option('--date <day>', 'one day, like 2026-05-20').conflicts(['from', 'to']))
    .option('--from <day>', 'the first day of a range')
    .option('--to <day>', 'the last day of a range')
    .option('--json', 'print the reports as JSON')
    .addHelpText('after', '\nExit code 1: a day failed; its last good state is kept.')
    .action((options: Options) => {
      const range = chosenRange(options, utcDay(new Date()))
      return withContext((context) => ingest(context, options, range))
    })
}

type Range = { from: string; to: string }

async function ingest(context: Context, options: Options, range: Range | null): Promise<void> {
  const reports: DayReport[] = []
  for (const source of chosenSources(context, options.source)) {
    const deps = { ...context, source, classify: scoreTopics }
    reports.push(...(range ? await ingestRange(deps, range, options) : await ingestRecent(deps)))
  }
  if (options.json) printJson(reports)
  else if (!range) for (const report of reports) printReport(report)
  if (!options.json && reports.length > 1) printSum(reports)
  if (reports.some((report) => report.state === 'failed')) process.exitCode = 1
}

async function ingestRange(
  deps: Parameters<typeof backfill>[0],
  { from, to }: Range,
  options: Options,
): Promise<DayReport[]> {
  const days = daysBetween(from, to).length
  const progress = startProgress(`ingesting days of ${deps.source.name}`, days)
  let done = 0
  const reports = await backfill(deps, from, to, (report) => {
    // On a terminal the bar would break up the lines.
    if (!options.json && !process.stderr.isTTY) printReport(report)
    progress.update(++done)
  })
  progress.stop()
  if (!options.json && process.stderr.isTTY) for (const report of reports) printReport(report)
  return reports
}

function chosenRange({ date, from = date, to = date }: Options, today: string): Range | null {
  if (from === undefined && to === undefined) return null
  if (from === undefined || to === undefined) throw new UserError('A range needs both --from and --to.')
  const range = { from: parseDay(from), to: parseDay(to) }
  if (range.from > range.to) throw new UserError(`--from ${from} is after --to ${to}.`)
  if (range.to > today) throw new UserError(`${range.to} is in the future: today is ${today} in UTC.`)
  return range
}

function chosenSources(context: Context, name: string | undefined): readonly Source[] {
  const sources = createSources(context)
  const chosen = sources.filter((one) => name === undefined || one.name === name)
  if (chosen.length > 0) return chosen
  throw new UserError(
    `There is no source “${name}”. Choose one of: ${sources.map((one) => one.name).join(', ')}.`,
  )
}

function printReport({ source, day, state, listed, added, dropped, problem }: DayReport): void {
  const counts = `listed ${String(listed).padStart(3)}  new ${String(added).padStart(3)}  dropped ${dropped.length}`
  print(`${day}  ${source}  ${state.padEnd(7)}  ${counts}${problem ? `  ${problem}` : ''}`)
  for (const { id, reason } of dropped) print(`            dropped ${id ?? '(no id)'}: ${reason}`)
}

function printSum(reports: DayReport[]): void {
  const sum = (count: (report: DayReport) => number) => reports.reduce((total, one) => total + count(one), 0)
  const states = Object.entries(Object.groupBy(reports, (report) => report.state))
  print(
    `${reports.length} days (${states.map(([state, some]) => `${some?.length ?? 0} ${state}`).join(', ')}): ` +
      `listed ${sum((one) => one.listed)}, new ${sum((one) => one.added)}, dropped ${sum((one) => one.dropped.length)}`,
  )
}
