import { readdir, readFile } from 'node:fs/promises'
import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type { Database } from './schema.ts'

const folder = new URL('./migrations/', import.meta.url)

/**
 * Brings the schema up to date with the SQL files in `migrations/`, in the order of their names.
 * Safe to run from several processes at once: Kysely's migrator holds a lock in the database.
 *
 * @returns the names of the migrations that were run now
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: readMigrations },
    migrationTableSchema: 'public',
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = names.map(async (name) => {
    const text = await readFile(new URL(name, folder), 'utf8')
    const migration: Migration = {
      up: async (db) => {
        await sql.raw(text).execute(db)
      },
    }
    return [name.replace(/\.sql$/, ''), migration] as const
  })
  return Object.fromEntries(await Promise.all(migrations))
}
