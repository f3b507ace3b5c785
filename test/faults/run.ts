import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { reconcile } from '../../jobs/reconcile.ts'
import { tickSlot } from '../../jobs/schedule.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createContext, type Context } from '../../src/context.ts'
import { closes, isClosed, readAccounting, type Accounting } from '../../src/editions/accounting.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { emptyTables } from '../helpers/context.ts'
import { startPart, type Part } from '../helpers/processes.ts'
import { startProxy, type Proxy } from './proxy.ts'
import { startRelay, type Relay } from './relay.ts'
import { startPostgresServer, startRedisServer, type Server } from '../helpers/servers.ts'

/** How long things take. They are shorter where many faults are to be seen in a few minutes. */
export type Timings = {
  /** A process that is silent for this long is taken for dead. */
  leaseSeconds: number
  /** A relay that is silent for this long is given up. */
  socketTimeoutMs: number
  /** How long Redis is paused: half of a lease. */
  pauseMs: number
  /** How long connections to the relay stall: well below the socket's timeout. */
  stallMs: number
}

/** The arguments of `paperboy start` for each process, by a name of its own. */
export type Parts = Record<string, string[]>

/** One edition on its way to everyone, with every part of it in reach. */
export type Run = {
  subscribers: number
  timings: Timings
  postgres: Server
  redis: Server
  relay: Relay
  proxy: Proxy
  /** For looking at rows, and for what people do meanwhile. */
  context: Context
  parts: Map<string, Part>
  /** Kills a part without a warning. */
  kill: (name: string) => Promise<void>
  /** Waits until this share of all messages, from 0 to 1, was taken by the relay. */
  untilTaken: (share: number) => Promise<void>
  /** How many messages may be in doubt beside those that the proxy saw unanswered: what dead workers had not recorded. */
  inFlight: number
  /** Adds the messages that are open now to those in doubt: their workers are about to lose what they know. */
  countInFlight: () => void
}

/** What became of an edition under a fault, as the relay saw it and as the rows say. */
export type Verdict = {
  accounting: Accounting
  /** Recipients who should have a message and have none. */
  lost: number
  /** Messages beyond the first to the same recipient. */
  duplicated: number
  /** Duplicates that are not the same to the byte. */
  different: number
  inFlight: number
  /** Who left during the run, and got a message that began after that. */
  mailedAfterLeaving: number
  left: number
  seconds: number
}

/** What a run does, beside sending an edition. */
export type Plan = {
  /** The fault. What it stops is started again afterwards. */
  happen: (run: Run) => Promise<void>
  /** The processes, where they are not the usual ones. */
  parts?: Parts
  /** The edition is opened by the first tick of a scheduler that starts, and not by a tick in between. */
  isOpenedByStart?: boolean
  /** Unfinished work is picked up by the scheduler alone, every ten seconds, and not earlier. */
  isReconciledByScheduler?: boolean
}

/** PostgreSQL, Redis, a relay behind a proxy, and the processes of the service, for one run after the other. */
export type Stage = {
  /**
   * Empties the database, sends one edition to made-up subscribers, does the fault to it meanwhile, puts everything
   * back into order, waits until the edition is over, and compares the rows with what the relay took.
   */
  run: (subscribers: number, plan: Plan) => Promise<Verdict>
  close: () => Promise<void>
}

export const settings = {
  SECRET_KEY: 'a key that is only for tests, 32 characters and more',
  POSTAL_ADDRESS: '4 Example Lane, 1000 Exampleton',
  PUBLIC_URL: 'http://paperboy.test',
  MAIL_FROM: 'Paperboy <news@paperboy.test>',
  HF_URL: 'http://127.0.0.1:9',
  LEASE_SECONDS: '20',
  PORT: '0',
  BOUNCE_LISTEN: '127.0.0.1:0',
}

export const defaultParts: Parts = {
  scheduler: ['--only', 'scheduler'],
  'worker 1': ['--only', 'worker'],
  'worker 2': ['--only', 'worker'],
}

/** The processes are started by the first run that has them, and serve the next ones too. */
export async function openStage(timings: Timings): Promise<Stage> {
  const stack = new AsyncDisposableStack()
  const relay = await startRelay()
  stack.defer(() => relay.close())
  const proxy = await startProxy(relay.port)
  stack.defer(() => proxy.close())
  const postgres = await startPostgresServer()
  stack.defer(() => postgres.remove())
  const redis = await startRedisServer()
  stack.defer(() => redis.remove())
  const env = {
    ...settings,
    LEASE_SECONDS: String(timings.leaseSeconds),
    // Many recipients are refused, which would pause the edition.
    BOUNCE_PAUSE_PERCENT: '100',
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    SMTP_URL: `smtp://127.0.0.1:${proxy.port}?socketTimeout=${timings.socketTimeoutMs}`,
  }
  const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'silent' }), { schema: 'migrate' })
  stack.defer(() => context.close())
  const parts = new Map<string, Part>()
  stack.defer(async () => {
    await Promise.all([...parts.values()].map((part) => part.kill()))
  })
  const base = { timings, postgres, redis, relay, proxy, context, parts }
  return {
    run: (subscribers, plan) => runOn(env, base, subscribers, plan),
    close: () => stack.disposeAsync(),
  }
}

