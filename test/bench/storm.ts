/**
 * Measures whether a storm of bounces slows sending: `npm run bench:storm [-- --subscribers N --events N --runs N --wait]`.
 *
 * Editions are sent by turns without a storm and with one, over PostgreSQL, Redis and two worker processes. The storm
 * is reports about an earlier edition's messages, handed to what keeps them as fast as it takes them. With `--wait`, each
 * run goes on until all reports are applied.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { createBounceReminder } from '../../jobs/bounce-reminder.ts'
import { tickSlot } from '../../jobs/schedule.ts'
import { envelopeSender } from '../../src/bounces/bounce-address.ts'
import { createKeeper } from '../../src/bounces/keeper.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createContext, type Context } from '../../src/context.ts'
import { messageKey } from '../../src/editions/delivered-edition.ts'
import { dsnTo } from '../helpers/returned.ts'
import { startRedisServer } from '../helpers/servers.ts'
import { openInstallations, settings, type Installations } from './send/installations.ts'
import { startMeasured, startSink } from './send/processes.ts'

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '40000' },
    events: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '3' },
    wait: { type: 'boolean', default: false },
  },
})
const subscribers = Number(values.subscribers)
const events = Number(values.events)
const historyDays = Math.ceil(events / subscribers)

/** One edition, in seconds from the tick; of the storm, when all was kept, and when `applied` reports were applied. */
type Sent = {
  messages: number
  seconds: number
  kept: number
  applied: number
  appliedAfter: number
  memoryMb: number
}

await using stack = new AsyncDisposableStack()
const sink = await startSink()
stack.defer(() => sink.stop())
const installations = await openInstallations(() => undefined)
stack.defer(() => installations.close())
for (let run = 1; run <= Number(values.runs); run++) {
  for (const isStormy of run % 2 === 1 ? [false, true] : [true, false]) {
    const one = await send(installations, isStormy)
    const rate = (one.messages / one.seconds).toFixed(0)
    const storm = isStormy
      ? `, ${events} reports kept after ${one.kept.toFixed(1)} s, ${one.applied} applied after ${one.appliedAfter.toFixed(1)} s`
      : ''
    console.log(
      `run ${run}, ${isStormy ? 'with' : 'without'} a storm: ${one.messages} messages in ${one.seconds.toFixed(1)} s (${rate}/s)${storm}; largest process ${one.memoryMb.toFixed(0)} MB`,
    )
  }
}

async function send(all: Installations, isStormy: boolean): Promise<Sent> {
  await using own = new AsyncDisposableStack()
  const installation = await all.onPostgres({ subscribers, historyDays })
  own.defer(installation.remove)
  const redis = await startRedisServer()
  own.defer(() => redis.remove())
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-storm-'))
  own.defer(() => rmSync(dir, { recursive: true }))
  const lanes = join(dir, 'lanes.json')
  writeFileSync(
    lanes,
    JSON.stringify([{ name: 'sink', url: `smtp://127.0.0.1:${sink.port}`, connections: 40 }]),
  )
  const env = {
    ...settings,
    DATA_DIR: dir,
    DATABASE_URL: installation.location,
    REDIS_URL: redis.url,
    LANES_FILE: lanes,
  }
  const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'error' }), {
    clock: () => installation.slot,
  })
  own.defer(() => context.close())
  const reports = await makeReports(context)
  const workers = [
    await startMeasured(['--only', 'worker'], env),
    await startMeasured(['--only', 'worker'], env),
  ]
  const began = Date.now()
  const since = () => (Date.now() - began) / 1000
  await tickSlot(context)
  const kept = isStormy ? keepAll(context, reports).then(since) : Promise.resolve(0)
  const sending = until(() => isSent(context)).then(since)
  const keptAfter = await kept
  await sending
  if (isStormy && values.wait) await until(async () => (await countApplied(context)) >= events)
  const [applied, appliedAfter] = [await countApplied(context), since()]
  const memoryMb = Math.max(...workers.map((worker) => worker.peakMemoryMb()))
  await Promise.all(workers.map((worker) => worker.stop()))
  const { messages, last } = await readSent(context)
  return {
    messages,
    seconds: (last.getTime() - began) / 1000,
    kept: keptAfter,
    applied,
    appliedAfter,
    memoryMb,
  }
}

/** Half of full mailboxes and half of policy: they suppress nobody, so that either edition goes to as many. */
async function makeReports(context: Context): Promise<Buffer[]> {
  const { db, config, signer } = context
  const rows = await db.selectFrom('deliveries').select('id').orderBy('id').limit(events).execute()
  return rows.map(({ id }, n) => {
    const to = envelopeSender({ ...config, signer }, messageKey(id, { messagePart: null }))
    const said = n % 2 === 0 ? ['5.2.2', '552 5.2.2 mailbox full'] : ['5.7.1', '550 5.7.1 blocked']
    return dsnTo(to, { status: said[0] ?? '', diagnostic: said[1] ?? '', recipient: `r${n}@example.net` })
  })
}

/** As many servers at once as the listener lets in. */
async function keepAll(context: Context, reports: readonly Buffer[]): Promise<void> {
  const keep = createKeeper({ ...context, remind: createBounceReminder(context) })
  const waiting = reports.values()
  const hand = async () => {
    for (const raw of waiting) await keep([{ way: 'smtp', id: null, raw }])
  }
  await Promise.all(Array.from({ length: 50 }, hand))
}

async function isSent({ db }: Context): Promise<boolean> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::integer as open from edition_ranges where composed_at is null or delivered_at is null`.execute(
    db,
  )
  return rows[0]?.open === 0
}

async function countApplied({ db }: Context): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from bounce_events where applied_at is not null`.execute(db)
  return rows[0]?.count ?? 0
}

async function readSent({ db }: Context): Promise<{ messages: number; last: Date }> {
  const { rows } = await sql<{ messages: number; last: Date }>`
    select count(*)::integer as messages, max(settled_at) as last from deliveries
    where status = 'submitted' and edition_id = (select max(id) from editions)`.execute(db)
  if (!rows[0]) throw new Error('nothing was sent')
  return rows[0]
}

async function until(isOver: () => Promise<boolean>): Promise<void> {
  while (!(await isOver())) await sleep(250)
}
