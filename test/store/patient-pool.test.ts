import pg from 'pg'
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { openStore, ping } from '../../src/store/open.ts'
import { PatientPool } from '../../src/store/patient-pool.ts'
import { lacks } from '../helpers/requirements.ts'
import { endWithRun } from '../helpers/run.ts'
import { startPostgresServer } from '../helpers/servers.ts'

const maxConnections = 6

describe.skipIf(lacks('postgres'))('a PostgreSQL without a free connection', () => {
  let databaseUrl = ''

  beforeAll(async () => {
    const server = await startPostgresServer({
      isDurable: false,
      parentDir: inject('runDir'),
      maxConnections,
    })
    endWithRun(server.pid())
    databaseUrl = await server.newDatabase()
  })

  /** Takes all connections that are left. @returns what gives one of them back */
  async function takeAll(): Promise<() => Promise<void>> {
    const taken: pg.Client[] = []
    onTestFinished(async () => {
      await Promise.all(taken.map((client) => client.end()))
    })
    for (;;) {
      const client = new pg.Client(databaseUrl)
      client.on('error', () => undefined)
      try {
        await client.connect()
      } catch (error) {
        expect(error).toMatchObject({ code: '53300' })
        return async () => taken.pop()?.end()
      }
      taken.push(client)
    }
  }

  function openPool(patienceMs: number): PatientPool {
    const pool = new PatientPool({ connectionString: databaseUrl, max: 1 }, patienceMs)
    onTestFinished(() => pool.end())
    return pool
  }

  const expectFull = (patienceMs = 0) =>
    expect(openPool(patienceMs).query('select 1')).rejects.toMatchObject({ code: '53300' })

  test('is waited for, by one query and by a transaction', async () => {
    const give = await takeAll()
    const pool = openPool(60_000)
    // They share one connection, in whichever order they come by it.
    const query = pool.query('select 1 as n')
    const transaction = pool.connect().then((client) => client.release())
    await expectFull()
    await give()
    expect((await query).rows).toEqual([{ n: 1 }])
    await transaction
  })

  test('is waited for when the service opens it', async () => {
    const give = await takeAll()
    const opening = openStore({ databaseUrl, databasePool: 4, dataDir: '' }, createLogger('silent'))
    await expectFull()
    await give()
    const store = await opening
    onTestFinished(() => store.close())
    await ping(store.db)
  })

  test('is not waited for without end', async () => {
    await takeAll()
    await expectFull(300)
  })

  test('opens no more connections than it is told', async () => {
    const store = await openStore({ databaseUrl, databasePool: 2, dataDir: '' }, createLogger('silent'))
    onTestFinished(() => store.close())
    await Promise.all(Array.from({ length: 20 }, () => ping(store.db)))
    expect(store.pool).toMatchObject({ totalCount: 2 })
  })

  test('a fault of another kind is told at once', async () => {
    const pool = new PatientPool({ connectionString: databaseUrl.replace(/\w+$/, 'none') }, 60_000)
    onTestFinished(() => pool.end())
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: '3D000' })
  })
})
