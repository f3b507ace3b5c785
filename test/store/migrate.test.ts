import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { migrate } from '../../src/store/migrate.ts'
import { readMigrationFile, readMigrationNames } from '../../src/store/migration-files.ts'
import { openStore, type Db } from '../../src/store/open.ts'
import { readSchemaState } from '../../src/store/schema-state.ts'
import { temporaryDir } from '../helpers/context.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'

/** A folder with a table of ten rows as its first migration, and others after it. */
async function folderOf(files: Record<string, string>): Promise<URL> {
  const dir = join(await temporaryDir(), 'migrations')
  await mkdir(dir)
  const first =
    'create table things (id int primary key, size int);\ninsert into things select generate_series(1, 10);'
  for (const [name, text] of Object.entries({ '0001_things': first, ...files })) {
    await writeFile(join(dir, `${name}.sql`), text)
  }
  return pathToFileURL(`${dir}/`)
}

describe.skipIf(lacks('postgres'))('on PostgreSQL', () => {
  let newDatabase: () => Promise<string>
  beforeAll(async () => {
    newDatabase = await startPostgres()
  })

  async function connect(databaseUrl: string): Promise<Db> {
    const store = await openStore({ databaseUrl, dataDir: '/nonexistent' }, createLogger('silent'))
    onTestFinished(() => store.close())
    return store.db
  }

  test('several processes that migrate at once run each migration once', async () => {
    const url = await newDatabase()
    const all = await Promise.all([1, 2, 3].map(async () => migrate(await connect(url))))
    expect(all.flat().sort()).toEqual(await readMigrationNames())
    expect(await readSchemaState(await connect(url))).toEqual({ kind: 'current' })
    expect(await migrate(await connect(url))).toEqual([])
  })

  test('a migration that fails leaves those before it, and is tried again by the next run', async () => {
    const db = await connect(await newDatabase())
    const folder = await folderOf({ '0002_wrong': 'update things set size = 1; select no_such_function();' })
    await expect(migrate(db, { folder })).rejects.toThrow('no_such_function')
    expect(await readSchemaState(db, folder)).toEqual({ kind: 'older', pending: ['0002_wrong'] })
    const { rows } = await sql`select from things where size = 1`.execute(db)
    expect(rows).toEqual([])
    await writeFile(new URL('0002_wrong.sql', folder), 'update things set size = 1')
    expect(await migrate(db, { folder })).toEqual(['0002_wrong'])
  })

  test('a table in use is waited for briefly and tried again, and readers pass meanwhile', async () => {
    const url = await newDatabase()
    const [db, other] = [await connect(url), await connect(url)]
    const folder = await folderOf({})
    await migrate(db, { folder })
    await writeFile(new URL('0002_wide.sql', folder), 'alter table things add column width int default 0')
    const patience = { folder, lockTimeoutMs: 50, pauseMs: 50 }
    const reading = await other.startTransaction().execute()
    await sql`select from things`.execute(reading)
    await expect(migrate(db, { ...patience, tries: 2 })).rejects.toThrow(
      /^Migration 0002_wide found a table in use/,
    )
    const migrating = migrate(db, { ...patience, tries: 1000 })
    // Queued behind a migration that waited without end, it would never come back.
    expect((await sql`select from things`.execute(await connect(url))).rows).toHaveLength(10)
    await reading.commit().execute()
    expect(await migrating).toEqual(['0002_wide'])
  })

  test('batches are run until one changes no row, and statements without a transaction one by one', async () => {
    const db = await connect(await newDatabase())
    const batch = 'update things set size = 2 where id in (select id from things where size is null limit 3)'
    const folder = await folderOf({
      '0002_sizes': `-- run: in batches\n${batch}`,
      '0003_index': [
        '-- run: without a transaction',
        'drop index concurrently if exists things_size;',
        'create index concurrently things_size on things (size);',
      ].join('\n'),
    })
    expect(await migrate(db, { folder })).toEqual(['0001_things', '0002_sizes', '0003_index'])
    expect((await sql`select from things where size = 2`.execute(db)).rows).toHaveLength(10)
    const { rows } = await sql<{ valid: boolean }>`
      select indisvalid as valid from pg_index where indexrelid = 'things_size'::regclass`.execute(db)
    expect(rows).toEqual([{ valid: true }])
  })

  test('processes that wait for an index without a transaction do not keep it waiting', async () => {
    const url = await newDatabase()
    const folder = await folderOf({
      '0002_index': '-- run: without a transaction\ncreate index concurrently things_size on things (size);',
    })
    const all = await Promise.all([1, 2, 3].map(async () => migrate(await connect(url), { folder })))
    expect(all.flat().sort()).toEqual(['0001_things', '0002_index'])
  })
})

test('an unknown way to run a migration is refused', async () => {
  const folder = await folderOf({ '0002_odd': '-- run: twice\nselect 1' })
  await expect(readMigrationFile('0002_odd', folder)).rejects.toThrow('cannot be run “twice”')
})
