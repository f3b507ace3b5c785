import { AbortedTransactionError, sql, type Kysely } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { openStore } from '../../src/store/open.ts'
import { prepared } from '../../src/store/prepared.ts'
import type { Database } from '../../src/store/schema.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'

type Db = Kysely<Database>

const add = (db: Db, n: number) => prepared('add', sql`insert into counts values (${n})`).execute(db)
const counts = async (db: Db) =>
  (await sql<{ n: number }>`select n from counts order by n`.execute(db)).rows.map(({ n }) => n)
const plans = async (db: Db) =>
  (await sql<{ name: string }>`select name from pg_prepared_statements`.execute(db)).rows
const settings = async (db: Db) =>
  (
    await sql<{ name: string; setting: string }>`select name, setting from pg_settings
    where name in ('enable_seqscan', 'jit') order by name`.execute(db)
  ).rows.map(({ setting }) => setting)

describe.skipIf(lacks('postgres'))('the connections of the ledger', () => {
  async function store() {
    const newDatabase = await startPostgres()
    const opened = await openStore(
      { databaseUrl: await newDatabase(), dataDir: '/nonexistent' },
      createLogger('silent'),
    )
    onTestFinished(() => opened.close())
    await sql`create table counts (n integer not null)`.execute(opened.db)
    return opened
  }

  test('keep the plans of prepared statements, by settings of their own; none compiles a statement', async () => {
    const { db, ledgerDb } = await store()
    for (const n of [1, 2, 3]) expect(await add(ledgerDb, n)).toMatchObject({ numAffectedRows: 1n })
    await add(db, 4)
    expect(await plans(ledgerDb)).toEqual([{ name: 'add' }])
    expect(await plans(db)).toEqual([])
    expect(await settings(ledgerDb)).toEqual(['off', 'off'])
    expect(await settings(db)).toEqual(['on', 'off'])
    expect(await counts(db)).toEqual([1, 2, 3, 4])
  })

  test('roll back what fails, and go on', async () => {
    const { ledgerDb } = await store()
    const failing = ledgerDb.transaction().execute(async (trx) => {
      await add(trx, 1)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const aborted = ledgerDb.transaction().execute(async (trx) => {
      await add(trx, 2)
      await sql`select 1 / 0`.execute(trx).catch(() => undefined)
    })
    await expect(aborted).rejects.toThrow(AbortedTransactionError)
    await ledgerDb.transaction().execute((trx) => add(trx, 3))
    expect(await counts(ledgerDb)).toEqual([3])
  })
})
