import { sql } from 'kysely'
import { UserError } from '../errors.ts'
import { readMigrationNames } from './migration-files.ts'
import type { Db } from './open.ts'

/**
 * How the database's schema compares with this program. `newer`: it has migrations that this program does not know, so a
 * later version is in charge of it, even where some of ours are missing.
 */
export type SchemaState =
  | { kind: 'current' }
  | { kind: 'empty' }
  | { kind: 'older'; pending: string[] }
  | { kind: 'newer'; unknown: string[] }

/** Compares the migrations that were run with those that this program has. Writes nothing. */
export async function readSchemaState(db: Db, folder?: URL): Promise<SchemaState> {
  const known = await readMigrationNames(folder)
  const applied = await readApplied(db)
  if (applied.size === 0) return { kind: 'empty' }
  const unknown = [...applied].filter((name) => !known.includes(name))
  if (unknown.length > 0) return { kind: 'newer', unknown }
  const pending = known.filter((name) => !applied.has(name))
  return pending.length > 0 ? { kind: 'older', pending } : { kind: 'current' }
}

/** @throws {UserError} in one line that says what to do, unless the schema is this program's own */
export function refuseOtherSchema(state: SchemaState): void {
  switch (state.kind) {
    case 'current':
      return
    case 'empty':
      throw new UserError(
        'The database is empty: run `paperboy migrate`, or start the service, and try again.',
      )
    case 'older':
      throw new UserError(
        'The database’s schema is older than this program: run `paperboy migrate`, or start the service, and try again.',
      )
    case 'newer':
      throw new UserError(
        `This program is older than the database’s schema, which has ${state.unknown.join(', ')}: update this program.`,
      )
  }
}

/** The names of the migrations that were run. */
export async function readApplied(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ exists: boolean }>`
    select to_regclass('public.kysely_migration') is not null as exists`.execute(db)
  if (!rows[0]?.exists) return new Set()
  const applied = await sql<{ name: string }>`select name from public.kysely_migration`.execute(db)
  return new Set(applied.rows.map(({ name }) => name))
}
