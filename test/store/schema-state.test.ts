import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { createContext } from '../../src/context.ts'
import { createLogger } from '../../src/logger.ts'
import { openStore, type Db } from '../../src/store/open.ts'
import { readSchemaState } from '../../src/store/schema-state.ts'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { testConfig } from '../helpers/config.ts'
import { migratedDataDir, temporaryDir } from '../helpers/context.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'

const older =
  'The database’s schema is older than this program: run `paperboy migrate`, or start the service, and try again.'
const newer = 'This program is older than the database’s schema, which has 9999_later: update this program.'

async function change(env: Record<string, string>, work: (db: Db) => Promise<unknown>): Promise<void> {
  const store = await openStore(loadConfig(env).store, createLogger('silent'))
  await work(store.db)
  await store.close()
}

const applied = async (db: Db) => (await sql`select name from public.kysely_migration`.execute(db)).rows

/** As it would be before the newest migration: 0018 changes no table that the test touches. */
const forget = (db: Db) =>
  sql`delete from public.kysely_migration where name = (select max(name) from public.kysely_migration)`.execute(
    db,
  )
const foresee = (db: Db) =>
  sql`insert into public.kysely_migration values ('9999_later', '2099-01-01')`.execute(db)

test.each([
  ['older', forget, older],
  ['newer', foresee, newer],
])(
  'a command refuses a schema that is %s in one line, and writes nothing',
  { timeout: 120_000 },
  async (_, make, line) => {
    const env = await databaseEnvironment()
    let before: unknown
    await change(env, async (db) => {
      await make(db)
      before = await applied(db)
    })
    const { stdout, stderr, code } = await runCommand(['subscribers', 'list'], env)
    expect({ stdout, stderr, code }).toEqual({ stdout: '', stderr: `${line}\n`, code: 1 })
    await change(env, async (db) => expect(await applied(db)).toEqual(before))
  },
)

test('the service refuses a newer schema too, and leaves it as it is', async () => {
  const dataDir = await migratedDataDir()
  await change({ DATA_DIR: dataDir }, foresee)
  await expect(createContext(testConfig(dataDir), { schema: 'migrate' })).rejects.toThrow(newer)
})

test(
  'an embedded database that is not there yet is set up by whatever comes first',
  { timeout: 120_000 },
  async () => {
    const context = await createContext(testConfig(await temporaryDir()))
    onTestFinished(() => context.close())
    expect(await readSchemaState(context.db)).toEqual({ kind: 'current' })
    expect((await context.queues.count()).length).toBeGreaterThan(0)
  },
)

describe.skipIf(lacks('postgres'))('on PostgreSQL', () => {
  test('an empty database is refused, and stays empty', async () => {
    const databaseUrl = await (await startPostgres())()
    const config = testConfig(await temporaryDir(), { store: { databaseUrl } })
    await expect(createContext(config)).rejects.toThrow(/^The database is empty: run `paperboy migrate`/)
    const store = await openStore(config.store, createLogger('silent'))
    onTestFinished(() => store.close())
    const { rows } = await sql`
      select from pg_class where relnamespace in (select oid from pg_namespace where nspname in ('public', 'bullmq'))`.execute(
      store.db,
    )
    expect(rows).toEqual([])
  })
})