type Base = Omit<Run, 'subscribers' | 'kill' | 'untilTaken' | 'inFlight' | 'countInFlight'>

async function runOn(
  env: Record<string, string>,
  base: Base,
  subscribers: number,
  plan: Plan,
): Promise<Verdict> {
  const { context, relay, proxy } = base
  const parts = plan.parts ?? defaultParts
  const run: Run = {
    ...base,
    subscribers,
    kill: async (name) => {
      run.countInFlight()
      await killPart(base, name)
    },
    untilTaken: (share) => relay.untilTaken(share * subscribers),
    inFlight: 0,
    countInFlight: () => {
      run.inFlight += Math.max(relay.openMessages(), proxy.open())
    },
  }
  for (const [name, { args }] of base.parts) {
    const isOver =
      parts[name]?.join() !== args.join() || (plan.isOpenedByStart && name.startsWith('scheduler'))
    if (isOver) await killPart(base, name)
  }
  await emptyTables(context.db)
  relay.reset()
  proxy.reset()
  await seed(context, subscribers)
  const began = Date.now()
  await startMissing(env, base, parts)
  await using stack = new AsyncDisposableStack()
  stack.defer(makeWorkDue(context, plan))
  if (!plan.isOpenedByStart) await tickSlot(context)
  const breakAndMend = async () => {
    await plan.happen(run)
    await startMissing(env, base, parts)
    return untilOver(context)
  }
  const [accounting, left] = await Promise.all([breakAndMend(), leaveMeanwhile(run)])
  return { ...(await judge(run, accounting, left)), seconds: (Date.now() - began) / 1000 }
}

async function killPart({ parts }: Base, name: string): Promise<void> {
  await parts.get(name)?.kill()
  parts.delete(name)
}

async function startMissing(env: Record<string, string>, base: Base, parts: Parts): Promise<void> {
  const missing = Object.entries(parts).filter(([name]) => !base.parts.get(name)?.isRunning())
  await Promise.all(
    missing.map(async ([name, args]) => {
      base.parts.set(name, await startPart(args, env))
    }),
  )
}

/** Who left, when, and how many messages were open at that moment. */
type Left = { email: string; at: number; openMessages: number }

/** Subscribers who leave while the edition is on its way: half of them early, half of them late. */
async function leaveMeanwhile(run: Run): Promise<Left[]> {
  const left: Left[] = []
  for (const share of [0.15, 0.5]) {
    await run.untilTaken(share)
    const sent = new Set(run.relay.taken.map(({ to }) => to))
    const waiting = Array.from({ length: run.subscribers }, (_, n) => address(n)).filter(
      (one) => !sent.has(one),
    )
    for (const email of [waiting.at(-1), waiting.at(waiting.length / 2)]) {
      if (email && (await leave(run.context, email))) {
        left.push({ email, at: Date.now(), openMessages: run.relay.openMessages() })
      }
    }
  }
  return left
}

/** Tries for as long as the database may be away. */
async function leave({ db }: Context, email: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      const { id } = await db
        .selectFrom('subscribers')
        .select('id')
        .where('email', '=', email)
        .executeTakeFirstOrThrow()
      return await unsubscribe(db, id, new Date())
    } catch {
      await sleep(200)
    }
  }
  return false
}

async function judge(run: Run, accounting: Accounting, left: Left[]): Promise<Omit<Verdict, 'seconds'>> {
  const { taken } = run.relay
  const byRecipient = Map.groupBy(taken, ({ to }) => to)
  const groups = [...byRecipient.values()]
  const rows = await run.context.db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['subscribers.email', 'deliveries.status'])
    .execute()
  const notTaken = rows.filter(({ email, status }) => status === 'submitted' && !byRecipient.has(email))
  return {
    accounting,
    lost: notTaken.length + (run.subscribers - rows.length),
    duplicated: taken.length - groups.length,
    different: groups.filter(
      (same) => new Set(same.map(({ messageId, sha256 }) => messageId + sha256)).size > 1,
    ).length,
    inFlight: run.inFlight + run.proxy.unanswered(),
    mailedAfterLeaving: left.filter(({ email, at }) =>
      (byRecipient.get(email) ?? []).some(({ begunAt }) => begunAt > at),
    ).length,
    left: left.length,
  }
}

