import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createHttp } from '../../src/sources/http.ts'
import { createLogger } from '../../src/logger.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/open.ts'
import { turnsIn } from '../../src/sources/turns.ts'
import { testContext } from '../helpers/context.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'
import { asJson } from './as-json.ts'
import { impatient, startOrigin } from './origin.ts'

const pauseMs = 250

/** A far end that takes its time, and notes when each request came and went. */
async function startSlowOrigin() {
  const spans: { from: number; to: number }[] = []
  const { url } = await startOrigin((_, response) => {
    const span = { from: performance.now(), to: Infinity }
    spans.push(span)
    setTimeout(() => {
      span.to = performance.now()
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]')
    }, 40)
  })
  return { url, spans }
}

/** The shortest time from the end of a request to the start of the next. */
function shortestGap(spans: { from: number; to: number }[]): number {
  const sorted = spans.toSorted((a, b) => a.from - b.from)
  return Math.min(...sorted.slice(1).map(({ from }, at) => from - (sorted[at]?.to ?? 0)))
}

test('requests side by side in one process are made one after the other, with a pause', async () => {
  const { db } = await testContext()
  const origin = await startSlowOrigin()
  const inTurn = turnsIn(db, { name: 'far', pauseMs, leaseMs: 5000 })
  const get = createHttp({ ...impatient(), inTurn })
  await Promise.all([1, 2, 3, 4].map(() => get(new URL(origin.url), asJson)))
  expect(origin.spans).toHaveLength(4)
  expect(shortestGap(origin.spans)).toBeGreaterThanOrEqual(pauseMs - 5)
})

test('a turn that was never given back is over after its lease, and a failed one at once', async () => {
  const { db } = await testContext()
  const turns = (leaseMs: number) => turnsIn(db, { name: 'far', pauseMs: 10, leaseMs })
  await expect(turns(60_000)(() => Promise.reject(new Error('broken')), undefined)).rejects.toThrow('broken')
  const never = turns(150)(() => new Promise(() => undefined), undefined)
  void never
  expect(await turns(150)(() => Promise.resolve('mine'), undefined)).toBe('mine')
})

test('whoever waits for a turn stops waiting when asked to', async () => {
  const { db } = await testContext()
  const inTurn = turnsIn(db, { name: 'far', pauseMs: 60_000, leaseMs: 60_000 })
  await inTurn(() => Promise.resolve(), undefined)
  await expect(inTurn(() => Promise.resolve(), AbortSignal.timeout(50))).rejects.toThrow(/abort/i)
})

describe.skipIf(lacks('postgres'))('two processes', () => {
  test('together keep the pause', { timeout: 120_000 }, async () => {
    const databaseUrl = await (await startPostgres())()
    const store = await openStore({ databaseUrl, dataDir: '' }, createLogger('silent'))
    await migrate(store.db)
    await store.close()
    const origin = await startSlowOrigin()
    const script = fileURLToPath(new URL('./turns-process.ts', import.meta.url))
    const ends = await Promise.all(
      [1, 2].map(
        () =>
          new Promise((resolve) => {
            const child = spawn(process.execPath, [script, databaseUrl, origin.url, `${pauseMs}`, '4'], {
              stdio: ['ignore', 'ignore', 'inherit'],
            })
            child.once('exit', resolve)
          }),
      ),
    )
    expect(ends).toEqual([0, 0])
    expect(origin.spans).toHaveLength(8)
    expect(shortestGap(origin.spans)).toBeGreaterThanOrEqual(pauseMs - 5)
  })
})
