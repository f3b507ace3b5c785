import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readSourceHealth, type SourceHealth } from '../ingest/source-health.ts'
import { printJson, printTable } from './output.ts'
import { withContext } from './run.ts'

export function configure(command: Command): void {
  command
    .option('--json', 'print as JSON, with the last 14 days of each')
    .addHelpText(
      'after',
      '\nTimes are in UTC. Exit code 1: the newest day of every source is stale or failed.',
    )
    .action((options: { json?: boolean }) => withContext((context) => showSources(context, options)))
}

async function showSources({ config, db, clock }: Context, { json }: { json?: boolean }): Promise<void> {
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
