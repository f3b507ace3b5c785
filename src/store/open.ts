import { Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import { messageOf, UserError } from '../errors.ts'
import { createLimitedLog } from '../log-limit.ts'
import { withoutLogFields } from '../log-fields.ts'
import type { Logger } from '../logger.ts'
import { checkServer } from './database-problem.ts'
import { lockDataDir } from './data-dir-lock.ts'
import { databaseIn, refuseUnfitFolder } from './data-folder-state.ts'
import { PatientPool } from './patient-pool.ts'
import type { PglitePool } from './pglite-pool.ts'
import { PlanKeepingDialect, settingsOfTheLedger } from './prepared.ts'
import type { Database } from './schema.ts'
import { getTypeParser } from './value-types.ts'

export type Db = Kysely<Database>

/** Runs `work` in a transaction: the one that `db` is already, or a new one. */
export function inTransaction<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/** @throws {Error} where the database does not answer */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}

/** An open database. */
export type Store = {
  db: Db
  /** The same database over connections that keep the plans of `prepared` statements. */
  ledgerDb: Db
  /** What `db` runs on. BullMQ shares it in the embedded size. */
  pool: pg.Pool | PglitePool
  close: () => Promise<void>
}

/**
 * Opens PostgreSQL at `databaseUrl`, or the embedded database under `dataDir`.
 *
 * @throws {UserError} when another process has the embedded database, it was moved or is of another major version, or
 *   PostgreSQL cannot be used
 */
export async function openStore(
  config: { databaseUrl: string | null; databasePool?: number; dataDir: string },
  logger: Logger,
): Promise<Store> {
  if (!config.databaseUrl) return openEmbedded(config.dataDir, logger)
  await checkServer(config.databaseUrl)
  return openPostgres(config.databaseUrl, config.databasePool ?? defaultPool, logger)
}

/** Of connections. The environment's default is the same. */
const defaultPool = 10
/** A worker composes one range and sends another; beside those it renews claims. */
const ledgerConnections = 4

function openPostgres(connectionString: string, max: number, logger: Logger): Store {
  const pool = openPool({ connectionString, max }, settings, logger)
  const ledgerPool = openPool(
    { connectionString, max: ledgerConnections },
    `${settings}; ${settingsOfTheLedger}`,
    logger,
  )
  return storeOver(pool, ledgerPool, () => ledgerPool.end())
}

/**
 * Compiling a statement takes a second or two, and PostgreSQL decides by its estimate: it compiled the opening of an edition
 * for the sake of deliveries that it then did not read. No statement here runs long enough to win that back.
 */
const settings = 'set jit to off'

/** @param settings statements for each new connection; not its parameters, of which PgBouncer refuses those it does not know */
function openPool(config: pg.PoolConfig, settings: string, logger: Logger): pg.Pool {
  const log = createLimitedLog(logger)
  const pool = new PatientPool({
    ...config,
    types: { getTypeParser },
    verify: (client, done) => {
      client.query(settings).then(() => done(), done)
    },
  })
  const tell = (error: Error, line: string) =>
    withoutLogFields(() => log('warn', { error: error.message }, line))
  pool.on('error', (error) => tell(error, 'a database connection was lost'))
  // The pool listens to idle connections only. Without a listener, one that is lost between two statements of a
  // transaction would end the process; its next statement fails all the same.
  pool.on('connect', (client) => {
    client.on('error', (error) => tell(error, 'a database connection was lost in use'))
  })
  return pool
}

/** Opens an embedded database in memory, without a schema. It is gone when it is closed. */
export async function openInMemory(logger: Logger): Promise<Store> {
  const { PglitePool } = await import('./pglite-pool.ts')
  const pool = await PglitePool.open(undefined)
  pool.on('error', (error: Error) =>
    logger.error({ error: error.message }, 'the embedded database has failed'),
  )
  return storeOver(pool, pool, () => pool.end())
}

async function openEmbedded(dataDir: string, logger: Logger): Promise<Store> {
  // Loaded only here: it takes 50 MB, which servers with PostgreSQL need not pay for.
  const { PglitePool } = await import('./pglite-pool.ts')
  const unlock = lockDataDir(dataDir)
  try {
    refuseUnfitFolder(dataDir)
    const pool = await openPglite(PglitePool, databaseIn(dataDir))
    pool.on('error', (error: Error) =>
      logger.error({ error: error.message }, 'the embedded database has failed'),
    )
    return storeOver(pool, pool, async () => {
      // Kysely ends a pool only where it has used it, and a database that stays open keeps the process from ending.
      await pool.end()
      unlock()
    })
  } catch (error) {
    unlock()
    throw error
  }
}

/** @throws {UserError} where its files cannot be used */
async function openPglite(Pool: typeof PglitePool, folder: string): Promise<PglitePool> {
  try {
    return await Pool.open(folder)
  } catch (error) {
    if (error instanceof UserError) throw error
    const reason = messageOf(error).split('\n')[0]
    throw new UserError(
      `DATA_DIR: ${folder} cannot be opened (${reason}): restore it from a backup, or choose an empty folder.`,
      { cause: error },
    )
  }
}

function storeOver(
  pool: pg.Pool | PglitePool,
  ledgerPool: pg.Pool | PglitePool,
  afterClose: () => Promise<void> | void,
): Store {
  // The embedded pool has the part of pg's shape that Kysely uses.
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: pool as pg.Pool }) })
  const ledgerDb = new Kysely<Database>({ dialect: new PlanKeepingDialect(ledgerPool as pg.Pool) })
  const close = async () => {
    await ledgerDb.destroy()
    await db.destroy()
    await afterClose()
  }
  return { db, ledgerDb, pool, close }
}
