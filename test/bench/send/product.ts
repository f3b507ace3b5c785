import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { tickSlot } from '../../../jobs/schedule.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { createContext, type Context } from '../../../src/context.ts'
import { isClosed, readAccounting } from '../../../src/editions/accounting.ts'
import { monthOf } from '../../../src/ledger/months.ts'
import { startRedisServer } from '../../helpers/servers.ts'
import { cpuSecondsOf } from './cpu.ts'
import { settings, withContext, type Installations, type Size } from './installations.ts'
import { startMeasured, type Measured } from './processes.ts'

/** Of each of the two workers; smtp-source is given as many as both. */
export const connectionsPerWorker = 40

/** An edition on its way from due to sent, in seconds from the tick. */
export type Sending = {
  subscribers: number
  messages: number
  firstMessageSeconds: number
  composedSeconds: number
  totalSeconds: number
  workerMemoryMb: number
  /** From the tick until everything is sent, of all workers together. The embedded size is one process, measured from its start. */
  cpuSeconds: { workers: number; postgres: number; redis: number }
  /** Transactions of the database meanwhile; 0 for the embedded size, which does not tell. */
  commits: number
}

export type Stage = {
  installations: Installations
  smtpPort: number
  say: (progress: string) => void
}

/** How a sending differs from the usual one. */
export type Variant = {
  /** What the workers work on; without `deliver` they only compose. */
  queues?: string
  protocol?: 'smtp' | 'smtps' | 'starttls'
  connections?: number
  /** False to send one command at a time. */
  pipelining?: boolean
  /** How many processes; two where nothing is said. */
  workers?: number
  env?: Record<string, string>
}

/**
 * Sends one edition to everyone by the product: PostgreSQL, Redis, two worker processes, a scheduler's tick. Database and
 * Redis are new ones each time: what another sending left behind, e.g. jobs that nobody worked on, would be tidied up during
 * this one.
 */
export async function sendByProduct(
  { installations, smtpPort, say }: Stage,
  size: Size,
  variant: Variant = {},
): Promise<Sending> {
  const { queues = 'compose,deliver', protocol = 'smtp', connections = connectionsPerWorker } = variant
  await using stack = new AsyncDisposableStack()
  const installation = await installations.onPostgres(size)
  stack.defer(installation.remove)
  const redis = await startRedisServer()
  stack.defer(() => redis.remove())
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true }))
  const lanes = join(dir, 'lanes.json')
  // The front has a certificate of its own making.
  const scheme = protocol === 'smtps' ? 'smtps' : 'smtp'
  const more = protocol === 'starttls' ? '&requireTLS=true' : ''
  const url = `${scheme}://127.0.0.1:${smtpPort}?tls.rejectUnauthorized=false${more}`
  const lane = { name: 'sink', url, connections, pipelining: variant.pipelining ?? true }
  writeFileSync(lanes, JSON.stringify([lane]))
  const env = {
    ...settings,
    DATA_DIR: dir,
    DATABASE_URL: installation.location,
    REDIS_URL: redis.url,
    LANES_FILE: lanes,
    ...variant.env,
  }
  // The tick of the slot itself. One that is late would also look for those who had a later edition.
  const clock = () => installation.slot
  const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'error' }), { clock })
  stack.defer(() => context.close())
  const workers: Measured[] = []
  for (let nth = 0; nth < (variant.workers ?? 2); nth++)
    workers.push(await startMeasured(['--only', 'worker', '--queues', queues], env))
  const pids = [installations.postgresPid(), redis.pid(), ...workers.map(({ pid }) => pid)]
  const usedBefore = cpuSecondsOf(pids)
  const commitsBefore = await countCommits(context)
  const began = Date.now()
  await tickSlot(context)
  const isComposing = !queues.includes('deliver')
  await untilOver(context, isComposing, say)
  const [postgres = 0, redisSeconds = 0, ...ofWorkers] = cpuSecondsOf(pids).map(
    (used, index) => used - (usedBefore[index] ?? 0),
  )
  const commits = (await countCommits(context)) - commitsBefore
  const workersSeconds = ofWorkers.reduce((sum, seconds) => sum + seconds, 0)
  const cpuSeconds = { workers: workersSeconds, postgres, redis: redisSeconds }
  const workerMemoryMb = Math.max(...workers.map((worker) => worker.peakMemoryMb()))
  await Promise.all(workers.map((worker) => worker.stop()))
  const times = await readTimes(context, began)
  return { subscribers: size.subscribers, ...times, workerMemoryMb, cpuSeconds, commits }
}

