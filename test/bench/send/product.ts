import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { tickSlot } from '../../../jobs/schedule.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { createContext, type Context } from '../../../src/context.ts'
import { isClosed, readAccounting } from '../../../src/editions/accounting.ts'
import { startPostgresServer, startRedisServer } from '../../helpers/servers.ts'
import { makePapers, makeSubscribers } from './audience.ts'
import { startMeasured } from './processes.ts'

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
}

export type Stage = {
  smtpPort: number
  say: (progress: string) => void
}

/**
 * Sends one edition to `subscribers` by the product: PostgreSQL, Redis, two worker processes, a scheduler's tick. Both
 * servers are new ones each time: what another sending left behind, e.g. jobs that nobody worked on, would be tidied up during
 * this one.
 *
 * @param queues what the workers work on; without `deliver` they only compose
 */
export async function sendByProduct(
  { smtpPort, say }: Stage,
  subscribers: number,
  queues = 'compose,deliver',
): Promise<Sending> {
  await using stack = new AsyncDisposableStack()
  const postgres = await startPostgresServer()
  stack.defer(() => postgres.remove())
  const redis = await startRedisServer()
  stack.defer(() => redis.remove())
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true }))
  const lanes = join(dir, 'lanes.json')
  const lane = { name: 'sink', url: `smtp://127.0.0.1:${smtpPort}`, connections: connectionsPerWorker }
  writeFileSync(lanes, JSON.stringify([lane]))
  const env = {
    ...settings,
    DATA_DIR: dir,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    LANES_FILE: lanes,
  }
  const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'error' }), { schema: 'migrate' })
  stack.defer(() => context.close())
  const now = new Date()
  await makePapers(context.db, now)
  await makeSubscribers(context.db, subscribers, now, (made) => say(`${made} subscribers`))
  await startAnHourAgo(context, now)
  const workers = [
    await startMeasured(['--only', 'worker', '--queues', queues], env),
    await startMeasured(['--only', 'worker', '--queues', queues], env),
  ]
  const began = Date.now()
  await tickSlot(context)
  const isComposing = !queues.includes('deliver')
  await untilOver(context, isComposing, say)
  const workerMemoryMb = Math.max(...workers.map((worker) => worker.peakMemoryMb()))
  await Promise.all(workers.map((worker) => worker.stop()))
  return { subscribers, ...(await readTimes(context, began)), workerMemoryMb }
}

/** `npm start` with everything in one process, to a relay; the database is looked at when it has ended. */
export async function sendEmbedded(smtpPort: number, subscribers: number): Promise<Sending> {
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  const env = { ...settings, DATA_DIR: dir, SMTP_URL: `smtp://127.0.0.1:${smtpPort}` }
  const withDatabase = async <Answer>(work: (context: Context) => Promise<Answer>) => {
    const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'error' }), { schema: 'migrate' })
    try {
      return await work(context)
    } finally {
      await context.close()
    }
  }
  try {
    const now = new Date()
    await withDatabase(async (context) => {
      await makePapers(context.db, now)
      await makeSubscribers(context.db, subscribers, now, () => undefined)
      await startAnHourAgo(context, now)
    })
    for (let tries = 0; tries < 3; tries++) {
      const service = await startMeasured([], env)
      await sleep(20_000 + subscribers)
      const workerMemoryMb = service.peakMemoryMb()
      await service.stop()
      const over = await withDatabase(async (context) => {
        const accounting = await readAccounting(context.db, 1)
        if (!accounting || !isClosed(accounting)) return null
        const { rows } = await sql<{ at: Date }>`select created_at as at from editions`.execute(context.db)
        return { subscribers, ...(await readTimes(context, rows[0]?.at.getTime() ?? 0)), workerMemoryMb }
      })
      if (over) return over
    }
    throw new Error('the embedded size does not get it done')
  } finally {
    rmSync(dir, { recursive: true })
  }
}

const settings = {
  SECRET_KEY: 'a key that is only for benchmarks, 32 characters',
  POSTAL_ADDRESS: '4 Example Lane, 1000 Exampleton',
  PUBLIC_URL: 'https://papers.example.org',
  MAIL_FROM: 'Paperboy <news@example.org>',
  HF_URL: 'http://127.0.0.1:9',
}

async function startAnHourAgo({ db }: Context, now: Date): Promise<void> {
  const at = new Date(now.getTime() - 3_600_000 - (now.getTime() % 900_000))
  await db.insertInto('watermarks').values({ name: 'slots', at }).execute()
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
    const accounting = await readAccounting(context.db, 1)
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

async function readTimes({ db }: Context, began: number) {
  const { rows } = await sql<{ messages: number; first: Date | null; composed: Date; last: Date | null }>`
    select (select count(*)::integer from deliveries where status = 'submitted') as messages,
      (select min(settled_at) from deliveries where status = 'submitted') as first,
      (select max(composed_at) from edition_ranges) as composed,
      (select max(settled_at) from deliveries where status = 'submitted') as last`.execute(db)
  const [times] = rows
  const since = (at: Date | null | undefined) => (at ? (at.getTime() - began) / 1000 : Number.NaN)
  return {
    messages: times?.messages ?? 0,
    firstMessageSeconds: since(times?.first),
    composedSeconds: since(times?.composed),
    totalSeconds: since(times?.last),
  }
}
