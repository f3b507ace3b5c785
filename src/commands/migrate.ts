import type { Command } from 'commander'
import { loadConfig, readEnvironment } from '../config/load.ts'
import { createLogger } from '../logger.ts'
import { migrate } from '../store/migrate.ts'
import { openStore } from '../store/open.ts'
import { print } from './output.ts'

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database’s schema up to date (start does it too, guarded by a lock)')
    .action(async () => {
      const config = loadConfig(readEnvironment())
      const store = await openStore(config.store, createLogger(config.logLevel))
      try {
        const names = await migrate(store.db)
        print(names.length === 0 ? 'The schema is up to date.' : `Migrated: ${names.join(', ')}`)
      } finally {
        await store.close()
      }
    })
}
