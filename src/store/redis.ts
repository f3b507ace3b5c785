import { Redis, type RedisOptions } from 'ioredis'
import { messageOf, UserError } from '../errors.ts'
import { createLimitedLog } from '../log-limit.ts'
import { withoutLogFields } from '../log-fields.ts'
import type { Logger } from '../logger.ts'

/** A primary that was demoted says so to every write, at once: this keeps a client from asking without a pause. */
const shortestPauseMs = 250
const longestPauseMs = 2000
/** A cause that many commands meet is logged once in this time. */
const logPauseMs = 60_000

/** How long a command waits for a connection that is lost. */
type RedisPatience = Pick<RedisOptions, 'maxRetriesPerRequest' | 'commandTimeout' | 'lazyConnect'>

/**
 * A connection to Redis that connects again whenever it is lost, and that leaves a server which has become a replica: after
 * a failover, the same name leads to the new primary, but an open connection stays where it is. The command that was
 * refused is sent again.
 */
export function openRedis(url: string, logger: Logger, options: RedisPatience = {}): Redis {
  let loggedAt = Number.NEGATIVE_INFINITY
  const reconnectOnError = ({ message }: Error): false | 2 => {
    // Redis 6 and older put the code inside the error of a script.
    if (!message.includes('READONLY')) return false
    if (Date.now() - loggedAt > logPauseMs) {
      loggedAt = Date.now()
      logger.warn('Redis is read-only, as after a failover: connecting again until it can be written to')
    }
    return 2
  }
  const retryStrategy = (times: number) => Math.min(shortestPauseMs * times, longestPauseMs)
  const redis = new Redis(url, { reconnectOnError, retryStrategy, ...options })
  const log = createLimitedLog(logger)
  redis.on('error', (error: Error) =>
    withoutLogFields(() => log('warn', { error: error.message }, 'Redis connection error')),
  )
  return redis
}

const checkTimeoutMs = 5000

/**
 * Whether Redis may drop jobs when its memory is full. Asks over a connection of its own.
 *
 * @returns its `maxmemory-policy`, or null where it does not tell
 * @throws {Error} where it does not answer within five seconds
 */
export async function readEvictionPolicy(url: string): Promise<string | null> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: checkTimeoutMs,
    commandTimeout: checkTimeoutMs,
    retryStrategy: () => null,
  })
  // What went wrong first says more than the answer to the command, which is that the connection is closed.
  let problem: Error | undefined
  redis.on('error', (error: Error) => (problem ??= error))
  try {
    await redis.connect()
    return /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? null
  } catch (error) {
    throw problem ?? error
  } finally {
    redis.disconnect()
  }
}

/** What is wrong with a `maxmemory-policy`, and what to do; null where it is right. */
export function evictionProblem(policy: string): string | null {
  if (policy === 'noeviction') return null
  return `its maxmemory-policy is ${policy}, which may drop jobs: CONFIG SET maxmemory-policy noeviction`
}

/** Says at the service's start what keeps Redis from being a queue. It is no reason not to start: rows are the truth. */
export async function warnOfRedis(url: string, logger: Logger): Promise<void> {
  try {
    const policy = await readEvictionPolicy(url)
    const problem = policy === null ? null : evictionProblem(policy)
    if (problem) logger.warn({ policy }, `Redis: ${problem}`)
  } catch (error) {
    logger.warn(`${explainRedisError(error, url)} It is tried again.`)
  }
}

/**
 * For commands that add to the queue and end: without Redis they would wait for good.
 *
 * @throws {UserError} in one line that says what to do
 */
export async function checkRedisAnswers(url: string | null): Promise<void> {
  if (url === null) return
  try {
    await readEvictionPolicy(url)
  } catch (error) {
    throw new UserError(explainRedisError(error, url), { cause: error })
  }
}

/** What keeps us from Redis, and what to do; without the password. */
function explainRedisError(error: unknown, url: string): string {
  const { hostname, port } = new URL(url)
  const reason = messageOf(error) || 'no answer'
  const at = `REDIS_URL: Redis at ${hostname}:${port || '6379'}`
  if (/NOAUTH/.test(reason))
    return `${at} wants a password: put it into the URL, percent-encoded: redis://:password@host.`
  if (/WRONGPASS|invalid (?:username-)?password|without any password/i.test(reason))
    return `${at} refuses the password (${reason}): correct user and password.`
  if (/NOPERM/.test(reason)) return `${at}: the user lacks a right (${reason}): allow it (ACL SETUSER).`
  if (/LOADING/.test(reason)) return `${at} is not ready (${reason}): try again when it is.`
  if (/SSL|certificate|TLS/i.test(reason))
    return `${at}: TLS fails (${reason}): rediss:// is with TLS, redis:// without.`
  return `${at} does not answer (${reason}): start it, or correct host and port.`
}
