import { beforeAll, describe, expect, test } from 'vitest'
import { dailyCap, laneTo } from '../../src/smtp/lane-config.ts'
import { readUsage } from '../../src/smtp/lane-meter.ts'
import { openLanePoints } from '../../src/smtp/lane-points.ts'
import { kinds, messageTo, people, sendAll, sharedLanes, start } from '../helpers/lanes.ts'
import { startRedis } from '../helpers/redis.ts'
import { lacks } from '../helpers/requirements.ts'
import { startSmtpServer } from '../helpers/smtp.ts'

describe('counted in the database', () => {
  limitTests(() => Promise.resolve(null))
})

describe.skipIf(lacks('redis'))('counted in Redis', () => {
  let emptyRedis: () => Promise<string>
  beforeAll(async () => {
    emptyRedis = await startRedis()
  })
  limitTests(() => emptyRedis())
})

function limitTests(redis: () => Promise<string | null>) {
  test('two workers together keep a daily cap, of which transactional mail has its own part', async () => {
    const context = await sharedLanes({ store: { redisUrl: await redis() } })
    const { worker, turnClock } = context
    const relay = await startSmtpServer()
    const lane = laneTo(relay.url, { perDay: 1000, transactionalShare: 0.9 })
    const workers = [worker(lane), worker(lane)]
    const outcomes = await Promise.all(workers.map(({ editions }) => sendAll(editions, people(80))))
    expect(kinds(outcomes.flat())).toEqual({ submitted: 100, unavailable: 60 })
    expect(relay.received).toHaveLength(100)
    const refused = outcomes.flat().find(({ kind }) => kind === 'unavailable')
    const midnight = new Date('2026-11-26T00:00:00Z')
    expect(refused?.notBefore).toEqual(midnight)
    for (const { editions, transactional } of workers) {
      expect(await editions.closedUntil()).not.toBeNull()
      expect(await editions.leftToday()).toBe(0)
      expect((await transactional.send(messageTo('ada@example.org'))).kind).toBe('submitted')
    }
    const points = openLanePoints(context.config.store, context, context.logger)
    const { day } = await readUsage(lane, points, start)
    expect(day?.cap).toBe(1000)
    // What was sent, and what the workers hold for the next mails.
    expect(day?.used).toBeGreaterThanOrEqual(102)
    expect(day?.used).toBeLessThan(120)
    points.close()
    turnClock(24 * 60)
    for (const { editions } of workers) {
      expect(await editions.closedUntil()).toBeNull()
      expect(await editions.leftToday()).toBe(100)
    }
    expect(kinds(await sendAll(workers[0]?.editions ?? never(), people(5)))).toEqual({ submitted: 5 })
  })

  test('what a worker held and did not use is free again when it stops', async () => {
    const { worker } = await sharedLanes({ store: { redisUrl: await redis() } })
    const relay = await startSmtpServer()
    const lane = laneTo(relay.url, {
      perHour: 2000,
      carries: ['editions', 'transactional'],
      transactionalShare: 0,
    })
    const first = worker(lane)
    await sendAll(first.editions, people(1))
    await first.close()
    const second = worker(lane)
    const outcomes: number[] = []
    for (let i = 0; i < 20; i++) {
      outcomes.push(
        (await sendAll(second.editions, people(100))).filter(({ kind }) => kind === 'submitted').length,
      )
    }
    expect(outcomes.reduce((a, b) => a + b)).toBe(1999)
  })

  test('a rate holds for two workers together', async () => {
    const { worker } = await sharedLanes({ store: { redisUrl: await redis() } })
    const relay = await startSmtpServer()
    const lane = laneTo(relay.url, { perSecond: 40, transactionalShare: 0 })
    const startedAt = Date.now()
    const outcomes = await Promise.all(
      [worker(lane), worker(lane)].map(({ editions }) => sendAll(editions, people(60))),
    )
    expect(kinds(outcomes.flat())).toEqual({ submitted: 120 })
    // 120 messages need three whole seconds' worth, so at least one full second lies between the first and the last.
    expect(Date.now() - startedAt).toBeGreaterThan(1000)
  })
}

test('mail that people wait for does not wait behind an edition', async () => {
  const { worker } = await sharedLanes()
  const held: (() => void)[] = []
  const relay = await startSmtpServer({
    onRcptTo: ({ address }, _session, callback) => {
      if (address.startsWith('p')) held.push(() => callback())
      else callback()
    },
  })
  const { editions, transactional } = worker(laneTo(relay.url, { connections: 2 }))
  let isDone = false
  const edition = sendAll(editions, people(10)).finally(() => (isDone = true))
  await expect.poll(() => held.length, { interval: 10 }).toBe(2)
  const asked = await Promise.all(
    ['ada', 'bob', 'cyd'].map((name) => transactional.send(messageTo(`${name}@example.org`))),
  )
  expect(kinds(asked)).toEqual({ submitted: 3 })
  expect(isDone).toBe(false)
  expect(relay.received.map((one) => one.to[0]?.[0])).toEqual(['a', 'b', 'c'])
  const release = setInterval(() => held.splice(0).forEach((go) => go()), 10)
  expect(kinds(await edition)).toEqual({ submitted: 10 })
  clearInterval(release)
})

test('what limits leave of a day adds up over hours and lanes; without one of them there is no limit', async () => {
  const { worker } = await sharedLanes()
  // Ten in the morning: 14 hours are left, this one included.
  const hourly = laneTo('smtp://127.0.0.1:9', { name: 'a', perHour: 20, transactionalShare: 0 })
  const both = laneTo('smtp://127.0.0.1:9', { name: 'b', perHour: 20, perDay: 100, transactionalShare: 0.1 })
  const slow = laneTo('smtp://127.0.0.1:9', { name: 'c', perSecond: 2, transactionalShare: 0 })
  expect(await worker(hourly, both).editions.leftToday()).toBe(280 + 90)
  expect(await worker(slow).editions.leftToday()).toBe(2 * 14 * 3600)
  expect(await worker(both, laneTo('smtp://127.0.0.1:9', { name: 'd' })).editions.leftToday()).toBeNull()
})

test.each([
  ['2026-10-31', 500],
  ['2026-11-01', 500],
  ['2026-11-02', 750],
  ['2026-11-04', 1687],
  ['2026-11-30', 20_000],
])('a lane that warms up may send, on %s, %d', (day, cap) => {
  const warmUp = { from: '2026-11-01', start: 500, factor: 1.5 }
  expect(dailyCap({ perDay: 20_000, warmUp }, new Date(`${day}T15:00:00Z`))).toBe(cap)
})

test('a lane without a daily cap is warm one day', () => {
  const warmUp = { from: '2026-11-01', start: 500, factor: 2 }
  expect(dailyCap({ warmUp }, new Date('2027-11-01T00:00:00Z'))).toBeNull()
})

function never(): never {
  throw new Error('there is no worker')
}
