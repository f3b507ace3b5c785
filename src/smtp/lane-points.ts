import type { Redis } from 'ioredis'
import { RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible'
import type { Logger } from '../logger.ts'
import type { Store } from '../store/open.ts'
import { openRedis } from '../store/redis.ts'

/** Counts what was sent, in windows of time, for all workers together. */
export type LanePoints = {
  /**
   * Takes up to `wanted` points of a window that has `limit`.
   *
   * @returns how many were left to take
   */
  take: (key: string, wanted: number, limit: number, windowSeconds: number) => Promise<number>
  giveBack: (key: string, points: number, windowSeconds: number) => Promise<void>
  /** How many were taken. */
  used: (key: string) => Promise<number>
  close: () => void
}

/** Points are stored where the queue is: in Redis, or else in the database. */
export function openLanePoints(
  config: { redisUrl: string | null; prefix: string },
  { pool }: Pick<Store, 'pool'>,
  logger: Logger,
): LanePoints {
  const redis = config.redisUrl ? openRedis(config.redisUrl, logger, hasty) : null
  const limiter = redis ? redisLimiter(redis, config.prefix) : databaseLimiter(pool)
  // A window's number is part of its key, so a row that outlives its window is not counted again.
  const keeping = (windowSeconds: number) => ({ customDuration: windowSeconds * 2 })
  return {
    take: async (key, wanted, limit, windowSeconds) => {
      // Increment first, then read, so that two workers never get the same share.
      const { consumedPoints } = await limiter.penalty(key, wanted, keeping(windowSeconds))
      const taken = Math.max(0, Math.min(wanted, limit - (consumedPoints - wanted)))
      if (taken < wanted) await limiter.reward(key, wanted - taken, keeping(windowSeconds))
      return taken
    },
    giveBack: async (key, points, windowSeconds) => {
      await limiter.reward(key, points, keeping(windowSeconds))
    },
    used: async (key) => (await limiter.get(key))?.consumedPoints ?? 0,
    close: () => redis?.disconnect(),
  }
}

const hasty = { maxRetriesPerRequest: 1, commandTimeout: 2000, lazyConnect: true }
const anyPoints = { points: Number.MAX_SAFE_INTEGER, duration: 1 }

function redisLimiter(redis: Redis, prefix: string): RateLimiterRedis {
  return new RateLimiterRedis({
    ...anyPoints,
    storeClient: redis,
    keyPrefix: `${prefix}:lane`,
    rejectIfRedisNotReady: false,
  })
}

function databaseLimiter(pool: Store['pool']): RateLimiterPostgres {
  // The embedded database's pool takes no statements as objects.
  const client = {
    query: ({ text, values }: { text: string; values: unknown[] }) => pool.query(text, values),
  }
  return new RateLimiterPostgres({
    ...anyPoints,
    storeClient: client,
    storeType: 'pool',
    schemaName: 'public',
    tableName: 'lane_points',
    tableCreated: true,
    keyPrefix: '',
  })
}
