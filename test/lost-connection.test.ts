import { Writable } from 'node:stream'
import { pino } from 'pino'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openStore } from '../src/store/open.ts'
import { startPostgres } from './helpers/postgres.ts'
import { lacks } from './helpers/requirements.ts'
import { queryOnce } from './helpers/servers.ts'

describe.skipIf(lacks('postgres'))('a database connection that is lost', () => {
  test('in the middle of a transaction fails that transaction, and nothing else', async () => {
    const newDatabase = await startPostgres()
    const databaseUrl = await newDatabase()
    let log = ''
    const toLog = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log += chunk.toString()
        done()
      },
    })
    const { db, close } = await openStore({ databaseUrl, dataDir: '/nonexistent' }, pino(toLog))
    const transaction = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      await queryOnce(databaseUrl, `select pg_terminate_backend(${rows[0]?.pid})`)
      // An error that nobody hears would end the process here, between two statements.
      await expect.poll(() => log).toContain('a database connection was lost in use')
      await sql`select 1`.execute(trx)
    })
    await expect(transaction).rejects.toThrow(/connection|terminat/i)
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
    await close()
  })
})
