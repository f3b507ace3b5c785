import { readdir, readFile } from 'node:fs/promises'

/**
 * How a file is run: all of it in one transaction; one statement again and again, each time in a transaction of its own,
 * until it changes no row; or each statement by itself and in no transaction.
 */
export type MigrationRun = 'once' | 'in batches' | 'without a transaction'

/** @param name without `.sql`, as the database records it */
export type MigrationFile = { name: string; text: string; run: MigrationRun }

export const migrationsFolder = new URL('./migrations/', import.meta.url)

/** The names of the migrations in a folder, in the order in which they are run. */
export async function readMigrationNames(folder: URL = migrationsFolder): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return names.map((name) => name.replace(/\.sql$/, ''))
}

/** @throws {Error} where the file's first line asks for a way to run that there is not */
export async function readMigrationFile(
  name: string,
  folder: URL = migrationsFolder,
): Promise<MigrationFile> {
  const text = await readFile(new URL(`${name}.sql`, folder), 'utf8')
  const [, asked = 'once'] = /^-- run: (.*)$/m.exec(text.split('\n')[0] ?? '') ?? []
  const run = (['once', 'in batches', 'without a transaction'] as const).find((one) => one === asked)
  if (!run) throw new Error(`${name}: a migration cannot be run “${asked}”`)
  return { name, text, run }
}
