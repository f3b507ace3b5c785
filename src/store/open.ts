import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from '../logger.ts'
import { lockDataDir } from './data-dir-lock.ts'
import type { PglitePool } from './pglite-pool.ts'
import { keepPlans, offForKeptPlans } from './prepared.ts'
import type { Database } from './schema.ts'
import { getTypeParser } from './value-types.ts'

export type Db = Kysely<Database>

/** Runs `work` in a transaction: the one that `db` is already, or a new one. */
export function inTransaction<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/** An open database: the query layer, the pool below it (which BullMQ shares in the embedded size), and its end. */
export type Store = { db: Db; pool: pg.Pool | PglitePool; close: () => Promise<void> }

/**
 * Opens PostgreSQL at `databaseUrl`, or the embedded database under `dataDir`.
 *
 * @throws {UserError} when another process has the embedded database
 */
export async function openStore(
  config: { databaseUrl: string | null; dataDir: string },
  logger: Logger,
): Promise<Store> {
  return config.databaseUrl ? openPostgres(config.databaseUrl, logger) : openEmbedded(config.dataDir, logger)
}

function openPostgres(connectionString: string, logger: Logger): Store {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    types: { getTypeParser },
    options: offForKeptPlans.map((setting) => `-c ${setting}=off`).join(' '),
  })
  pool.on('error', (error) => logger.warn({ error: error.message }, 'a database connection was lost'))
  pool.on('connect', (client) => {
    // The pool listens to idle connections alone. One that is lost between two statements of a transaction would end
    // the process; its next statement fails all the same.
    client.on('error', (error) =>
      logger.warn({ error: error.message }, 'a database connection was lost in use'),
    )
    keepPlans(client)
  })
  return storeOver(pool, () => undefined)
}

async function openEmbedded(dataDir: string, logger: Logger): Promise<Store> {
  // Loaded only here: it takes 50 MB, which servers with PostgreSQL need not pay for.
  const { PglitePool } = await import('./pglite-pool.ts')
  const unlock = lockDataDir(dataDir)
  try {
    const pool = await PglitePool.open(join(dataDir, 'postgres'))
    pool.on('error', (error: Error) =>
      logger.error({ error: error.message }, 'the embedded database has failed'),
    )
    return storeOver(pool, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

function storeOver(pool: pg.Pool | PglitePool, afterClose: () => void): Store {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: pool as pg.Pool }) })
  const close = async () => {
    await db.destroy()
    afterClose()
  }
  return { db, pool, close }
}
