import { sql } from 'kysely'
import about from '../../package.json' with { type: 'json' }
import { listOf, readMigrations, readSequences } from '../store/dump.ts'
import type { Db } from '../store/open.ts'

/** What a snapshot holds. All of it comes before the rows, so that they are read only by who can use them. */
export type SnapshotHeader = {
  paperboy: 'backup'
  format: 1
  /** Of the program that made it. */
  version: string
  /** ISO 8601. */
  madeAt: string
  /** Of the secret key that signs links. The key itself is not in it. */
  keyId: string
  /** Those that were run: the schema of the rows. */
  migrations: string[]
  /** The months that have a table of deliveries: YYYY-MM-01. */
  months: string[]
  /** In an order in which rows can be inserted: each table after those that it refers to. */
  tables: SnapshotTable[]
}

export type SnapshotTable = { name: string; columns: string[]; rows: number }

/** Rows of one table, each as the text of a JSON object; at the end, where each sequence is. */
export type SnapshotPart =
  { kind: 'rows'; table: string; rows: string[] } | { kind: 'end'; sequences: Record<string, number> }

/** One state of a whole installation. The parts can be read once. */
export type Snapshot = { header: SnapshotHeader; parts: AsyncIterable<SnapshotPart> }

/** Neither is copied: whose database it is, and what its schema is, follows from where the rows are put. */
const notCopied = ['installation', 'kysely_migration']

/**
 * Reads all tables as they are at one moment, while others go on writing. In the embedded database everyone else waits.
 *
 * @param use what is done with the snapshot; it must not be used afterwards
 */
export function withSnapshot<Answer>(
  db: Db,
  meta: { keyId: string; now: Date },
  use: (snapshot: Snapshot) => Promise<Answer>,
): Promise<Answer> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`set local bytea_output = 'hex'`.execute(trx)
      const header = await readHeader(trx, meta)
      return use({ header, parts: readParts(trx, header) })
    })
}

async function readHeader(trx: Db, { keyId, now }: { keyId: string; now: Date }): Promise<SnapshotHeader> {
  const tables: SnapshotTable[] = []
  for (const { name, columns } of await readTables(trx)) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${publicTable(name)}`.execute(
      trx,
    )
    tables.push({ name, columns, rows: rows[0]?.count ?? 0 })
  }
  const months = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.deliveries'::regclass order by 1`.execute(trx)
  return {
    paperboy: 'backup',
    format: 1,
    version: about.version,
    madeAt: now.toISOString(),
    keyId,
    migrations: await readMigrations(trx),
    months: months.rows.map(({ name }) => `${name.slice(-7).replace('_', '-')}-01`),
    tables,
  }
}

/**
 * The tables whose rows are copied, with the columns that are not computed. Unlogged tables are left out: PostgreSQL empties
 * them after a crash too.
 */
export async function readTables(db: Db): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await sql<{ name: string; columns: string[]; refersTo: string[] }>`
    select c.relname::text as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select distinct o.relname::text from pg_constraint f join pg_class o on o.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as "refersTo"
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relpersistence = 'p' and c.relname <> all(${notCopied}::text[])
    order by c.relname`.execute(db)
  const sorted: typeof rows = []
  const isPlaced = (name: string) => sorted.some((one) => one.name === name)
  while (sorted.length < rows.length) {
    const next = rows.find(({ name, refersTo }) => !isPlaced(name) && refersTo.every(isPlaced))
    if (!next) throw new Error('the foreign keys of the tables form a circle')
    sorted.push(next)
  }
  return sorted.map(({ name, columns }) => ({ name, columns }))
}

/** Rows are fetched in batches of about so much. */
const batchBytes = 1_000_000
const mostRows = 5000

async function* readParts(trx: Db, { tables }: SnapshotHeader): AsyncGenerator<SnapshotPart> {
  for (const { name, columns } of tables) {
    await sql`declare backup no scroll cursor for
      select row_to_json(r)::text as row from (select ${listOf(columns)} from ${publicTable(name)}) r`.execute(
      trx,
    )
    for (let count = 50; ;) {
      const { rows } = await sql<{ row: string }>`fetch ${sql.raw(String(count))} from backup`.execute(trx)
      if (rows.length === 0) break
      yield { kind: 'rows', table: name, rows: rows.map(({ row }) => row) }
      const bytes = rows.reduce((sum, { row }) => sum + row.length, 0)
      count = Math.max(1, Math.min(mostRows, Math.round((batchBytes * rows.length) / bytes)))
    }
    await sql`close backup`.execute(trx)
  }
  yield { kind: 'end', sequences: await readSequences(trx) }
}

export function publicTable(name: string) {
  return sql.table(`public.${name}`)
}
