import { migrateQueues, openQueues } from '../jobs/queues.ts'
import type { Queues } from '../jobs/queue.ts'
import type { Config, StoreConfig } from './config/config.ts'
import { createLogger, type Logger } from './logger.ts'
import { explainDatabaseError } from './store/database-problem.ts'
import { claimDatabase, refuseOtherInstallation } from './store/installation.ts'
import { migrate } from './store/migrate.ts'
import { openStore, type Db, type Store } from './store/open.ts'
import { readSchemaState, refuseOtherSchema } from './store/schema-state.ts'
import { createLinkSigner, type LinkSigner } from './subscribers/tokens.ts'

/** The real parts that the service runs on, made once by hand. Functions are given only what they use. */
export type Context = {
  config: Config
  /** Signs the links and addresses of what is sent now. */
  signer: LinkSigner
  logger: Logger
  /** The present. Tests and `send --at` put another one in. */
  clock: () => Date
  db: Db
  /** For composing and sending: see `Store`. */
  ledgerDb: Db
  /** What `db` runs on, for libraries that write their own SQL. */
  pool: Store['pool']
  queues: Queues
  /** Aborted when the process is asked to stop: whatever waits on the network gives up. */
  signal: AbortSignal
  close: () => Promise<void>
}

/**
 * Opens the database and the queues.
 *
 * @param overrides `schema`: whether an older schema is brought up to date, which the service's start and `migrate` do, or
 *   refused, so that a command from a new checkout does not change a running installation
 * @throws {UserError} when the embedded database is in use by another process, PostgreSQL cannot be used, or the schema is
 *   not this program's
 */
export async function createContext(
  config: Config,
  overrides: {
    schema?: 'migrate' | 'refuse'
    clock?: () => Date
    logger?: Logger
    signal?: AbortSignal
  } = {},
): Promise<Context> {
  const logger = overrides.logger ?? createLogger(config.logLevel)
  if (config.mail.templatesDir !== null) {
    // Only then: rendering takes half a second to load.
    const { loadOwnTemplates } = await import('./render/own-templates.ts')
    await loadOwnTemplates(config.mail.templatesDir)
  }
  const store = await openStore(config.store, logger)
  try {
    const stopTracing = await startTracing(config, logger)
    const queueConfig = { ...config.store, leaseMs: config.delivery.leaseMs }
    if (overrides.schema === 'migrate' || (await isNewAndEmbedded(config.store, store))) {
      await migrateOwn(config.store, store)
      await migrateQueues(queueConfig, store)
    } else {
      refuseOtherSchema(await readSchemaState(store.db))
      await refuseOther(config.store, store)
    }
    const queues = openQueues(queueConfig, store, logger)
    const close = async () => {
      await queues.close()
      await store.close()
      await stopTracing()
    }
    const clock = overrides.clock ?? (() => new Date())
    const signal = overrides.signal ?? new AbortController().signal
    const signer = createLinkSigner(config.secretKeys)
    const { db, ledgerDb, pool } = store
    return { config, signer, logger, clock, db, ledgerDb, pool, queues, signal, close }
  } catch (error) {
    await store.close()
    throw config.store.databaseUrl ? explainDatabaseError(error, config.store.databaseUrl) : error
  }
}

async function startTracing({ tracing }: Config, logger: Logger): Promise<() => Promise<void>> {
  if (tracing === null) return () => Promise.resolve()
  // Only then: OpenTelemetry takes a tenth of a second to load.
  const { startOpenTelemetry } = await import('./open-telemetry.ts')
  return startOpenTelemetry(tracing, logger)
}

/**
 * Brings this installation's schema up to date, and makes a new database its own. A data folder has one installation anyhow.
 *
 * @returns the names of the migrations that were run now
 * @throws {UserError} where the database is another installation's
 */
export async function migrateOwn(config: StoreConfig, { db }: Store): Promise<string[]> {
  await refuseOther(config, { db })
  const names = await migrate(db)
  if (config.databaseUrl !== null) await claimDatabase(db, config.prefix)
  return names
}

async function refuseOther({ databaseUrl, prefix }: StoreConfig, { db }: Pick<Store, 'db'>): Promise<void> {
  if (databaseUrl !== null) await refuseOtherInstallation(db, prefix)
}

/** A data folder that was just made has no other version to disturb, so any command may set it up. */
async function isNewAndEmbedded({ databaseUrl }: StoreConfig, { db }: Store): Promise<boolean> {
  return databaseUrl === null && (await readSchemaState(db)).kind === 'empty'
}
