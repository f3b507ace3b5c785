import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from '../logger.ts'
import { lockDataDir } from './data-dir-lock.ts'
import type { PglitePool } from './pglite-pool.ts'
import { keepPlans } from './prepared.ts'
import type { Database } from './schema.ts'

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
  return config.databaseUrl ? openPostgres(config.databaseUrl, logger) : openEmbedded(config.dataDir)
}

function openPostgres(connectionString: string, logger: Logger): Store {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    types: { getTypeParser },
    // Plans that are kept were often made while a month's table was new and seemed to be small. What they cost is then
    // out of all proportion, and would be compiled.
    options: '-c enable_seqscan=off -c jit=off',
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

async function openEmbedded(dataDir: string): Promise<Store> {
  // Loaded only here: it takes 50 MB, which servers with PostgreSQL need not pay for.
  const { PglitePool } = await import('./pglite-pool.ts')
  const unlock = lockDataDir(dataDir)
  try {
    return storeOver(await PglitePool.open(join(dataDir, 'postgres')), unlock)
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

/** PostgreSQL's catalogue (pg_type) numbers the types of arrays so; pg names only the elements' types. */
const int8ArrayOid: number = 1016
const textArrayOid: number = 1009

const parseTextArray = pg.types.getTypeParser(textArrayOid)
const parseInt8Array = pg.types.getTypeParser(int8ArrayOid)

/** Days stay the strings that they are, and bigints become numbers: ours stay far below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === pg.types.builtins.DATE) return (value: string) => value
  if (oid === pg.types.builtins.INT8) return Number
  if (oid === int8ArrayOid) return (value: string) => [...parseInt8Array(value)].map(Number)
  // Six of the seven lists of most subscribers.
  if (oid === textArrayOid) return (value: string) => (value === '{}' ? [] : parseTextArray(value))
  return pg.types.getTypeParser(oid, format)
}
