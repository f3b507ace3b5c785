import { expect, onTestFinished, test, vi } from 'vitest'
import { answerRequests } from '../../src/outbox/answer-requests.ts'
import { erasureRecord } from '../../src/subscribers/erasure-record.ts'
import { PglitePool } from '../../src/store/pglite-pool.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { insertSubscribers, tellingHeaders, testApp } from './test-app.ts'

/** All names have the same length, so that an address differs in nothing but what is known of it. */
const kinds = ['newone', 'asking', 'active', 'gone-1', 'banned', 'erased', 'erasup'] as const
type Kind = (typeof kinds)[number]

const emailOf = (kind: Kind, round: number) => `${kind}${String(round).padStart(4, '0')}@example.org`

/** Nothing is refused, so that what is looked at is the answer. */
const plenty = { points: 1_000_000, seconds: 60 }
const rules = {
  'sign-up': { whom: plenty, domain: plenty, network: plenty },
  'own mail': { whom: plenty, network: plenty },
  link: {},
  'broken link': {},
}

test('a request does the same in the database for every kind of address, and is answered the same', async () => {
  const { site, ask } = await enumerated(1)
  const { pool } = site.context
  if (!(pool instanceof PglitePool)) throw new Error('not the embedded database')
  const session = vi.spyOn(pool, 'run')
  onTestFinished(() => session.mockRestore())
  const answers = new Set<string>()
  const statements = new Set<string>()
  for (const kind of kinds) {
    session.mockClear()
    answers.add(await ask(kind, 0))
    expect(session.mock.calls).toHaveLength(1)
    const [text = '', values = []] = session.mock.calls[0] ?? []
    statements.add(typeof text === 'string' ? text : text.text)
    expect(values.slice(0, 2)).toEqual([emailOf(kind, 0), emailOf(kind, 0)])
    // Nothing else that the row holds depends on the address.
    statements.add(JSON.stringify(values.slice(2)))
  }
  expect(answers.size).toBe(1)
  expect(statements.size).toBe(2)
  expect([...statements][0]).toMatch(/^insert into "subscription_requests" /)
})

test('a worker decides afterwards: one mail, or none where there must be none', async () => {
  const { site, ask } = await enumerated(1)
  const outcomes: Record<string, string[]> = {}
  for (const [index, kind] of kinds.entries()) {
    await ask(kind, 0)
    const answers = await answerRequests(site.context, index + 1)
    outcomes[kind] = answers.map(({ outcome }) => outcome)
  }
  expect(outcomes).toEqual({
    newone: ['confirm'],
    asking: ['confirm'],
    active: ['manage'],
    'gone-1': ['confirm'],
    banned: ['suppressed'],
    erased: ['confirm'],
    erasup: ['suppressed'],
  })
})

/*
 * False alarms: in each round every kind is asked for once, in a random order, and the answers are ranked by their
 * time. If times do not depend on the kind, each kind's rank is uniform on 1 to 7 and independent from round to round,
 * whatever else the machine does: the order is drawn anew for each round, without regard to the noise. So the sum of a
 * kind's ranks has a known distribution, whose tails `tailOf` adds up exactly. A measurement is suspicious if one of the
 * seven p-values is under 0.001/7, which happens at most once in 1,000 (Bonferroni). The test fails only if two
 * measurements, each made anew, are both suspicious: at most once in 1,000,000.
 *
 * What it finds: with 200 rounds, a kind whose mean rank is off by 0.55, so that it is slower than another kind in 59
 * of 100 rounds instead of 50.
 */
test('the time of the answer does not tell whether an address is known', { timeout: 300_000 }, async () => {
  const suspicions = []
  for (let measurement = 0; measurement < 2; measurement++) {
    const suspicion = await findSuspicion()
    if (!suspicion) return
    suspicions.push(suspicion)
  }
  expect(suspicions).toEqual([])
})

const rounds = 200
const warmUpRounds = 20

