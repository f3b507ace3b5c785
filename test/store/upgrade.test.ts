import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { isClosed, readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openDueEdition } from '../../src/editions/edition.ts'
import { readMarks } from '../../src/marks/marks.ts'
import { migrate } from '../../src/store/migrate.ts'
import { readMigrationNames } from '../../src/store/migration-files.ts'
import { openInMemory, openStore, type Db, type Store } from '../../src/store/open.ts'
import { readSchemaState } from '../../src/store/schema-state.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletSaying } from '../helpers/outlet.ts'
import { newMigratedDatabase, startPostgres } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'
import { idOf } from '../helpers/subscribers.ts'

const logger = pino({ level: 'silent' })
const folder = new URL('released/', import.meta.url)
const released = readdirSync(folder).filter((name) => name.endsWith('.sql'))

type Database = { opened: () => Promise<Store>; fresh: () => Promise<Db> }

const embedded: Database = {
  opened: () => openInMemory(logger),
  fresh: async () => (await testContext()).db,
}
const postgres: Database = {
  opened: async () => openStore({ databaseUrl: await (await startPostgres())(), dataDir: '' }, logger),
  fresh: async () => {
    const store = await openStore({ databaseUrl: await newMigratedDatabase(), dataDir: '' }, logger)
    onTestFinished(() => store.close())
    return store.db
  },
}

/** The database of a release, with the migrations of now. */
async function upgraded(name: string, { opened }: Database): Promise<Store> {
  const store = await opened()
  onTestFinished(() => store.close())
  await sql.raw(readFileSync(new URL(name, folder), 'utf8')).execute(store.db)
  const later = (await readMigrationNames()).filter((one) => one.slice(0, 4) > name.slice(0, 4))
  expect(await migrate(store.db)).toEqual(later)
  return store
}

function upgrades(database: Database) {
  test.each(released)(
    '%s has the schema of a new installation, and goes on with its edition',
    async (name) => {
      const { db, ledgerDb } = await upgraded(name, database)
      expect(await readSchemaState(db)).toEqual({ kind: 'current' })
      expect(await describeSchema(db)).toEqual(await describeSchema(await database.fresh()))

      // The lease of the worker that died is over, and so is the wait of what was deferred.
      const now = new Date('2026-05-20T07:10:00Z')
      const context = { ...(await testContext({ clock: () => now })), db: ledgerDb }
      const sent: string[] = []
      const outlet = outletSaying(async ({ to }) => {
        sent.push(to)
        return { kind: 'submitted', response: '250 ok' }
      })
      await createDeliverer({ ...context, outlet })(2, 0)
      expect(sent.sort()).toEqual(['bo', 'cleo', 'dan', 'eve'].map((reader) => `${reader}@example.net`))
      const accounting = await readAccounting(db, 2)
      expect(accounting && isClosed(accounting)).toBe(true)
      expect(accounting).toMatchObject({ submitted: 5 })

      const ann = await idOf(db, 'ann@example.net')
      expect((await readMarks(db, ann)).map(({ paper, kind }) => [paper, kind])).toEqual([
        ['arxiv:2605.1', 'more'],
      ])
      expect(await findSubscriber(db, 'ann@example.net')).toMatchObject({
        preferences: { topics: ['robotics'], keywords: ['towels'] },
      })
      expect((await findSubscriber(db, 'gus@example.net'))?.status).toBe('unsubscribed')

      // What was mailed before the upgrade is not mailed again.
      const tomorrow = new Date('2026-05-21T07:00:00Z')
      await storeCandidates(db, [candidate({ id: 'arxiv:2605.9', firstListedOn: '2026-05-21' })])
      const next = await openDueEdition(db, tomorrow)
      await createComposer({ db: ledgerDb })(next?.id ?? 0, 0, tomorrow)
      const rows = await db
        .selectFrom('deliveries')
        .select('selection')
        .where('edition_id', '=', next?.id ?? 0)
        // Of the edition before, nothing went to this one, whose address takes no mail.
        .where('subscriber_id', '<>', await idOf(db, 'fay@example.net'))
        .execute()
      expect(rows.length).toBe(5)
      expect(rows.map(({ selection }) => selection).join()).not.toMatch(/2605\.[1-4]"/)
    },
  )
}

describe('the embedded database of a release', () => {
  upgrades(embedded)
})
describe.skipIf(lacks('postgres'))('the PostgreSQL database of a release', () => {
  upgrades(postgres)
})

/** Everything that migrations make, but for the months of the ledger. */
async function describeSchema(db: Db): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    with own as (
      select oid, relname from pg_class
      where relnamespace = 'public'::regnamespace and relname !~ '_[0-9]{4}_[0-9]{2}'
    )
    select format('column %s.%s %s %s %s', relname, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) as line
    from own join pg_attribute on attrelid = own.oid and attnum > 0 and not attisdropped
    left join pg_attrdef on adrelid = own.oid and adnum = attnum
    union all select format('constraint %s.%s %s', relname, conname, pg_get_constraintdef(c.oid))
    from own join pg_constraint c on conrelid = own.oid and contype <> 'n'
    union all select pg_get_indexdef(i.indexrelid) from own join pg_index i on i.indexrelid = own.oid
    union all select pg_get_triggerdef(t.oid) from own join pg_trigger t on tgrelid = own.oid where not tgisinternal
    union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
    union all select format('view %s %s', relname, pg_get_viewdef(own.oid)) from own join pg_views on viewname = relname
    union all select format('statistics %s', stxname) from pg_statistic_ext`.execute(db)
  // A dump writes an expression with other parentheses than the migration had.
  return rows.map(({ line }) => line.replace(/[()]/g, '')).sort()
}
