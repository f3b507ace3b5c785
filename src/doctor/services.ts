import pg from 'pg'
import type { StoreConfig } from '../config/config.ts'
import { checkServer } from '../store/database-problem.ts'
import { openStore } from '../store/open.ts'
import { evictionProblem, readEvictionPolicy } from '../store/redis.ts'
import { createLogger } from '../logger.ts'
import { right, unsure, wrong, type Say } from './finding.ts'

const timeoutMs = 5000
const driftMs = 10_000

/** The database answers, is new enough, and its clock agrees with ours. */
export async function checkDatabase(
  config: Pick<StoreConfig, 'databaseUrl' | 'dataDir'>,
): Promise<Say | Say[]> {
  if (!config.databaseUrl) {
    const store = await openStore(config, createLogger('silent'))
    await store.close()
    return right(`is embedded under ${config.dataDir}, and opens`)
  }
  await checkServer(config.databaseUrl)
  const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: timeoutMs })
  await client.connect()
  try {
    const { rows } = await client.query<{ version: string; now: Date }>(
      `select current_setting('server_version') as version, clock_timestamp() as now`,
    )
    const [row] = rows
    if (!row) return wrong('does not answer')
    return [right(`PostgreSQL ${row.version} answers`), driftOf(row.now, 'the database')]
  } finally {
    await client.end()
  }
}

/** A queue must not lose jobs when memory runs short. */
export async function checkRedis(redisUrl: string | null): Promise<Say> {
  if (!redisUrl) return right('is not used: the queue is in the database')
  const policy = await readEvictionPolicy(redisUrl)
  if (policy === null) return unsure('answers, but does not tell its maxmemory-policy: it must be noeviction')
  const problem = evictionProblem(policy)
  return problem ? wrong(problem) : right('answers, and its maxmemory-policy is noeviction')
}

/** Links, slots and signatures all go by the clock. The origin of papers has one that is not ours. */
export async function checkClock(originUrl: string): Promise<Say> {
  const signal = AbortSignal.timeout(timeoutMs)
  // A redirect has the date, too, and leads to somebody else.
  const request = { method: 'HEAD', redirect: 'manual', signal } as const
  const response = await fetch(originUrl, request).catch(() => null)
  const date = response?.headers.get('Date')
  if (!date) return unsure(`could not be compared: ${originUrl} does not answer`)
  return driftOf(new Date(date), new URL(originUrl).host)
}

function driftOf(there: Date, whose: string): Say {
  const drift = Math.abs(there.getTime() - Date.now())
  return drift <= driftMs
    ? right(`agrees with ${whose}`)
    : wrong(`is ${Math.round(drift / 1000)} s away from ${whose}: let the machine keep time (NTP)`)
}