/** The kinds whose times stand out in one measurement, or null. */
async function findSuspicion(): Promise<Record<string, number> | null> {
  const { ask } = await enumerated(warmUpRounds + rounds)
  const rankSums = new Map<Kind, number>(kinds.map((kind) => [kind, 0]))
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    const timed: { kind: Kind; ms: number }[] = []
    for (const kind of shuffled(kinds)) {
      const start = performance.now()
      await ask(kind, round)
      timed.push({ kind, ms: performance.now() - start })
    }
    if (round < warmUpRounds) continue
    // Equal times keep the order in which they were asked for, which is random.
    timed.sort((a, b) => a.ms - b.ms)
    for (const [index, { kind }] of timed.entries()) rankSums.set(kind, (rankSums.get(kind) ?? 0) + index + 1)
  }
  const p = [...rankSums].map(([kind, sum]) => [kind, tailOf(sum)] as const)
  const told = p.filter(([, value]) => value < 0.001 / kinds.length)
  return told.length > 0 ? Object.fromEntries(told) : null
}

test('the test would find a kind that takes longer, and seldom suspects one that does not', () => {
  const mean = (rounds * (kinds.length + 1)) / 2
  expect(tailOf(mean)).toBeCloseTo(1, 1)
  expect(tailOf(mean + 0.6 * rounds)).toBeLessThan(0.001 / kinds.length)
  expect(tailOf(mean - 0.6 * rounds)).toBeLessThan(0.001 / kinds.length)
  expect(tailOf(mean + 0.3 * rounds)).toBeGreaterThan(0.001 / kinds.length)
})

/** How probable it is that the sum of as many random ranks as there are rounds is as far from its mean as this. */
function tailOf(rankSum: number): number {
  let probabilities = [1]
  for (let round = 0; round < rounds; round++) {
    const next = Array.from({ length: probabilities.length + kinds.length }, () => 0)
    for (const [sum, probability] of probabilities.entries()) {
      for (let rank = 1; rank <= kinds.length; rank++) {
        next[sum + rank] = (next[sum + rank] ?? 0) + probability / kinds.length
      }
    }
    probabilities = next
  }
  const mean = (rounds * (kinds.length + 1)) / 2
  const distance = Math.abs(rankSum - mean)
  return probabilities.reduce(
    (sum, probability, value) => (Math.abs(value - mean) >= distance ? sum + probability : sum),
    0,
  )
}

/** The pages over a database with as many addresses of each kind. */
async function enumerated(count: number) {
  const site = await testApp()
  const { context } = site
  const limits = createLimits(context.config, context, context.logger, rules)
  const app = createApp({ ...site.deps, limits })
  const emails = (kind: Kind) => Array.from({ length: count }, (_, round) => emailOf(kind, round))
  await context.db
    .insertInto('suppressions')
    .values(emails('banned').map((email) => ({ email_key: email, reason: 'hard bounce' })))
    .execute()
  // What `erase` leaves, in one statement: erasing them one by one takes longer than the measurement.
  const erased = (kind: Kind, suppression: string | null) =>
    emails(kind).map((email) => ({
      ...erasureRecord(context.config.secretKeys, email),
      suppression,
      erased_at: context.clock(),
    }))
  await context.db
    .insertInto('erased_addresses')
    .values([...erased('erased', null), ...erased('erasup', 'hard bounce')])
    .execute()
  await insertSubscribers(context, emails('asking'), 'pending')
  await insertSubscribers(context, emails('active'), 'active')
  await insertSubscribers(context, emails('gone-1'), 'unsubscribed')
  const ask = async (kind: Kind, round: number) => {
    const answer = await app.request('/subscribe', {
      method: 'POST',
      body: new URLSearchParams({ email: emailOf(kind, round) }),
    })
    const body = await answer.text()
    return JSON.stringify([answer.status, tellingHeaders(answer), body])
  }
  return { site, ask }
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
