import { sql } from 'kysely'
import { makeMonth } from '../ledger/months.ts'
import { insertRows, setSequences } from '../store/dump.ts'
import { dropSchema } from '../store/drop-schema.ts'
import { migrate } from '../store/migrate.ts'
import type { Db } from '../store/open.ts'
import { readApplied } from '../store/schema-state.ts'
import { publicTable, readTables, type Snapshot, type SnapshotHeader, type SnapshotPart } from './snapshot.ts'

/**
 * Puts a snapshot in the place of everything that a database holds, and brings its schema up to date. Rows are loaded in
 * one transaction.
 *
 * @param onRows told how many more rows were loaded
 */
export async function loadSnapshot(
  db: Db,
  { header, parts }: Snapshot,
  onRows: (count: number) => void = () => undefined,
): Promise<void> {
  const applied = await readApplied(db)
  const isSameSchema =
    applied.size === header.migrations.length && header.migrations.every((name) => applied.has(name))
  if (!isSameSchema) {
    await dropSchema(db)
    await migrate(db, { only: new Set(header.migrations) })
  }
  await db.transaction().execute((trx) => loadRows(trx, header, parts, onRows))
  await migrate(db)
}

async function loadRows(
  trx: Db,
  header: SnapshotHeader,
  parts: AsyncIterable<SnapshotPart>,
  onRows: (count: number) => void,
): Promise<void> {
  await sql`truncate ${sql.join(header.tables.map(({ name }) => publicTable(name)))}`.execute(trx)
  for (const month of header.months) await makeMonth(trx, new Date(month))
  const columns = new Map(header.tables.map((table) => [table.name, table.columns]))
  for await (const part of parts) {
    if (part.kind === 'end') {
      await setSequences(trx, part.sequences)
      continue
    }
    const table = { name: part.table, columns: columns.get(part.table) ?? [] }
    await insertRows(trx, table, `[${part.rows.join(',')}]`)
    onRows(part.rows.length)
  }
}

/** The first table that has rows; null where there are none, or no schema yet. */
export async function findFilledTable(db: Db): Promise<string | null> {
  for (const { name } of await readTables(db)) {
    const { rows } = await sql<{ isFilled: boolean }>`
      select exists (select from ${publicTable(name)}) as "isFilled"`.execute(db)
    if (rows[0]?.isFilled) return name
  }
  return null
}
