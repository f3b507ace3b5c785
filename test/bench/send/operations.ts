import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEditionFigures } from '../../../src/bounces/figures.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { createContext, type Context } from '../../../src/context.ts'
import { readAccounting } from '../../../src/editions/accounting.ts'
import { listEditions } from '../../../src/editions/edition-state.ts'
import { prune } from '../../../src/editions/prune.ts'
import { whyNot } from '../../../src/editions/why-not.ts'
import { findLatestDelivery, historyOf, lastSentTo } from '../../../src/ledger/history.ts'
import { readMissed } from '../../../src/ledger/missing.ts'
import { cleanFiles } from '../../../src/own-data/clean-files.ts'
import { erase } from '../../../src/own-data/erase.ts'
import { findSubscriberById } from '../../../src/subscribers/find.ts'
import { measure } from '../../../src/web/operator/measures.ts'
import { startPart } from '../../helpers/processes.ts'
import { startRedisServer } from '../../helpers/servers.ts'
import { settings, type Size } from './installations.ts'
import type { Stage } from './product.ts'
import { median } from './report.ts'

/** What each operation takes in each run, in ms, with many days of mail behind the installation and with one. */
export type Operations = Record<string, { long: number[]; short: number[] }>

/** What is asked of an installation beside sending, with the subscriber whose turn it is. */
type Ask = (context: Context, subscriberId: number) => Promise<unknown>

const dayMs = 86_400_000

/** In the order in which they are asked; what changes rows comes last. */
const asked: Record<string, Ask> = {
  'edition show': async ({ db }) => {
    const [newest] = await listEditions(db, 1)
    if (!newest) throw new Error('the installation has no edition')
    const accounting = await readAccounting(db, newest.id)
    if (accounting?.submitted !== accounting?.recipients) throw new Error('the edition is not over')
    for await (const page of readMissed(db, newest.id)) return page
    return readEditionFigures(db, newest.id)
  },
  'the newest delivery to a subscriber, on the preferences page': ({ db }, id) => findLatestDelivery(db, id),
  'a page of what a subscriber was mailed': ({ db }, id) => lastSentTo(db, id, 10),
  'why a paper was not mailed': async ({ db, clock }, id) => {
    const subscriber = await findSubscriberById(db, id)
    const { id: paper } = await db.selectFrom('papers').select('id').limit(1).executeTakeFirstOrThrow()
    return subscriber && whyNot(db, subscriber, paper, clock())
  },
  'everything that a subscriber was mailed, for an export': ({ db }, id) => historyOf(db, id),
  '/metrics': (context) => measure(context),
  'prune, with nothing to let go': ({ db, clock }) => prune(db, new Date(clock().getTime() - 365 * dayMs)),
  'erase a subscriber': async ({ db, clock, config }, id) => {
    if (!(await erase(db, config.secretKeys, id, clock()))) throw new Error('there is nobody to erase')
  },
}

const times = 25

/** Asks everything of two installations in turns, and adds the medians. One day is the least that an edition needs. */
export async function measureOperations(
  measured: Operations,
  { installations }: Stage,
  [long, short]: [Size, Size],
): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const redis = await startRedisServer()
  stack.defer(() => redis.remove())
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true }))
  const open = async (size: Size): Promise<{ context: Context; ids: number[] }> => {
    const installation = await installations.onPostgres(size)
    stack.defer(installation.remove)
    const env = { DATA_DIR: dir, DATABASE_URL: installation.location, REDIS_URL: redis.url }
    const config = loadConfig({ ...settings, ...env, LOG_LEVEL: 'error' })
    // Half a day after the newest edition of the past.
    const context = await createContext(config, {
      clock: () => new Date(installation.slot.getTime() - dayMs / 2),
    })
    stack.defer(() => context.close())
    const some = await context.db.selectFrom('subscribers').select('id').limit(times).execute()
    return { context, ids: some.map(({ id }) => id) }
  }
  const [withLong, withShort] = [await open(long), await open(short)]
  for (const [name, ask] of Object.entries(asked)) {
    const [ofLong, ofShort]: [number[], number[]] = [[], []]
    for (let nth = 0; nth < times; nth++) {
      // Each time another subscriber, as readers come; the first two are not measured.
      ofLong.push(await timeOf(() => ask(withLong.context, withLong.ids[nth] ?? 0)))
      ofShort.push(await timeOf(() => ask(withShort.context, withShort.ids[nth] ?? 0)))
    }
    add(measured, name, median(ofLong.slice(2)), median(ofShort.slice(2)))
  }
  const clean = 'removing an erased subscriber from the files'
  const cleanOne = ({ context }: { context: Context }) => timeOf(() => cleanFiles(context.db, false))
  add(measured, clean, await cleanOne(withLong), await cleanOne(withShort))
}

/** Starts the embedded size until it is ready, with many days of mail behind it and with one. */
export async function measureStarts(
  measured: Operations,
  { installations, smtpPort }: Stage,
  [long, short]: [Size, Size],
): Promise<void> {
  const start = async (size: Size) => {
    const installation = await installations.embedded(size)
    const env = { DATA_DIR: installation.location, SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, PORT: '0' }
    const began = performance.now()
    const service = await startPart([], { ...settings, ...env })
    const ms = performance.now() - began
    await service.kill()
    await installation.remove()
    return ms
  }
  const name = 'npm start, embedded'
  await start(short)
  add(measured, name, await start(long), await start(short))
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function add(measured: Operations, name: string, long: number | null, short: number | null): void {
  const into = (measured[name] ??= { long: [], short: [] })
  if (long === null || short === null) return
  into.long.push(long)
  into.short.push(short)
}
