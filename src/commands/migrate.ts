import type { Command } from 'commander'
import { migrateQueues } from '../../jobs/queues.ts'
import { loadConfig, readEnvironment } from '../config/load.ts'
import { migrateOwn } from '../context.ts'
import { createLogger } from '../logger.ts'
import { explainDatabaseError } from '../store/database-problem.ts'
import { openStore } from '../store/open.ts'
import { print } from './output.ts'

export function configure(command: Command): void {
  command.action(async () => {
    const config = loadConfig(readEnvironment())
    const store = await openStore(config.store, createLogger(config.logLevel))
    try {
      const names = await migrateOwn(config.store, store)
      await migrateQueues({ ...config.store, leaseMs: config.delivery.leaseMs }, store)
      print(names.length === 0 ? 'The schema is up to date.' : `Migrated: ${names.join(', ')}`)
    } catch (error) {
      const { databaseUrl } = config.store
      throw databaseUrl ? explainDatabaseError(error, databaseUrl) : error
    } finally {
      await store.close()
    }
  })
}
