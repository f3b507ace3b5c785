import { sql } from 'kysely'
import type { Db } from '../store/open.ts'

/** Those whose rows hold addresses, texts that may quote one, or what someone likes. */
const tables = [
  'subscribers',
  'suppressions',
  'subscription_requests',
  'outbox',
  'marks',
  'tastes',
  'seeds',
  'seed_imports',
]

/**
 * Removes from the database's files what was deleted from its tables: PostgreSQL leaves old rows in place until their
 * space is used again, samples of values in its statistics, and whole pages in its log.
 *
 * A server is only asked to give the space free, since rewriting a table stops everyone who uses it. The embedded
 * database has no autovacuum and few rows, so its tables are rewritten, and what its log held is removed.
 */
export async function cleanFiles(db: Db, isEmbedded: boolean): Promise<void> {
  const option = sql.raw(isEmbedded ? 'full, analyze' : 'analyze, parallel 0')
  for (const name of tables) await sql`vacuum (${option}) ${sql.table(`public.${name}`)}`.execute(db)
  await db.connection().execute(async (one) => {
    // These columns are not searched by, so a few samples do, and a month of many rows takes no longer than one of few.
    await sql`set default_statistics_target = 1`.execute(one)
    for (const name of await partitions(one))
      await sql`vacuum (${option}) ${sql.table(`public.${name}`)} (selection, notes, response)`.execute(one)
    await sql`reset default_statistics_target`.execute(one)
  })
  if (!isEmbedded) return
  await sql`vacuum (full) pg_catalog.pg_statistic`.execute(db)
  // Otherwise old files of the log are renamed and kept, with their contents.
  await sql`set wal_recycle = off`.execute(db)
  await sql`select pg_switch_wal()`.execute(db)
  await sql`checkpoint`.execute(db)
}

async function partitions(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.deliveries'::regclass`.execute(db)
  return rows.map(({ name }) => name)
}
