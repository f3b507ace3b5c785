import { createHmac } from 'node:crypto'
import type { Redis } from 'ioredis'
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible'
import type { Config, StoreConfig } from '../config/config.ts'
import type { Logger } from '../logger.ts'
import type { Store } from '../store/open.ts'
import { openRedis } from '../store/redis.ts'

/** How many times within how many seconds. */
export type Rule = { points: number; seconds: number }

/** Who is counted: an email address or a link, a network, everyone together. */
export type Scope = 'whom' | 'network' | 'overall'

export type Rules = Partial<Record<LimitedAction, Partial<Record<Scope, Rule>>>>

/**
 * What is counted. `mailing`: requests that may mail an address. `link`: pages behind a token. `broken link`: tokens
 * that are not ours. `proof`: a solved sum. `read`: all that is open to everyone. `search`: reads that the database has
 * to work for. Leaving is not among them: no real unsubscribe is ever refused.
 */
export type LimitedAction = 'mailing' | 'link' | 'broken link' | 'proof' | 'read' | 'search'

/** Each process counts these by itself: a row written to a shared store would cost more than the page. */
const countedInProcess: ReadonlySet<string> = new Set<LimitedAction>(['read', 'search'])

/** A refusal says when to come back. It depends on what was asked before, never on what is known of an address. */
export type Take = { ok: true } | { ok: false; retryAfterSeconds: number }

export type Limits = {
  /** Counts a request, and says whether it is within every limit. */
  take: (action: LimitedAction, by: { network: string; whom?: string }) => Promise<Take>
  close: () => Promise<void>
}

/**
 * A network may be a university, and mail scanners open the links of thousands from few networks. The overall limit
 * protects the sender's reputation from many networks at once: it costs sign-ups during an attack, never mails.
 */
export const defaultRules: Rules = {
  mailing: {
    whom: { points: 10, seconds: 3600 },
    network: { points: 60, seconds: 600 },
    overall: { points: 1200, seconds: 600 },
  },
  link: { whom: { points: 120, seconds: 60 }, network: { points: 1800, seconds: 60 } },
  'broken link': { network: { points: 120, seconds: 600 } },
  // Until it has expired, in which case it is refused anyhow.
  proof: { whom: { points: 1, seconds: 3600 } },
  // A reading room of fifty people does not come near these.
  read: { network: { points: 3000, seconds: 60 } },
  search: { network: { points: 300, seconds: 60 } },
}

/** A request does not wait for Redis: this process counts alone meanwhile. */
const hasty = { maxRetriesPerRequest: 1, commandTimeout: 1000 }

type LimiterOf = (name: string, rule: Rule) => RateLimiterAbstract

/**
 * Counts in the store of the queue, so that all web processes count together: Redis, or else PostgreSQL. The embedded
 * database has one process, which counts in memory.
 */
export function createLimits(
  config: Pick<Config, 'secretKeys'> & { store: Pick<StoreConfig, 'databaseUrl' | 'redisUrl' | 'prefix'> },
  { pool }: Pick<Store, 'pool'>,
  logger: Logger,
  rules: Rules = defaultRules,
): Limits {
  const redis = config.store.redisUrl ? openRedis(config.store.redisUrl, logger, hasty) : null
  const shared = redis
    ? redisLimiter(redis, config.store.prefix)
    : config.store.databaseUrl
      ? databaseLimiter(pool)
      : inMemory
  const limiters = new Map<string, RateLimiterAbstract>()
  for (const [action, scopes] of Object.entries(rules)) {
    const limiterOf = countedInProcess.has(action) ? inMemory : shared
    for (const [scope, rule] of Object.entries(scopes)) {
      const name = `${action} ${scope}`.replaceAll(' ', '-')
      limiters.set(`${action} ${scope}`, limiterOf(name, rule))
    }
  }
  // Neither addresses nor tokens are kept where a copy of the store would tell them.
  const hashed = (whom: string) =>
    createHmac('sha256', config.secretKeys[0])
      .update(`paperboy:limit:${whom}`)
      .digest('base64url')
      .slice(0, 27)
  return {
    take: async (action, { network, whom }) => {
      // A network that asks too much uses up nobody else's share.
      const counted = { network, whom: whom === undefined ? undefined : hashed(whom), overall: 'all' }
      for (const scope of ['network', 'whom', 'overall'] as const) {
        const limiter = limiters.get(`${action} ${scope}`)
        const key = counted[scope]
        const taken = limiter && key !== undefined ? await consume(limiter, key) : { ok: true as const }
        if (!taken.ok) {
          logger.warn({ action, scope, network }, 'too many requests')
          return taken
        }
      }
      return { ok: true }
    },
    close: async () => {
      redis?.disconnect()
    },
  }
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<Take> {
  try {
    await limiter.consume(key)
    return { ok: true }
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) }
  }
}

/** Counts in this process alone, which is also what is left where the store does not answer. */
function inMemory(name: string, { points, seconds }: Rule): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })
}

function redisLimiter(redis: Redis, prefix: string): LimiterOf {
  return (name, rule) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${prefix}:limit:${name}`,
      points: rule.points,
      duration: rule.seconds,
      rejectIfRedisNotReady: true,
      // Who was refused is refused again without asking the store.
      inMemoryBlockOnConsumed: rule.points + 1,
      insuranceLimiter: inMemory(name, rule),
    })
}

function databaseLimiter(pool: Store['pool']): LimiterOf {
  // Both databases' pools take a text and values; the library gives an object.
  const client = {
    query: ({ text, values }: { text: string; values: unknown[] }) => pool.query(text, values),
  }
  let isSwept = false
  return (name, rule) => {
    const limiter = new RateLimiterPostgres({
      storeClient: client,
      storeType: 'pool',
      schemaName: 'public',
      tableName: 'rate_limits',
      tableCreated: true,
      // One of them throws away what has expired for all.
      clearExpiredByTimeout: !isSwept,
      keyPrefix: name,
      points: rule.points,
      duration: rule.seconds,
      // Who was refused is refused again without asking the store.
      inMemoryBlockOnConsumed: rule.points + 1,
      insuranceLimiter: inMemory(name, rule),
    })
    isSwept = true
    return limiter
  }
}
