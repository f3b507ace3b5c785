import { sql } from 'kysely'
import { UserError } from '../errors.ts'
import { migrate } from './migrate.ts'
import { readMigrationNames } from './migration-files.ts'
import { inTransaction, type Db } from './open.ts'

/** Rows of some tables, to be loaded into an empty database of this or a later version. */
export type Dump = {
  /** The migrations that the schema had. */
  migrations: string[]
  /** The last value of each sequence that was used. */
  sequences: Record<string, number>
  /** Each table's rows as a JSON array of objects, in the order in which they are to be loaded. */
  tables: { name: string; rows: string }[]
}

/** Copies all rows of some tables at one moment. */
export async function dumpTables(db: Db, names: readonly string[]): Promise<Dump> {
  return inTransaction(db, async (trx) => {
    const tables: Dump['tables'] = []
    for (const name of names) {
      const columns = await writableColumns(trx, name)
      const { rows } = await sql<{ rows: string }>`
        select coalesce(json_agg(one), '[]')::text as rows
        from (select ${listOf(columns)} from ${sql.table(`public.${name}`)}) one`.execute(trx)
      tables.push({ name, rows: rows[0]?.rows ?? '[]' })
    }
    return { migrations: await readMigrations(trx), sequences: await readSequences(trx), tables }
  })
}

/**
 * Loads a dump into an empty database, and brings its schema from where the dump was made up to date.
 *
 * @param prepare is called when the dump's schema is there and its rows are not
 * @throws {UserError} where a later version has made the dump
 */
export async function loadDump(
  db: Db,
  dump: Dump,
  prepare: (trx: Db) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const known = await readMigrationNames()
  const unknown = dump.migrations.find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new UserError(`a newer Paperboy has written it (${unknown}): update this one`)
  await migrate(db, { only: new Set(dump.migrations) })
  await inTransaction(db, async (trx) => {
    // Rows are loaded as they were: no trigger changes them, and their order does not matter.
    await sql`set local session_replication_role = replica`.execute(trx)
    await prepare(trx)
    for (const { name, rows } of dump.tables)
      await insertRows(trx, { name, columns: await writableColumns(trx, name) }, rows)
    await setSequences(trx, dump.sequences)
  })
  await migrate(db)
}

/**
 * Inserts rows with the ids that they have.
 *
 * @param rows a JSON array of objects
 */
export async function insertRows(
  trx: Db,
  { name, columns }: { name: string; columns: readonly string[] },
  rows: string,
): Promise<void> {
  const table = sql.table(`public.${name}`)
  const list = listOf(columns)
  await sql`
    insert into ${table} (${list}) overriding system value
    select ${list} from json_populate_recordset(null::${table}, ${rows}::json)`.execute(trx)
}

export async function setSequences(trx: Db, sequences: Record<string, number>): Promise<void> {
  for (const [name, value] of Object.entries(sequences))
    await sql`select setval(format('public.%I', ${name}::text)::regclass, ${value}::bigint)`.execute(trx)
}

export function listOf(columns: readonly string[]) {
  return sql.join(columns.map((name) => sql.ref(name)))
}

/** All but those that PostgreSQL computes from others. */
async function writableColumns(db: Db, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'
    order by ordinal_position`.execute(db)
  return rows.map(({ name }) => name)
}

/** The names of the migrations that were run, sorted. */
export async function readMigrations(db: Db): Promise<string[]> {
  const { rows } = await sql<{
    name: string
  }>`select name from public.kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/** The last value of each sequence that was used. Sequences are no part of a snapshot: read after rows, they are past all. */
export async function readSequences(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; value: number }>`
    select sequencename as name, last_value as value from pg_sequences
    where schemaname = 'public' and last_value is not null`.execute(db)
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}
