import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { UserError } from '../errors.ts'
import {
  migrationsFolder,
  readMigrationFile,
  readMigrationNames,
  type MigrationFile,
} from './migration-files.ts'
import type { Db } from './open.ts'
import { readSchemaState, refuseOtherSchema } from './schema-state.ts'

/** How long a migration waits for a table that is in use, how often it tries, and the pause before it tries again. */
export type Patience = { lockTimeoutMs: number; tries: number; pauseMs: number }

const defaultPatience: Patience = { lockTimeoutMs: 3000, tries: 10, pauseMs: 3000 }

/** Kysely's own lock, which versions before this runner take. */
const advisoryLock = sql.raw('3853314791062309107')
/** How soon a process looks again whether another one has finished migrating. */
const busyPauseMs = 200

/**
 * Brings the schema up to date with the SQL files in `migrations/`, in the order of their names. Several processes may
 * call it at once: an advisory lock gives each migration to one of them, and the others wait.
 *
 * A statement that waits for a lock stops everyone who comes after it, so no migration waits for long: it gives up after
 * `lockTimeoutMs`, lets the others pass, and tries again.
 *
 * @param options.only these migrations alone, where rows of an older version are to be loaded before the others
 * @returns the names of the migrations that were run now
 * @throws {UserError} where the schema is newer than this program, or a table stays in use
 */
export async function migrate(
  db: Db,
  {
    folder = migrationsFolder,
    only,
    ...given
  }: Partial<Patience> & { folder?: URL; only?: ReadonlySet<string> } = {},
): Promise<string[]> {
  const patience = { ...defaultPatience, ...given }
  const state = await readSchemaState(db, folder)
  if (state.kind === 'newer') refuseOtherSchema(state)
  if (state.kind === 'current') return []
  await createMigrationTable(db)
  const done: string[] = []
  for (const name of await pendingIn(db, folder)) {
    if (only && !only.has(name)) continue
    if (await apply(db, await readMigrationFile(name, folder), patience)) done.push(name)
  }
  return done
}

async function pendingIn(db: Db, folder: URL): Promise<string[]> {
  const state = await readSchemaState(db, folder)
  if (state.kind === 'older') return state.pending
  return state.kind === 'empty' ? readMigrationNames(folder) : []
}

/** The table that versions before this runner kept, so that each reads what the other has run. */
async function createMigrationTable(db: Db): Promise<void> {
  await untilFree(() =>
    db.transaction().execute(async (trx) => {
      if (!(await tryLock(trx))) return 'busy'
      await sql`create table if not exists public.kysely_migration
        (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(trx)
      return 'done'
    }),
  )
}

/** What became of one try. `more`: a batch was run, and may not have been the last. */
type Step = 'busy' | 'done' | 'more' | 'done by another'

/** @returns whether it was run by this process */
async function apply(db: Db, file: MigrationFile, patience: Patience): Promise<boolean> {
  const step = file.run === 'without a transaction' ? runStatements : runInTransaction
  for (;;) {
    const outcome = await untilFree(() => patiently(file, patience, () => step(db, file, patience)))
    if (outcome !== 'more') return outcome === 'done'
  }
}

async function runInTransaction(db: Db, file: MigrationFile, patience: Patience): Promise<Step> {
  return db.transaction().execute(async (trx) => {
    if (!(await tryLock(trx))) return 'busy'
    if (await isApplied(trx, file.name)) return 'done by another'
    await sql.raw(`set local lock_timeout = ${patience.lockTimeoutMs}`).execute(trx)
    const { numAffectedRows = 0n } = await sql.raw(file.text).execute(trx)
    if (file.run === 'in batches' && numAffectedRows > 0n) return 'more'
    await record(trx, file.name)
    return 'done'
  })
}

/** For what PostgreSQL refuses in a transaction, `create index concurrently`. A try that failed leaves what it had done. */
async function runStatements(db: Db, file: MigrationFile, patience: Patience): Promise<Step> {
  return db.connection().execute(async (session) => {
    if (!(await tryLock(session, 'session'))) return 'busy'
    try {
      if (await isApplied(session, file.name)) return 'done by another'
      await sql.raw(`set lock_timeout = ${patience.lockTimeoutMs}`).execute(session)
      for (const statement of statementsOf(file.text)) await sql.raw(statement).execute(session)
      await record(session, file.name)
      return 'done'
    } finally {
      await sql`reset lock_timeout`.execute(session)
      await sql`select pg_advisory_unlock(${advisoryLock})`.execute(session)
    }
  })
}

/** Each ends with a semicolon at the end of a line. */
function statementsOf(text: string): string[] {
  return text.split(/;[ \t]*$/m).filter((statement) => statement.replace(/--.*$/gm, '').trim() !== '')
}

/**
 * Does not wait in a statement for another process: who waits so holds a snapshot, and `create index concurrently` in that
 * process would wait for its end.
 */
async function tryLock(db: Db, scope: 'transaction' | 'session' = 'transaction'): Promise<boolean> {
  const take = sql.raw(scope === 'session' ? 'pg_try_advisory_lock' : 'pg_try_advisory_xact_lock')
  const { rows } = await sql<{ taken: boolean }>`select ${take}(${advisoryLock}) as taken`.execute(db)
  return rows[0]?.taken ?? false
}

async function isApplied(db: Db, name: string): Promise<boolean> {
  const { rows } = await sql`select from public.kysely_migration where name = ${name}`.execute(db)
  return rows.length > 0
}

async function record(db: Db, name: string): Promise<void> {
  await sql`insert into public.kysely_migration (name, timestamp)
    values (${name}, ${new Date().toISOString()})`.execute(db)
}

async function untilFree(step: () => Promise<Step>): Promise<Step> {
  for (;;) {
    const outcome = await step()
    if (outcome !== 'busy') return outcome
    await sleep(busyPauseMs)
  }
}

/** PostgreSQL's codes for a lock that was not had in time, and for two that wait for each other. */
const lockCodes = new Set(['55P03', '40P01'])

async function patiently(
  { name }: MigrationFile,
  { lockTimeoutMs, tries, pauseMs }: Patience,
  step: () => Promise<Step>,
): Promise<Step> {
  for (let tried = 1; ; tried++) {
    try {
      return await step()
    } catch (error) {
      if (!isLockError(error)) throw error
      if (tried === tries) {
        throw new UserError(
          `Migration ${name} found a table in use for ${lockTimeoutMs / 1000} s, ${tries} times, and was given up.\n` +
            'Let the long transaction end (see pg_stat_activity), then run `paperboy migrate` again.',
        )
      }
      await sleep(pauseMs)
    }
  }
}

function isLockError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && lockCodes.has(String(error.code))
}
