/**
 * Measures what marks cost while an edition is composed: the same installation where a tenth of the subscribers have marked
 * twenty papers each, and where nobody has. The two take turns. Beside the time on the clock it tells the processor's, of this
 * process and of PostgreSQL, which does not depend on what else the machine does.
 *
 * npm run bench:marks -- [--subscribers N] [--runs N] [--history DAYS] [--every N]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import type { Db } from '../../src/store/open.ts'
import { startCpuTimer } from '../helpers/cpu-time.ts'
import { openInstallations, withContext, type Size } from './send/installations.ts'
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

const ticksPerSecond = 100

/** In seconds. */
type Composed = { clock: number; node: number; postgres: number }

await using stack = new AsyncDisposableStack()
const installations = await openInstallations(() => undefined)
stack.defer(() => installations.close())
const composed = { with: [] as Composed[], without: [] as Composed[] }
for (let run = 1; run <= runs; run++) {
  // Neither is always the warmer one.
  const order = run % 2 === 1 ? (['without', 'with'] as const) : (['with', 'without'] as const)
  for (const which of order) {
    const one = await compose({ ...size, marks: { every: which === 'with' ? markedBy : null } })
    composed[which].push(one)
    const told = Object.entries(one).map(([name, seconds]) => `${name} ${seconds.toFixed(2)} s`)
    process.stderr.write(`run ${run} of ${runs}, ${which} marks: ${told.join(', ')}\n`)
  }
}
process.stdout.write(
  [
    `${size.subscribers} subscribers after ${size.historyDays} days of mail, one in ${markedBy} with 20 marks; medians of ${runs} runs.`,
    '',
    '| seconds | nobody has marks | with marks | times as long (goal 1.3) |',
    '|---|---|---|---|',
    row('on the clock', ({ clock }) => clock),
    row('of the processor', ({ node, postgres }) => node + postgres),
    row('– of this process', ({ node }) => node),
    row('– of PostgreSQL', ({ postgres }) => postgres),
    '',
  ].join('\n'),
)

function row(name: string, of: (one: Composed) => number): string {
  const [plain, marked] = [composed.without, composed.with].map((all) => median(all.map(of)) ?? Number.NaN)
  const ratio = (marked ?? Number.NaN) / (plain ?? Number.NaN)
  return `| ${name} | ${plain?.toFixed(2)} | ${marked?.toFixed(2)} | ${ratio.toFixed(2)} |`
}

/** Composes a whole edition, range after range. */
async function compose(of: Size): Promise<Composed> {
  const { location, slot, remove } = await installations.onPostgres(of)
  try {
    return await withContext({ DATABASE_URL: location }, async ({ db }) => {
      const edition = await openEditionAt(db, slot, slot)
      if (!edition) throw new Error('nobody is due')
      const composer = createComposer({ db })
      const postgres = await startPostgresTimer(db)
      const [began, node] = [performance.now(), startCpuTimer()]
      for (const range of edition.ranges) await composer(edition.id, range, slot)
      return { clock: (performance.now() - began) / 1000, node: node() / 1000, postgres: postgres() }
    })
  } finally {
    await remove()
  }
}

/** Sums what the kernel counts for the server, its processes and those that have ended. @returns the seconds since */
async function startPostgresTimer(db: Db): Promise<() => number> {
  const { rows } = await sql<{ folder: string }>`select current_setting('data_directory') as folder`.execute(
    db,
  )
  const [server = ''] = readFileSync(`${rows[0]?.folder}/postmaster.pid`, 'utf8').split('\n')
  const ticks = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .reduce((sum, pid) => sum + ticksOf(pid, server), 0)
  const before = ticks()
  return () => (ticks() - before) / ticksPerSecond
}

/** See proc_pid_stat(5): after the name come state and parent; utime is the 12th from there, and ended children follow. */
function ticksOf(pid: string, server: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const isServer = pid === server
    if (!isServer && fields[1] !== server) return 0
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number)
    const own = (user ?? 0) + (system ?? 0)
    return isServer ? own + (childUser ?? 0) + (childSystem ?? 0) : own
  } catch {
    // It has ended meanwhile.
    return 0
  }
}