/** `npm start` with everything in one process, to a relay; the database is looked at when it has ended. */
export async function sendEmbedded({ installations, smtpPort }: Stage, size: Size): Promise<Sending> {
  await using stack = new AsyncDisposableStack()
  const installation = await installations.embedded(size)
  stack.defer(installation.remove)
  const env = { DATA_DIR: installation.location, SMTP_URL: `smtp://127.0.0.1:${smtpPort}` }
  for (let tries = 0; tries < 3; tries++) {
    const service = await startMeasured([], { ...settings, ...env })
    await sleep(20_000 + size.subscribers)
    const workerMemoryMb = service.peakMemoryMb()
    const [workers = 0] = cpuSecondsOf([service.pid])
    const cpuSeconds = { workers, postgres: 0, redis: 0 }
    await service.stop()
    const over = await withContext(env, async (context) => {
      const { id, openedAt } = await readNewestEdition(context)
      const accounting = await readAccounting(context.db, id)
      if (!accounting || !isClosed(accounting) || openedAt <= installation.slot) return null
      const times = await readTimes(context, openedAt.getTime())
      return { subscribers: size.subscribers, ...times, workerMemoryMb, cpuSeconds, commits: 0 }
    })
    if (over) return over
  }
  throw new Error('the embedded size does not get it done')
}

async function untilOver(context: Context, isComposing: boolean, say: Stage['say']): Promise<void> {
  for (;;) {
    await sleep(250)
    const uncomposed = await countRanges(context, 'composed_at')
    if (uncomposed > 0) say(`${uncomposed} ranges to compose`)
    if (uncomposed > 0) continue
    if (isComposing) return
    // The account itself counts all rows: asked for again and again, it would be measured along.
    const undelivered = await countRanges(context, 'delivered_at')
    say(`${undelivered} ranges to deliver`)
    if (undelivered > 0) continue
    const accounting = await readAccounting(context.db, (await readNewestEdition(context)).id)
    if (accounting && isClosed(accounting)) return
  }
}

async function countRanges({ db }: Context, until: 'composed_at' | 'delivered_at'): Promise<number> {
  const { count } = await db
    .selectFrom('edition_ranges')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where(until, 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

async function countCommits({ db }: Context): Promise<number> {
  const { rows } = await sql<{ commits: number }>`
    select xact_commit::integer as commits from pg_stat_database where datname = current_database()`.execute(
    db,
  )
  return rows[0]?.commits ?? 0
}

/** The one that is measured; the others are of the past. */
async function readNewestEdition({ db }: Context): Promise<{ id: number; slot: Date; openedAt: Date }> {
  return db
    .selectFrom('editions')
    .select(['id', 'slot', 'created_at as openedAt'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
}

async function readTimes(context: Context, began: number) {
  const { id, slot } = await readNewestEdition(context)
  const { rows } = await sql<{ messages: number; first: Date | null; composed: Date; last: Date | null }>`
    with sent as (
      select settled_at from deliveries
      where month = ${monthOf(slot)}::date and edition_id = ${id} and status = 'submitted'
    )
    select (select count(*)::integer from sent) as messages,
      (select min(settled_at) from sent) as first,
      (select max(composed_at) from edition_ranges where edition_id = ${id}) as composed,
      (select max(settled_at) from sent) as last`.execute(context.db)
  const [times] = rows
  const since = (at: Date | null | undefined) => (at ? (at.getTime() - began) / 1000 : Number.NaN)
  return {
    messages: times?.messages ?? 0,
    firstMessageSeconds: since(times?.first),
    composedSeconds: since(times?.composed),
    totalSeconds: since(times?.last),
  }
}