/** Waits until every recipient is accounted for. The account must close at every moment on the way. */
async function untilOver({ db }: Context): Promise<Accounting> {
  let accounting: Accounting | null = null
  await until(
    async () => {
      const edition = await db
        .selectFrom('editions')
        .select('id')
        .where('kind', '=', 'scheduled')
        .executeTakeFirst()
      if (!edition) return false
      accounting = await readAccounting(db, edition.id)
      if (accounting && !closes(accounting)) throw new Error(`does not close: ${JSON.stringify(accounting)}`)
      return accounting !== null && isClosed(accounting)
    },
    () => `the end of the edition: ${JSON.stringify(accounting)}`,
    180,
  )
  if (!accounting) throw new Error('there is no edition')
  return accounting
}

/**
 * Relays, lanes and domains are tried again after minutes, and unfinished work is picked up every ten seconds; here
 * both happen within a second.
 *
 * @returns a function that ends this
 */
function makeWorkDue(context: Context, { isReconciledByScheduler = false }: Plan): () => Promise<void> {
  const { db } = context
  const over = new AbortController()
  const hurry = async () => {
    for (let round = 1; !over.signal.aborted; round++) {
      try {
        await sql`update deliveries set next_attempt_at = now()
          where status = 'deferred' and next_attempt_at > now()`.execute(db)
        await sql`update lanes set closed_until = now() where closed_until > now()`.execute(db)
        await sql`delete from lane_domains`.execute(db)
        if (!isReconciledByScheduler && round % 10 === 0) await reconcile(context)
      } catch {
        // The database is down, which may be the fault itself.
      }
      await sleep(100)
    }
  }
  const hurrying = hurry()
  return () => {
    over.abort()
    return hurrying
  }
}

/**
 * @throws {Error} naming what did not come, after `seconds`
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string | (() => string),
  seconds: number,
): Promise<void> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    try {
      if (await isSo()) return
    } catch (error) {
      // A database that is down answers later; an account that does not close never will.
      if (error instanceof Error && error.message.startsWith('does not close')) throw error
    }
    if (Date.now() > end)
      throw new Error(`waited ${seconds} s for ${typeof what === 'string' ? what : what()}`)
    await sleep(100)
  }
}

export function address(n: number): string {
  return `reader${n}@mail${n % 40}.example.org`
}

/** Papers of today on a few topics, and subscribers who came due an hour ago, each with a few topics of their own. */
export async function seed({ db }: Context, subscribers: number, now = new Date()): Promise<void> {
  const today = now.toISOString().slice(0, 10)
  const slugs = topics.slice(0, 12).map(({ slug }) => slug)
  const papers = Array.from({ length: 24 }, (_, n) =>
    candidate({
      id: `arxiv:2605.${String(n).padStart(5, '0')}`,
      title: `Paper ${n} on ${numberWord(n)} ${numberWord(n * 7 + 3)} things`,
      topics: { [slugs[n % slugs.length] ?? '']: 0.9, [slugs[(n * 5 + 1) % slugs.length] ?? '']: 0.6 },
      signals: { upvotes: 5 + ((n * 17) % 40), comments: n % 4, stars: null },
      firstListedOn: today,
    }),
  )
  await storeCandidates(db, papers)
  const hour = now.getUTCHours()
  await sql`
    insert into subscribers (email, email_key, status, topics, hour, time_zone, consent, active_since, created_at)
    select 'reader' || n || '@mail' || n % 40 || '.example.org', 'reader' || n || '@mail' || n % 40 || '.example.org', 'active',
      array[(${slugs}::text[])[1 + n % 12], (${slugs}::text[])[1 + (n / 12 + n) % 12]],
      ${hour}, 'UTC', '{"how": "import", "at": "2026-01-01T00:00:00Z"}', now() - interval '30 days', now() - interval '30 days'
    from generate_series(0, ${subscribers - 1}::integer) n`.execute(db)
  const watermark = new Date(now.getTime() - 3_600_000 - (now.getTime() % 900_000))
  await db
    .insertInto('watermarks')
    .values({ name: 'slots', at: watermark })
    // The tick of a scheduler may have come before.
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ at: watermark }))
    .execute()
}

const words = [
  'amber',
  'brisk',
  'coral',
  'dusky',
  'eager',
  'fluid',
  'glassy',
  'hollow',
  'icy',
  'jagged',
  'keen',
  'lunar',
]
function numberWord(n: number): string {
  return `${words[n % words.length]} ${words[(n * 5 + 2) % words.length]}`
}
