import { sql } from 'kysely'
import { UserError } from '../errors.ts'
import type { Db } from './open.ts'

/**
 * Refuses a database that another installation has set up. All names in it carry their schema, so that two installations in
 * one database would mail each other's subscribers. Writes nothing.
 *
 * @throws {UserError} in one line that says what to do
 */
export async function refuseOtherInstallation(db: Db, prefix: string): Promise<void> {
  const { rows } = await sql<{ isThere: boolean }>`
    select to_regclass('public.installation') is not null as "isThere"`.execute(db)
  if (!rows[0]?.isThere) return
  const owner = await db.selectFrom('installation').select('prefix').executeTakeFirst()
  if (!owner || owner.prefix === prefix) return
  throw new UserError(
    `DATABASE_URL: this database belongs to the installation “${owner.prefix}”, and PREFIX is “${prefix}” here: create a second database for it (createdb), or set PREFIX=${owner.prefix}.`,
  )
}

/**
 * Makes the database this installation's, if it is nobody's yet.
 *
 * @throws {UserError} where another one was faster
 */
export async function claimDatabase(db: Db, prefix: string): Promise<void> {
  await db
    .insertInto('installation')
    .values({ prefix })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await refuseOtherInstallation(db, prefix)
}

/**
 * Refuses a database that others are connected to, e.g. a service that runs.
 *
 * @throws {UserError} in one line that says what to do
 */
export async function refuseInUse(db: Db): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`.execute(
    db,
  )
  const count = rows[0]?.count ?? 0
  if (count === 0) return
  throw new UserError(
    `DATABASE_URL: the database is in use (other connections: ${count}): stop all parts of the service first.`,
  )
}
