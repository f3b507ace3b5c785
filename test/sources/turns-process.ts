import { createHttp } from '../../src/sources/http.ts'
import { asJson } from './as-json.ts'
import { turnsIn } from '../../src/sources/turns.ts'
import { createLogger } from '../../src/logger.ts'
import { openStore } from '../../src/store/open.ts'

/** A process that asks a far end a few times, in turn with whatever other processes there are. */
const [databaseUrl = '', url = '', pauseMs = '', requests = ''] = process.argv.slice(2)
const store = await openStore({ databaseUrl, dataDir: '' }, createLogger('silent'))
const inTurn = turnsIn(store.db, { name: 'far', pauseMs: Number(pauseMs), leaseMs: 10_000 })
const get = createHttp({ publicUrl: 'http://paperboy.test', inTurn })
await Promise.all(Array.from({ length: Number(requests) }, () => get(new URL(url), asJson)))
await store.close()
