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
import { wideNetworkOf } from './client-address.ts'
import { createRefusals, type Refusals } from './refusals.ts'

/** How many times within how many seconds. */
export type Rule = { points: number; seconds: number }

/**
 * Who is counted: a mailbox or a link, the domain of an address, a network, the wider network around it (IPv6 alone, where one
 * customer may have 65,536 networks), everyone together.
 */
export type Scope = 'whom' | 'domain' | 'network' | 'wide network' | 'overall'

export type Rules = Partial<Record<LimitedAction, Partial<Record<Scope, Rule>>>>

/**
 * What is counted. `sign-up`: a form that may mail an address, and besides that either `unproven sign-up` or `proven sign-up`.
 * `own mail`: a mail that someone asks for on their own page. `link`: pages behind a token. `seeds`: a list of papers to look up. `broken link`: tokens that are not
 * ours. `proof`: a solved sum. `operator`: a wrong token of the operator or for the metrics. `preview`: the operator's page, which
 * makes a digest each time. `preview mail`: a mail from there. `read`: all that is open to
 * everyone. `form`: a form that is sent there, right or wrong, since a long one takes as long as ten pages. `search`: reads
 * that the database has to work for. Leaving is not among them: no real unsubscribe is ever refused.
 */
export type LimitedAction =
  | 'sign-up'
  | 'unproven sign-up'
  | 'proven sign-up'
  | 'own mail'
  | 'link'
  | 'seeds'
  | 'broken link'
  | 'proof'
  | 'operator'
  | 'preview'
  | 'preview mail'
  | 'read'
  | 'form'
  | 'search'

/** Who asks, and about whom. */
export type Asking = { network: string; whom?: string; domain?: string }

/** Each process counts these by itself: a row written to a shared store would cost more than the page. */
const countedInProcess: ReadonlySet<string> = new Set<LimitedAction>(['read', 'form', 'search', 'preview'])

/** A refusal says when to come back. It depends on what was asked before, never on what is known of an address. */
export type Take = { ok: true } | { ok: false; retryAfterSeconds: number }

export type Limits = {
  /** Counts a request, and says whether it is within every limit. */
  take: (action: LimitedAction, by: Asking) => Promise<Take>
  /** Whether half of what is allowed to everyone together is used up. Counts nothing. */
  isBusy: (action: LimitedAction) => Promise<boolean>
  /** Whether nothing is left for this network, or for everyone together. Counts nothing. */
  isSpent: (action: LimitedAction, network: string) => Promise<boolean>
  /** What this process has refused to networks, to refuse it again with little work. */
  refusals: Refusals
  close: () => Promise<void>
}

/**
 * A network may be a university, and mail scanners open the links of thousands from few networks. The overall limits of sign-ups
 * protect the sender's reputation from many networks at once. When that for unproven ones nears, browsers are asked for a proof
 * of work, and who gives it is counted apart; so an attack makes signing up slower, and shuts nobody out.
 */
export const defaultRules: Rules = {
  'sign-up': {
    whom: { points: 10, seconds: 3600 },
    domain: { points: 120, seconds: 3600 },
    network: { points: 60, seconds: 600 },
    'wide network': { points: 240, seconds: 600 },
  },
  'unproven sign-up': { overall: { points: 1200, seconds: 600 } },
  'proven sign-up': { overall: { points: 12_000, seconds: 600 } },
  'own mail': { whom: { points: 10, seconds: 3600 }, network: { points: 60, seconds: 600 } },
  operator: { network: { points: 10, seconds: 600 }, overall: { points: 1000, seconds: 600 } },
  // Its page has five frames, so this is twenty pages.
  preview: { network: { points: 120, seconds: 60 } },
  'preview mail': { network: { points: 10, seconds: 600 }, overall: { points: 30, seconds: 3600 } },
  seeds: {
    whom: { points: 10, seconds: 3600 },
    network: { points: 60, seconds: 600 },
    overall: { points: 600, seconds: 3600 },
  },
  link: { whom: { points: 120, seconds: 60 }, network: { points: 1800, seconds: 60 } },
  'broken link': { network: { points: 120, seconds: 600 } },
  // Until it has expired, in which case it is refused anyhow.
  proof: { whom: { points: 1, seconds: 3600 } },
  // A reading room of fifty people does not come near these.
  read: { network: { points: 3000, seconds: 60 } },
  form: { network: { points: 120, seconds: 60 } },
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
    take: async (action, { network, whom, domain }) => {
      const counted = {
        network,
        'wide network': wideNetworkOf(network),
        whom: whom === undefined ? undefined : hashed(whom),
        domain: domain === undefined ? undefined : hashed(domain),
        overall: 'all',
      }
      // A network that asks too much uses up nobody else's share.
      for (const scope of ['network', 'wide network', 'whom', 'domain', 'overall'] as const) {
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
    isBusy: async (action) => (await usedShare(limiters.get(`${action} overall`), 'all')) >= 0.5,
    isSpent: async (action, network) =>
      (await usedShare(limiters.get(`${action} network`), network)) >= 1 ||
      (await usedShare(limiters.get(`${action} overall`), 'all')) >= 1,
    refusals: createRefusals(),
    close: async () => {
      redis?.disconnect()
    },
  }
}

/** @returns from 0 on; above 1 where some were refused */
async function usedShare(limiter: RateLimiterAbstract | undefined, key: string): Promise<number> {
  const used = await limiter?.get(key)
  return limiter && used ? used.consumedPoints / limiter.points : 0
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
