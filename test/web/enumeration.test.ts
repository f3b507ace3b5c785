import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { erase } from '../../src/subscribers/erase.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { stepMs } from '../../src/web/fixed-duration.ts'
import { insertSubscribers, testApp } from './test-app.ts'

const kinds = ['new', 'pending', 'active', 'unsubscribed', 'suppressed', 'erased'] as const
type Kind = (typeof kinds)[number]

const rounds = 200
/** Between two requests, which is more than one works: at the same time, they would hide behind each other. */
const everyMs = 25
/** Nothing is refused, so that what is measured is the answer. */
const plenty = { points: 1_000_000, seconds: 60 }
const rules = {
  mailing: { whom: plenty, network: plenty, overall: plenty },
  link: {},
  'broken link': {},
}

type Measured = Record<Kind, { bodies: Set<string>; times: number[] }>

test('neither the answer nor its time tells whether an address is known', { timeout: 180_000 }, async () => {
  const measured = await measureAll()
  const bodies = new Set(kinds.flatMap((kind) => [...measured[kind].bodies]))
  expect(bodies.size).toBe(1)
  for (const kind of kinds) {
    const { times } = measured[kind]
    expect(times).toHaveLength(rounds)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(stepMs - 2)
    const others = kinds.filter((other) => other !== kind).flatMap((other) => measured[other].times)
    // Six comparisons: by chance alone, one in a thousand runs would be below this.
    expect(permutationP(times, others), `${kind} is told by its time`).toBeGreaterThan(0.0002)
  }
})

/** Asks for addresses of every kind in turn and in a random order, so that each meets the same noise. */
async function measureAll(): Promise<Measured> {
  const site = await testApp()
  const limits = createLimits(site.context.config, site.context, site.context.logger, rules)
  const app = createApp({ ...site.deps, limits })
  const emails = (kind: Kind) => Array.from({ length: rounds }, (_, i) => `${kind}${i}@example.org`)
  // Half of the erased ones were suppressed, and are not mailed; the others are.
  const { db, clock, config } = site.context
  const suppressed = [...emails('suppressed'), ...emails('erased').filter((_, i) => i % 2 === 0)]
  await insertSubscribers(site.context, emails('erased'), 'active')
  await db
    .insertInto('suppressions')
    .values(suppressed.map((email) => ({ email_key: email, reason: 'complaint' })))
    .execute()
  for (const { id } of await db.selectFrom('subscribers').select('id').execute()) {
    await erase(db, config.secretKeys, id, clock())
  }
  for (const status of ['pending', 'active', 'unsubscribed'] as const) {
    await insertSubscribers(site.context, emails(status), status)
  }
  const measured = Object.fromEntries(
    kinds.map((kind) => [kind, { bodies: new Set<string>(), times: [] as number[] }]),
  ) as Measured
  const ask = async (kind: Kind, round: number) => {
    const start = performance.now()
    const answer = await app.request('/subscribe', {
      method: 'POST',
      body: new URLSearchParams({ email: `${kind}${round}@example.org` }),
    })
    const body = await answer.text()
    measured[kind].times.push(performance.now() - start)
    measured[kind].bodies.add(JSON.stringify([answer.status, Object.fromEntries(answer.headers), body]))
  }
  const asked = []
  for (let round = 0; round < rounds; round++) {
    for (const kind of shuffled(kinds)) {
      asked.push(ask(kind, round))
      await sleep(everyMs)
    }
  }
  await Promise.all(asked)
  return measured
}

/** How often a random split of all times has mean ranks as far apart as these: ranks, because of a few slow answers. */
function permutationP(some: number[], others: number[]): number {
  const times = [...some, ...others]
  const rankOf = new Map([...times].sort((a, b) => a - b).map((time, rank) => [time, rank]))
  const all = times.map((time) => rankOf.get(time) ?? 0)
  const distance = (ranks: number[]) =>
    Math.abs(mean(ranks.slice(0, some.length)) - mean(ranks.slice(some.length)))
  const observed = distance(all)
  const splits = 10_000
  let asFar = 0
  for (let i = 0; i < splits; i++) if (distance(shuffled(all)) >= observed - 1e-9) asFar++
  return (asFar + 1) / (splits + 1)
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function shuffled<T>(values: readonly T[]): T[] {
  const copy = [...values]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const [a, b] = [copy[i], copy[j]]
    if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a]
  }
  return copy
}
