import { Argument, type Command } from 'commander'
import { reconcile } from '../../jobs/reconcile.ts'
import type { Context } from '../context.ts'
import type { LaneConfig } from '../smtp/lane-config.ts'
import { readUsage } from '../smtp/lane-meter.ts'
import { openLanePoints } from '../smtp/lane-points.ts'
import { pauseLane, readLaneStates, resumeLane, type LaneStates } from '../smtp/lane-state.ts'
import { findShortfall, shortfallLine } from '../deliver/demand.ts'
import { UserError } from '../errors.ts'
import { print, printJson, printTable } from './output.ts'
import { withContext } from './run.ts'

type Options = { json?: boolean; reason?: string }

export function configure(lane: Command): void {
  const name = () => new Argument('<name>', 'as `lane list` prints it')
  lane
    .command('list')
    .description('every lane: its state, its limits and how much of them is used')
    .option('--json', 'print as JSON')
    .action((options: Options) => withContext((context) => list(context, options)))
  lane
    .command('show')
    .description('one lane: its settings, its last problem, and the domains that have slowed it down')
    .addArgument(name())
    .option('--json', 'print as JSON')
    .action((given: string, options: Options) => withContext((context) => show(context, given, options)))
  lane
    .command('pause')
    .description('stops sending over a lane until it is resumed; workers notice within a second')
    .addArgument(name())
    .option('--reason <words>', 'shown with the lane', 'by an operator')
    .action((given: string, options: Options) => withContext((context) => pause(context, given, options)))
  lane
    .command('resume')
    .description('resumes a lane that was paused or has closed by itself')
    .addArgument(name())
    .action((given: string) => withContext((context) => resume(context, given)))
}

/** A lane as an operator sees it. The password is not among it. */
type LaneReport = Awaited<ReturnType<typeof report>>[number]

async function report({ config, db, clock, pool, logger }: Context, lanes: readonly LaneConfig[]) {
  const now = clock()
  const points = openLanePoints(config.store, { pool }, logger)
  try {
    const states = await readLaneStates(db)
    return await Promise.all(
      lanes.map(async (lane) => {
        const { smtp, ...settings } = lane
        return {
          ...settings,
          relay: `${smtp.host ?? 'localhost'}${smtp.port ? `:${smtp.port}` : ''}`,
          user: smtp.auth?.user ?? null,
          state: stateOf(states, lane.name, now),
          ...states.conditionOf(lane.name),
          usage: await readUsage(lane, points, now),
          domains: states.domains.filter((domain) => domain.lane === lane.name),
        }
      }),
    )
  } finally {
    points.close()
  }
}

function stateOf(states: LaneStates, name: string, now: Date): string {
  const { pausedAt, closings, closedUntil } = states.conditionOf(name)
  if (pausedAt) return 'paused'
  if (closedUntil && closedUntil > now) return `closed until ${timeOf(closedUntil)}`
  return closings > 0 ? 'being tried' : 'open'
}

async function list(context: Context, options: Options): Promise<void> {
  const reports = await report(context, context.config.delivery.lanes)
  if (options.json) return printJson(reports)
  if (reports.length === 0)
    return print('There is no lane: mail goes to the built-in inbox. Set SMTP_URL or LANES_FILE.')
  printTable(
    ['name', 'state', 'relay', 'weight', 'connections', 'per second', 'this hour', 'today', 'slowed domains'],
    reports.map((lane) => [
      lane.name,
      lane.state,
      lane.relay,
      lane.weight,
      lane.connections,
      lane.perSecond ?? '-',
      usedOf(lane.usage.hour),
      usedOf(lane.usage.day),
      lane.domains.length,
    ]),
  )
  const shortfall = await findShortfall(context.db, context.config.delivery.lanes, context.clock())
  if (shortfall) print(`\n${shortfallLine(shortfall)}.`)
}

async function show(context: Context, name: string, options: Options): Promise<void> {
  const [lane] = await report(context, [findLane(context, name)])
  if (!lane) return
  if (options.json) return printJson(lane)
  for (const [label, value] of describe(lane)) print(`${label.padEnd(15)} ${value}`)
  if (lane.domains.length === 0) return
  print()
  printTable(
    ['slowed domain', 'stopped until', 'then at a time', 'since it said'],
    lane.domains.map((one) => [one.domain, timeOf(one.stoppedUntil), one.allowed, one.reason]),
  )
}

function describe(lane: LaneReport): [string, string][] {
  const problem = lane.lastProblemAt && `${timeOf(lane.lastProblemAt)}  ${lane.lastProblem ?? ''}`
  return [
    ['Lane', lane.name],
    ['State', lane.pauseReason ? `${lane.state}: ${lane.pauseReason}` : lane.state],
    ['Relay', lane.user ? `${lane.relay} as ${lane.user}` : lane.relay],
    ['Carries', lane.carries.join(', ')],
    ['Weight', String(lane.weight)],
    [
      'Connections',
      `${lane.connections} and ${lane.transactionalConnections} for transactional mail, each worker`,
    ],
    ['Per second', String(lane.perSecond ?? 'no limit')],
    ['This hour', usedOf(lane.usage.hour)],
    ['Today', usedOf(lane.usage.day)],
    ['Last problem', problem ?? 'none'],
  ]
}

async function pause({ db, clock, config }: Context, name: string, { reason = '' }: Options): Promise<void> {
  findLane({ config }, name)
  await pauseLane(db, name, reason, clock())
  print(
    `Lane ${name} is paused. Messages that are being sent are not stopped. \`paperboy lane resume ${name}\` resumes it.`,
  )
}

async function resume(context: Context, name: string): Promise<void> {
  findLane(context, name)
  if (!(await resumeLane(context.db, name, context.clock())))
    return print(`Lane ${name} was neither paused nor closed.`)
  await reconcile(context)
  print(`Lane ${name} is resumed.`)
}

/** @throws {UserError} where there is none */
function findLane({ config }: Pick<Context, 'config'>, name: string): LaneConfig {
  const lane = config.delivery.lanes.find((one) => one.name === name)
  if (lane) return lane
  const names = config.delivery.lanes.map((one) => one.name).join(', ')
  throw new UserError(
    names
      ? `There is no lane “${name}”. Choose one of: ${names}.`
      : 'There is no lane: mail goes to the built-in inbox. Set SMTP_URL or LANES_FILE.',
  )
}

/** Windows are taken in leases, so what workers hold is among what is used. */
function usedOf(usage: { used: number; cap: number } | null): string {
  return usage ? `${usage.used} of ${usage.cap}` : 'no limit'
}

function timeOf(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace('T', ' ')
}
