import pg from 'pg'
import type { StoreConfig } from '../config/config.ts'
import { checkServer } from '../store/database-problem.ts'
import { findWatermarksAfter } from '../ingest/watermark-rows.ts'
import { refuseOtherInstallation } from '../store/installation.ts'
import { openStore, type Db } from '../store/open.ts'
import { readSchemaState } from '../store/schema-state.ts'
import { evictionProblem, readEvictionPolicy } from '../store/redis.ts'
import { createLogger } from '../logger.ts'
import { right, unsure, wrong, type Say } from './finding.ts'

const timeoutMs = 5000
const driftMs = 10_000

/** The database answers, is new enough and ours, and its clock and watermarks agree with our clock. */
export async function checkDatabase(
  config: Pick<StoreConfig, 'databaseUrl' | 'dataDir' | 'prefix'>,
): Promise<Say[]> {
  const server = config.databaseUrl === null ? [] : await checkPostgres(config.databaseUrl)
  const store = await openStore(config, createLogger('silent'))
  try {
    const opens = config.databaseUrl ? [] : [right(`is embedded under ${config.dataDir}, and opens`)]
    return [...server, ...opens, ...(await checkContents(store.db, config, new Date()))]
  } finally {
    await store.close()
  }
}

/** A clock that is a little ahead of ours writes slots that are, too. */
const aheadMs = 15 * 60_000

/** A watermark ahead of the clock was written while that was wrong, and holds back what waits for it. */
export async function checkContents(
  db: Db,
  { databaseUrl, prefix }: Pick<StoreConfig, 'databaseUrl' | 'prefix'>,
  now: Date,
): Promise<Say[]> {
  if ((await readSchemaState(db)).kind !== 'current')
    return [unsure('has not the schema of this version: start the service, or run paperboy migrate')]
  if (databaseUrl !== null) await refuseOtherInstallation(db, prefix)
  const ahead = await findWatermarksAfter(db, new Date(now.getTime() + aheadMs))
  return ahead.map(({ name, at }) =>
    wrong(
      `has a watermark ahead of the clock: ${name} is at ${at.toISOString()}. Correct the clock if it is wrong; else the running service sets it back`,
    ),
  )
}

async function checkPostgres(databaseUrl: string): Promise<Say[]> {
  await checkServer(databaseUrl)
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: timeoutMs })
  await client.connect()
  try {
    const { rows } = await client.query<{ version: string; now: Date }>(
      `select current_setting('server_version') as version, clock_timestamp() as now`,
    )
    const [row] = rows
    if (!row) return [wrong('does not answer')]
    return [right(`PostgreSQL ${row.version} answers`), driftOf(row.now, 'this machine’s', 'its clock ')]
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

/** @param clock which one is meant, where the check itself is about another thing */
function driftOf(there: Date, whose: string, clock = ''): Say {
  const drift = Math.abs(there.getTime() - Date.now())
  return drift <= driftMs
    ? right(`${clock}agrees with ${whose}`)
    : wrong(`${clock}is ${Math.round(drift / 1000)} s away from ${whose}: let the machine keep time (NTP)`)
}
