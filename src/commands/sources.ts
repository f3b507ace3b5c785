import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readDayDetails, readReceipts } from '../ingest/receipt.ts'
import { readSourceHealth, type SourceHealth } from '../ingest/source-health.ts'
import { printJson, printTable } from './output.ts'
import { parseDay, withContext } from './run.ts'

export function configure(command: Command): void {
  command
    .option('--day <day>', 'what each source announced for a day, and what became of it')
    .option('--json', 'print as JSON, with the last 14 days of each')
    .addHelpText('after', help)
    .action(({ day, ...options }: Options & { day?: string }) => {
      const asked = day === undefined ? undefined : parseDay(day)
      return withContext((context) =>
        asked === undefined ? showSources(context, options) : showDay(context, asked, options),
      )
    })
}

type Options = { json?: boolean }

const help = `
Times are in UTC. Exit code 1: the newest day of every source is stale or failed.

With --day: announced = kept + left out. Of those kept, "late" were added to the list after it was complete, "shared" were
listed by another source too, and "withdrawn" are not mailed. Left out: repeated in the list, unreadable, replaced (a new
version of an old paper), limit (behind the longest list that is read), missing (announced, but not sent yet).`

async function showDay({ config, db }: Context, day: string, { json }: Options): Promise<void> {
  const sources = await Promise.all(
    config.sources.planned.map(async ({ name: source }) => {
      const [one] = await readReceipts(db, { source, from: day, to: day })
      return { source, day, ...(one ?? null), ...(one && (await readDayDetails(db, { source, day }))) }
    }),
  )
  if (json) return printJson(sources)
  printTable(
    ['source', 'state', 'announced', 'kept', 'late', 'shared', 'withdrawn', 'left out', 'problem'],
    sources.map(({ source, state, receipt, late, shared, withdrawn, problem }) => [
      source,
      state ?? 'not asked',
      receipt?.announced ?? '–',
      receipt?.kept ?? '–',
      late ?? 0,
      shared ?? 0,
      withdrawn ?? 0,
      Object.entries(receipt?.leftOut ?? {})
        .map(([reason, count]) => `${reason} ${count}`)
        .join(', '),
      problem ?? '',
    ]),
  )
}

async function showSources({ config, db, clock }: Context, { json }: Options): Promise<void> {
  const health = await readSourceHealth(db, config.sources.planned, clock())
  if (json) printJson(health)
  else printTable(header, health.map(toRow))
  if (health.every(isBad)) process.exitCode = 1
}

const header = [
  'source',
  'schedule',
  'newest day',
  'state',
  'listed',
  'complete to',
  'last poll',
  'next poll',
  'problem',
]

function toRow({
  name,
  schedule,
  days,
  watermark,
  lastPollAt,
  nextPollAt,
}: SourceHealth): (string | number)[] {
  const [newest] = days
  return [
    name,
    schedule,
    newest?.day ?? '–',
    newest?.state ?? '–',
    newest?.listed ?? 0,
    watermark ?? '–',
    lastPollAt ? minute(lastPollAt) : '–',
    minute(nextPollAt),
    newest?.problem ?? '',
  ]
}

function isBad({ days: [newest] }: SourceHealth): boolean {
  return newest?.state === 'stale' || newest?.state === 'failed'
}

function minute(instant: Date): string {
  return instant.toISOString().slice(0, 16).replace('T', ' ')
}
