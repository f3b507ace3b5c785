import { createLogger } from '../../src/logger.ts'
import { openStore } from '../../src/store/open.ts'

// Opens and closes the embedded database under the folder that is named. Whatever still runs 20 s later is an error.
const { close } = await openStore(
  { databaseUrl: null, dataDir: process.argv[2] ?? '' },
  createLogger('silent'),
)
await close()
setTimeout(() => process.exit(3), 20_000).unref()
