import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openBullmqQueues } from '../../jobs/bullmq-queues.ts'
import { openLanePoints } from '../../src/smtp/lane-points.ts'
import { openRedis, warnOfRedis } from '../../src/store/redis.ts'
import { createLimits } from '../../src/web/limits.ts'
import { configWith } from '../helpers/config.ts'
import { testContext } from '../helpers/context.ts'
import { startRedis } from '../helpers/redis.ts'
import { lacks } from '../helpers/requirements.ts'
import { startRedisServer } from '../helpers/servers.ts'

/** A logger whose lines are kept. */
function keepingLogger() {
  let text = ''
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString()
      done()
    },
  })
  return { logger: pino(stream), text: () => text }
}

/** Two servers behind one name, which leads to the first until the failover; open connections stay where they are. */
async function startPair() {
  const [first, second] = await Promise.all([startRedisServer(), startRedisServer()])
  let target = first
  const sockets = new Set<Socket>()
  const proxy = createServer((near) => {
    const far = connect(Number(new URL(target.url).port), '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
    await Promise.all([first.remove(), second.remove()])
  })
  const demote = async () => {
    const client = new Redis(first.url)
    await client.replicaof('127.0.0.1', Number(new URL(second.url).port))
    client.disconnect()
  }
  const { port } = proxy.address() as AddressInfo
  return { url: `redis://127.0.0.1:${port}`, demote, lead: () => (target = second), second }
}

describe.skipIf(lacks('redis'))('a Redis primary that becomes a replica', () => {
  test('is left for the new primary, and the refused command is sent there', async () => {
    const pair = await startPair()
    const log = keepingLogger()
    const redis = openRedis(pair.url, log.logger, { maxRetriesPerRequest: 1, commandTimeout: 1000 })
    onTestFinished(() => redis.disconnect())
    await redis.set('before', '1')
    await pair.demote()
    pair.lead()
    expect(await redis.set('plain', '1')).toBe('OK')
    expect(await redis.eval("return redis.call('set', KEYS[1], '1')", 1, 'script')).toBe('OK')
    const there = new Redis(pair.second.url)
    expect(await there.mget('plain', 'script')).toEqual(['1', '1'])
    there.disconnect()
  })

  test('is asked a few times a second until the name leads elsewhere, and logged once', async () => {
    const pair = await startPair()
    const log = keepingLogger()
    const redis = openRedis(pair.url, log.logger, { maxRetriesPerRequest: null })
    onTestFinished(() => redis.disconnect())
    await redis.set('before', '1')
    await pair.demote()
    let connections = 0
    redis.on('connect', () => connections++)
    const written = redis.set('late', '1')
    await expect.poll(() => connections, { timeout: 5000 }).toBe(3)
    expect(log.text().match(/read-only/g)).toHaveLength(1)
    pair.lead()
    expect(await written).toBe('OK')
  })

  test('does not stop the queue: jobs are added and worked on at the new primary', async () => {
    const pair = await startPair()
    const log = keepingLogger()
    const context = await testContext()
    const queues = openBullmqQueues(
      { redisUrl: pair.url, prefix: 'paperboy', databaseUrl: null, leaseMs: 60_000 },
      context,
      log.logger,
    )
    onTestFinished(() => queues.close())
    const done: unknown[] = []
    await queues.work('compose', async (payload) => void done.push(payload), 1)
    await queues.add('compose', [{ id: 'one', payload: 1 }])
    await expect.poll(() => done, { timeout: 10_000 }).toEqual([1])
    await pair.demote()
    pair.lead()
    await queues.add('compose', [{ id: 'two', payload: 2 }])
    await expect.poll(() => done, { timeout: 20_000 }).toEqual([1, 2])
    expect(log.text().match(/READONLY/g) ?? []).toHaveLength(0)
  })
})

test.skipIf(lacks('redis'))(
  'a Redis that is full refuses jobs by an error, and takes and does them once it has room',
  async () => {
    const server = await startRedisServer()
    onTestFinished(() => server.remove())
    const admin = new Redis(server.url)
    onTestFinished(() => admin.disconnect())
    const log = keepingLogger()
    const queues = openBullmqQueues(
      { redisUrl: server.url, prefix: 'paperboy', databaseUrl: null, leaseMs: 60_000 },
      await testContext(),
      log.logger,
    )
    onTestFinished(() => queues.close())
    await admin.config('SET', 'maxmemory', '1')
    await expect(queues.add('compose', [{ id: 'one', payload: 1 }])).rejects.toThrow(/OOM/)
    await admin.config('SET', 'maxmemory', '0')
    const done: unknown[] = []
    await queues.add('compose', [{ id: 'one', payload: 1 }])
    // A worker that met the error would wait for five seconds.
    await queues.work('compose', async (payload) => void done.push(payload), 1)
    await expect.poll(() => done, { timeout: 10_000 }).toEqual([1])
    expect(log.text().split('\n').length).toBeLessThan(10)
  },
)

describe.skipIf(lacks('redis'))('the start of the service', () => {
  test.each(['allkeys-lru', 'volatile-ttl'])('says that %s may drop jobs', async (policy) => {
    const server = await startRedisServer()
    onTestFinished(() => server.remove())
    const log = keepingLogger()
    await warnOfRedis(server.url, log.logger)
    expect(log.text()).toBe('')
    const redis = new Redis(server.url)
    await redis.config('SET', 'maxmemory-policy', policy)
    redis.disconnect()
    await warnOfRedis(server.url, log.logger)
    expect(log.text()).toMatch(
      new RegExp(`maxmemory-policy is ${policy}.*CONFIG SET maxmemory-policy noeviction`),
    )
  })

  test('says that Redis does not answer, with the reason', async () => {
    const log = keepingLogger()
    await warnOfRedis('redis://127.0.0.1:9', log.logger)
    expect(log.text()).toMatch(
      /REDIS_URL: Redis at 127\.0\.0\.1:9 does not answer \(.*ECONNREFUSED.*\): start it/,
    )
  })

  test('says that Redis wants a password, or another one', async () => {
    const server = await startRedisServer()
    onTestFinished(() => server.remove())
    const redis = new Redis(server.url)
    await redis.config('SET', 'requirepass', 'right')
    redis.disconnect()
    const log = keepingLogger()
    await warnOfRedis(server.url, log.logger)
    expect(log.text()).toMatch(/REDIS_URL: .* wants a password/)
    await warnOfRedis(server.url.replace('//', '//:wrong@'), log.logger)
    expect(log.text()).toMatch(/REDIS_URL: .* refuses the password \(WRONGPASS/)
    expect(log.text()).not.toContain('wrong@')
  })
})

describe.skipIf(lacks('redis'))('two installations on one Redis', () => {
  test('keep their jobs, their limits and their lanes apart by PREFIX', async () => {
    const redisUrl = await (await startRedis())()
    const context = await testContext()
    const log = keepingLogger()
    const open = (prefix: string) => {
      const config = configWith(context.config, { store: { redisUrl, prefix } })
      const queues = openBullmqQueues({ ...config.store, leaseMs: 60_000 }, context, log.logger)
      const limits = createLimits(config, context, log.logger, {
        link: { network: { points: 1, seconds: 60 } },
      })
      const points = openLanePoints(config.store, context, log.logger)
      onTestFinished(async () => {
        await queues.close()
        await limits.close()
        points.close()
      })
      return { queues, limits, points }
    }
    const [one, other] = [open('paperboy'), open('second')]
    const done: string[] = []
    await one.queues.work('compose', async (payload) => void done.push(`one ${String(payload)}`), 1)
    await other.queues.work('compose', async (payload) => void done.push(`other ${String(payload)}`), 1)
    // The same id: it is the same job only within an installation.
    await one.queues.add('compose', [{ id: 'range-1', payload: 'a' }])
    await other.queues.add('compose', [{ id: 'range-1', payload: 'b' }])
    await expect.poll(() => done.toSorted(), { timeout: 10_000 }).toEqual(['one a', 'other b'])
    const request = { network: '192.0.2.1' }
    await expect.poll(() => one.limits.take('link', request)).toMatchObject({ ok: false })
    expect(await other.limits.take('link', request)).toEqual({ ok: true })
    expect(await one.points.take('smtp:day', 5, 5, 60)).toBe(5)
    expect(await other.points.take('smtp:day', 5, 5, 60)).toBe(5)
    const redis = new Redis(redisUrl)
    const keys = await redis.keys('*')
    redis.disconnect()
    expect(keys.filter((key) => !/^(?:paperboy|second):/.test(key))).toEqual([])
  })
})
